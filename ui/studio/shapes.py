"""Makes forms of the JSON Schemas of kinds and field types: a new one needs no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ui.i18n import gettext
from ui.studio.desk import Desk

LATER = ("notes", "renamed_from", "deprecated", "after", "before", "field_order")
"""Properties that stand last in a form, or not at all."""
HIDDEN = ("renamed_from", "field_order", "type")
BLANK_ROWS = 3
_WORDS = {
    "expr": "Formula", "agg": "Computation", "fn": "Function", "dir": "Direction",
    "min": "Smallest", "max": "Largest", "max_length": "Longest", "nav": "Navigation",
    "max_mb": "Largest file (MB)", "via": "Through",
}  # fmt: skip
"""Words for properties whose names are too short to be read."""
_SIMPLE = {"boolean": "flag", "integer": "number", "number": "number", "string": "text"}
_ROW_SORTS = ("wording", "flag", "choice", "number", "text")


@dataclass(frozen=True, slots=True)
class Input:
    """One property in a form; ``name`` is its prefix, ``sort`` chooses how it is drawn."""

    name: str
    label: str
    sort: str
    value: Any
    hint: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    columns: tuple[Input, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = field(default_factory=tuple)
    wide: bool = False


def inputs(desk: Desk, schema: Mapping[str, Any], body: Mapping[str, Any]) -> list[Input]:
    """Give the inputs of a form, in the order of the schema."""
    known = [name for name in schema.get("properties", {}) if name not in HIDDEN]
    ordered = sorted(known, key=lambda name: name in LATER)
    needed = schema.get("required", ())
    return [_input(desk, schema, name, body.get(name), name in needed) for name in ordered]


def sort_of(shape: Mapping[str, Any]) -> str:
    """Choose how a property is entered; what fits no simple input is written as YAML."""
    words = shape.get("x-words")
    if words in ("wording", "expression"):
        return str(words)
    if "enum" in shape:
        return "choice"
    kind = shape.get("type")
    if kind == "array":
        return _sort_of_list(shape)
    return _SIMPLE.get(kind, "yaml") if isinstance(kind, str) else "yaml"


def _sort_of_list(shape: Mapping[str, Any]) -> str:
    item = shape.get("items", {})
    if item.get("type") == "string" or "enum" in item:
        return "words"
    return "rows" if "x-key" in shape and columns_of(item) else "yaml"


def said(name: str) -> str:
    """Give the word for a property: its own name, made readable."""
    return gettext(_WORDS.get(name) or name.replace("_", " ").capitalize())


def _input(
    desk: Desk, schema: Mapping[str, Any], name: str, value: Any, required: bool
) -> Input:
    shape = schema["properties"][name]
    sort = sort_of(shape)
    hint = gettext(shape["description"]) if "description" in shape else ""
    drawn = Input(name, said(name), sort, value, hint, required=required)
    if sort == "rows":
        columns = columns_of(shape["items"])
        rows = [*(value or ()), *({} for _ in range(BLANK_ROWS))]
        return replace(
            drawn,
            columns=_row(columns, name, {}),
            rows=tuple(_row(columns, f"{name}.{n}", row) for n, row in enumerate(rows)),
            wide=True,
        )
    if sort == "yaml":
        written = desk.bench.as_yaml(("object", "", ""), {name: value}) if value else ""
        return replace(drawn, value=written, wide=True)
    if sort == "words":
        return replace(drawn, value=", ".join(map(str, value or ())))
    choices = tuple(map(str, shape.get("enum", ())))
    return replace(drawn, choices=choices, wide=sort in ("wording", "expression"))


def columns_of(item: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give the properties of a list's elements that fit a table; none without an id."""
    shown = {
        name: shape
        for name, shape in item.get("properties", {}).items()
        if name not in LATER and sort_of(shape) in _ROW_SORTS
    }
    return shown if "id" in shown else {}


def _row(
    columns: Mapping[str, Mapping[str, Any]], prefix: str, row: Mapping[str, Any]
) -> tuple[Input, ...]:
    return tuple(
        Input(
            f"{prefix}.{name}",
            said(name),
            sort_of(shape),
            row.get(name),
            choices=tuple(map(str, shape.get("enum", ()))),
        )
        for name, shape in columns.items()
    )
