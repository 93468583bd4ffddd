"""Makes forms of the JSON Schemas of kinds and field types: a new one needs no page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ui.i18n import gettext

if TYPE_CHECKING:
    from ui.studio.desk import Desk

LATER = ("order", "notes", "renamed_from", "deprecated", "after", "before", "field_order")
"""Properties that stand folded at the end of a form, or not at all."""
HIDDEN = ("renamed_from", "field_order", "type")
STANDS = ("after", "before")
"""Properties that say together, in one input, where something stands among others of its kind."""
BLANK_ROWS = 3
_WORDS = {
    "expr": "Formula", "agg": "Computation", "fn": "Function", "dir": "Direction",
    "min": "Smallest", "max": "Largest", "max_length": "Longest", "nav": "Navigation",
    "max_mb": "Largest file (MB)", "via": "Through", "visible_when": "Shown when",
    "where": "Which records", "visible_to": "Who sees it", "path": "Steps on top",
    "read_only": "Cannot be changed", "asc": "Ascending", "desc": "Descending",
    "active": "In use", "when": "Condition", "at": "Message at", "span": "Columns wide",
    "ok": "Green", "info": "Blue", "warn": "Yellow", "bad": "Red",
    "en": "English", "zh": "Chinese", "csv": "CSV", "json": "JSON", "xlsx": "Excel (XLSX)",
    "plum": "Purple", "copper": "Copper", "accent": "Pine",
}  # fmt: skip
"""Words for properties and choices whose names are too short to be read."""
_SIMPLE = {"boolean": "flag", "integer": "number", "number": "number", "string": "text"}
_ROW_SORTS = ("wording", "flag", "choice", "number", "text", "path", "tone")
_NAMED = ("wording", "expression", "path", "tone")
TONES = (
    "ok",
    "info",
    "warn",
    "bad",
    "plum",
    "copper",
    "accent",
    *(f"st-{n}" for n in range(1, 7)),
)
"""Colours that an option can have."""

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """One property in a form; ``name`` is its prefix, ``sort`` chooses how it is drawn.

    ``usual`` is what holds while the body is silent; ``rare`` ones stand folded.
    """

    name: str
    label: str
    sort: str
    value: Any
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    columns: tuple[Input, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = field(default_factory=tuple)
    parts: tuple[Input, ...] = ()
    wide: bool = False
    usual: Any = None
    rare: bool = False


def sort_of(shape: Mapping[str, Any]) -> str:
    """Choose how a property is entered; what fits no simple input is written as YAML."""
    marked = _marked(shape)
    if marked:
        return marked
    kind = shape.get("type")
    if kind == "array":
        return _sort_of_list(shape)
    if kind == "object":
        parts = shape.get("properties", {}).values()
        return "map" if parts and all(sort_of(one) != "yaml" for one in parts) else "yaml"
    return _SIMPLE.get(kind, "yaml") if isinstance(kind, str) else "yaml"


def _marked(shape: Mapping[str, Any]) -> str:
    """Read what a shape says itself of how it is entered."""
    if shape.get("x-words") in _NAMED:
        return str(shape["x-words"])
    if "x-by" in shape:
        return f"by_{shape['x-by']}"
    if "x-names" in shape:
        return "name"
    return "choice" if "enum" in shape else ""


def _sort_of_list(shape: Mapping[str, Any]) -> str:
    item = shape.get("items", {})
    if "x-names" in item:
        return "names"
    if "enum" in item:
        return "picks"
    if item.get("type") == "string":
        return "words"
    columns = columns_of(item)
    if "x-key" in shape:
        return "rows" if "id" in columns else "yaml"
    return "table" if columns and len(columns) == len(item["properties"]) else "yaml"


def usual_of(shape: Mapping[str, Any]) -> Any:
    """Give what holds while nothing is said: of a flag, that it is off."""
    return shape.get("default", False if sort_of(shape) == "flag" else None)


def placed(schema: Mapping[str, Any]) -> bool:
    """Say whether a component says where it stands among others of a kind that it names."""
    properties = schema.get("properties", {})
    return all("x-names" in properties.get(name, ()) for name in STANDS)


def said(name: str) -> str:
    """Give the word for a property: its own name, made readable."""
    return gettext(source_of(name))


def source_of(name: str) -> str:
    """Give the English word for a property or a choice."""
    return _WORDS.get(name) or name.replace("_", " ").capitalize()


def columns_of(item: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give the properties of a list's elements that fit a table."""
    return {
        name: shape
        for name, shape in item.get("properties", {}).items()
        if name not in LATER and sort_of(shape) in _ROW_SORTS
    }


def _tone(name: str) -> str:
    step = name.removeprefix("st-")
    return gettext("Step {n}", n=step) if step != name else said(name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form about to be made: at whose desk, whose fields its paths name, and of what."""

    desk: Desk
    of: str = ""
    name: str = ""

    def inputs(
        self, schema: Mapping[str, Any], body: Mapping[str, Any], without: Collection[str] = ()
    ) -> list[Input]:
        """Give the inputs of a form, in the order of the schema."""
        one_place = placed(schema)
        left = {*HIDDEN, *without, *(STANDS if one_place else ())}
        known = [name for name in schema.get("properties", {}) if name not in left]
        needed = schema.get("required", ())
        made = [
            self._input(name, schema["properties"][name], body.get(name), name in needed)
            for name in sorted(known, key=lambda name: name in LATER)
        ]
        return [*made, self._stands(schema, body)] if one_place else made

    def _stands(self, schema: Mapping[str, Any], body: Mapping[str, Any]) -> Input:
        """Give the one choice of a place: behind any other, or in front of the first."""
        kind = str(schema["properties"]["after"]["x-names"])
        value = next((f"{word}/{body[word]}" for word in STANDS if word in body), "")
        word, _slash, present = value.partition("/")
        present_too = [present] if present else []
        named = [one for one in self._named(kind, present_too) if one[0] != self.name]
        first = named[:1] if word != "before" else [one for one in named if one[0] == present]
        _ = gettext
        before = [(f"before/{n}", _("In front of {name}", name=of)) for n, of in first]
        after = [(f"after/{n}", _("Behind {name}", name=of)) for n, of in named]
        hint, label = _("Empty leaves it where it is"), _("Place")
        choices = (*before, *after)
        return Input("stands", label, "choice", value, hint, choices, rare=True)

    def _input(
        self, name: str, shape: Mapping[str, Any], value: Any, required: bool = False
    ) -> Input:
        sort, usual = sort_of(shape), usual_of(shape)
        hint = gettext(shape["description"]) if "description" in shape else ""
        label, rare = said(name.rpartition(".")[2]), name in LATER
        if sort in ("flag", "picks") and value is None:
            value = usual
        drawn = Input(name, label, sort, value, hint, required=required, usual=usual, rare=rare)
        if sort in ("rows", "table"):
            return self._table(drawn, columns_of(shape["items"]))
        if sort in ("map", "by_field", "by_option"):
            return self._nested(drawn, shape)
        if sort == "yaml":
            return replace(drawn, value=self._written(name, value), wide=True)
        if sort == "words":
            return replace(drawn, value=", ".join(map(str, value or ())))
        wide = sort in ("wording", "expression")
        return replace(drawn, choices=self._choices(sort, shape, value), wide=wide)

    def _written(self, name: str, value: Any) -> str:
        last = name.rpartition(".")[2]
        return self.desk.bench.as_yaml(("object", "", ""), {last: value}) if value else ""

    def _nested(self, drawn: Input, shape: Mapping[str, Any]) -> Input:
        inner, name = drawn.value or {}, drawn.name
        if drawn.sort == "by_field":
            return replace(drawn, rows=tuple(self._by_field(name, inner)), wide=True)
        if drawn.sort == "by_option":
            return replace(drawn, parts=tuple(self._by_option(name, inner)), wide=True)
        parts = (
            self._input(f"{name}.{part}", of, inner.get(part))
            for part, of in shape["properties"].items()
        )
        return replace(drawn, parts=tuple(parts))

    def _table(self, drawn: Input, columns: Mapping[str, Mapping[str, Any]]) -> Input:
        rows = [*(drawn.value or ()), *({} for _ in range(BLANK_ROWS))]
        return replace(
            drawn,
            columns=self._row(columns, drawn.name, {}),
            rows=tuple(self._row(columns, f"{drawn.name}.{n}", r) for n, r in enumerate(rows)),
            wide=True,
        )

    def _row(
        self, columns: Mapping[str, Mapping[str, Any]], prefix: str, row: Mapping[str, Any]
    ) -> tuple[Input, ...]:
        return tuple(
            self._input(f"{prefix}.{name}", of, row.get(name)) for name, of in columns.items()
        )

    def _by_field(self, name: str, value: Mapping[str, str]) -> Iterator[tuple[Input, Input]]:
        """Give pairs of a field and an expression."""
        pairs: list[tuple[str, str]] = [*value.items(), *([("", "")] * BLANK_ROWS)]
        for n, (of, source) in enumerate(pairs):
            yield (
                Input(f"{name}.{n}.field", said("field"), "path", of, choices=self._fields(of)),
                Input(f"{name}.{n}.value", said("value"), "text", source),
            )

    def _by_option(self, name: str, value: Mapping[str, list[str]]) -> Iterator[Input]:
        """Give each select field with its options; those that are not limited have no value."""
        for found in self.desk.bench.of_kind("field", self.of):
            options = found.body.get("options")
            if isinstance(options, list) and options and found.sort != "deleted":
                choices = tuple(
                    (str(one["id"]), self.desk.say(one.get("label"), str(one["id"])))
                    for one in options
                )
                field_name = found.key[2]
                yield Input(
                    f"{name}.{field_name}",
                    self.desk.label(found),
                    "some",
                    value.get(field_name),
                    choices=choices,
                )

    def _choices(self, sort: str, shape: Mapping[str, Any], value: Any) -> tuple[Choice, ...]:
        if sort in ("choice", "picks"):
            words = shape["enum"] if sort == "choice" else shape["items"]["enum"]
            return tuple((str(word), said(str(word))) for word in words)
        if sort == "tone":
            more = [str(value)] if value and value not in TONES else []
            return tuple((word, _tone(word)) for word in (*TONES, *more))
        if sort == "path":
            return self._fields(str(value or ""))
        if sort in ("name", "names"):
            kind = str(shape.get("x-names") or shape["items"]["x-names"])
            given = [value] if sort == "name" else list(value or ())
            return self._named(kind, [str(one) for one in given if one])
        return ()

    def _fields(self, present: str) -> tuple[Choice, ...]:
        """Offer the fields of the object, and the path that stands there now."""
        found = {
            one.key[2]: self.desk.label(one)
            for one in self.desk.bench.of_kind("field", self.of)
            if one.sort != "deleted"
        }
        if present and present not in found:
            found[present] = present
        return tuple(sorted(found.items(), key=lambda one: one[1].casefold()))

    def _named(self, kind: str, present: Collection[str]) -> tuple[Choice, ...]:
        parent = next(one.parent for one in self.desk.bench.kinds() if one.name == kind)
        found = {
            one.key[2]: self.desk.label(one)
            for one in self.desk.bench.of_kind(kind, self.of if parent else None)
            if one.sort != "deleted"
        }
        for name in present:
            found.setdefault(name, name)
        return tuple(found.items())
