"""The field type ``multi_select``: several options of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from engine.fields.select import choices_problems
from engine.fields.shared.bases import LIST_OPERATORS
from engine.fields.shared.choices import (
    OPTION,
    check_choice,
    choice_index,
    find_choice,
    shown_choice,
    written_choice,
)
from engine.fields.shared.lists import distinct, read_list, refusal_of
from engine.fields.shared.locales import is_chinese
from engine.fields.shared.schemas import CHOICES
from engine.fields.shared.texts import is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import Text, text

_LIMIT = 500
_HARD = re.compile(r"[;；\n]")
_SOFT = re.compile(r"[,，、|]")


class MultiSelect(FieldType):
    """Several options, in the order of the list, each once."""

    name = "multi_select"
    label = text("Multi-select", "多选")
    help = text("Any options of a list.", "从列表中选择多项。")
    family = Family.SIDE
    value_type = ValueType.LIST
    widget = "multi_select"
    operators = LIST_OPERATORS
    searchable = True
    sortable = False
    groupable = True
    options_schema = CHOICES

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.SIDE, ValueType.SELECT),)

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        return choices_problems(field)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> tuple[str, ...] | None:
        given = read_list(raw, OPTION, _LIMIT)
        if given is None:
            return None
        members = split_choices(given, field) if isinstance(given, str) else given
        read = partial(_read, field=field)
        found = distinct(members, read, _LIMIT)
        order = choice_index(field).order
        return tuple(sorted(found, key=lambda each: order[each])) if found else None

    def check_in_record(
        self, value: Any, field: FieldDef, record: Mapping[str, Any], before: Any
    ) -> None:
        kept = frozenset(before or ())
        for each in value or ():
            check_choice(each, field, record, kept)

    def to_json(self, value: Any, field: FieldDef) -> list[str] | None:
        return None if value is None else list(value)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        written = []
        for each in value or ():
            label = written_choice(each, field, locale.language)
            written.append(each if _HARD.search(label) or _SOFT.search(label) else label)
        return "; ".join(written)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, tuple | list):
            return "" if value is None else str(value)
        joint = "、" if is_chinese(locale.language) else ", "
        return joint.join(shown_choice(each, field, locale.language) for each in value)

    def search_text(self, value: Any, field: FieldDef) -> str:
        labels = (field.choice(each) for each in value or ())
        return " ".join(
            word for each in labels if each for word in each.label.as_map().values()
        )


def split_choices(raw: str, field: FieldDef) -> list[object]:
    """Split a text at semicolons; at commas only where the whole is no option."""
    members: list[object] = []
    for piece in _HARD.split(raw):
        if not is_blank(piece) and refusal_of(partial(_read, field=field), piece):
            members.extend(_SOFT.split(piece))
        else:
            members.append(piece)
    return members


def _read(raw: object, field: FieldDef) -> str | None:
    return None if is_blank(raw) else find_choice(raw, field)


FIELD_TYPE = MultiSelect()
