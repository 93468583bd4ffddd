"""Finds options of select fields by id, by label and by what people type."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.fields.shared.refusal import shown, wrong_type
from engine.fields.shared.texts import folded
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef, Option
from engine.text import Text, text

OPTION = text("an option", "选项")
_LONGEST = 500
_NAMED = 8


@dataclass(frozen=True, slots=True)
class ChoiceIndex:
    """The options of one field, ready to be found."""

    by_id: Mapping[str, Option]
    by_words: Mapping[str, str]
    """Folded label or name -> id; only words that mean one option."""
    order: Mapping[str, int]


def choice_index(field: FieldDef) -> ChoiceIndex:
    """Give the index of a field's options, made once per list of options."""
    return _index(_Same(field.choices))


def find_choice(raw: object, field: FieldDef) -> str:
    """Give the id of the option that a non-blank raw value means; raises `InvalidValue`."""
    index = choice_index(field)
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**12:
        raw = str(raw)
    if not isinstance(raw, str):
        raise wrong_type(raw, OPTION)
    if raw in index.by_id:
        return str(raw)
    if len(raw) > _LONGEST:
        raise _unknown(raw, index)
    words = _plain(raw)
    found = index.by_words.get(words)
    if found is None:
        raise _unknown(raw, index)
    return found


def written_choice(option_id: str, field: FieldDef, language: str) -> str:
    """Write an option for a file: its label where that is unambiguous, else its id."""
    index = choice_index(field)
    option = index.by_id.get(option_id)
    if option is None:
        return option_id
    label = option.label.to(language).strip()
    clear = label not in index.by_id and index.by_words.get(_plain(label)) == option_id
    return label if clear else option_id


def shown_choice(option_id: object, field: FieldDef, language: str) -> str:
    """Give the label of an option; an unknown id shows itself."""
    option = choice_index(field).by_id.get(str(option_id))
    return option.label.to(language) if option else str(option_id)


def check_choice(
    option_id: str, field: FieldDef, record: Mapping[str, object], kept: frozenset[str]
) -> None:
    """Refuse an option that is retired (unless kept) or not allowed by the controlling field."""
    option = choice_index(field).by_id.get(option_id)
    if option is None:
        return
    if not option.active and option_id not in kept:
        raise InvalidValue(
            "option.retired",
            text("“{label}” is no longer in use", "“{label}”已停用", label=option.label),
        )
    parent = str(field.options.get("parent") or "")
    allowed = option.extra.get("when")
    if not parent or not allowed:
        return
    chosen = record.get(parent)
    picked = chosen if isinstance(chosen, tuple) else (chosen,)
    if not any(each in allowed for each in picked):
        raise InvalidValue(
            "option.dependent",
            text(
                "“{label}” does not go with the value of {parent}",
                "“{label}”与 {parent} 的取值不匹配",
                label=option.label,
                parent=parent,
            ),
        )


class _Same:
    """A key that is equal only to itself over the same list of options."""

    __slots__ = ("choices",)

    def __init__(self, choices: tuple[Option, ...]) -> None:
        self.choices = choices

    def __hash__(self) -> int:
        return id(self.choices)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.choices is other.choices


@lru_cache(maxsize=2048)
def _index(key: _Same) -> ChoiceIndex:
    meanings: dict[str, set[str]] = {}
    for option in key.choices:
        meanings.setdefault(_plain(option.id), set()).add(option.id)
        if not option.active:
            continue
        names = [*option.label.as_map().values(), str(option.extra.get("name") or "")]
        for words in filter(None, map(_plain, names)):
            meanings.setdefault(words, set()).add(option.id)
    return ChoiceIndex(
        by_id={option.id: option for option in key.choices},
        by_words={words: next(iter(ids)) for words, ids in meanings.items() if len(ids) == 1},
        order={option.id: place for place, option in enumerate(key.choices)},
    )


def _plain(words: str) -> str:
    """Fold what an option is called: case, width, and the sign for "and"."""
    return " ".join(folded(words.replace("&", " and ")).split())


def _unknown(raw: str, index: ChoiceIndex) -> InvalidValue:
    message = text("“{raw}” is not one of the options", "“{raw}”不是可选项", raw=shown(raw))
    near = difflib.get_close_matches(_plain(raw[:60]), index.by_words, n=1)
    if near:
        meant = index.by_id[index.by_words[near[0]]].label
        hint = text("did you mean “{meant}”?", "您是指“{meant}”吗？", meant=meant)
        return InvalidValue("option.unknown", message, hint)
    active = [option.label for option in index.by_id.values() if option.active]
    named, more = active[:_NAMED], len(active) - _NAMED
    hint = Text.of(
        {
            "en": "one of: "
            + ", ".join(label.to("en") for label in named)
            + (f" and {more} more" if more > 0 else ""),
            "zh": "可选："
            + "、".join(label.to("zh") for label in named)
            + (f"等 {more + _NAMED} 项" if more > 0 else ""),
        }
    )
    return InvalidValue("option.unknown", message, hint if active else None)
