"""Writes the reference page of the field types from the types themselves."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from engine.fields.discovery import field_types
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family
from engine.text import Text

PAGE = Path("docs/reference/field_types.md")
_LOCALE = Locale("en", None, "CN", "EUR")
_INTRODUCTION = """# Field types

Written by `python -m engine.fields.reference` from `engine/fields/`; a test keeps it fresh.

Every field has the keys `type`, `label`, `help`, `required`, `unique`, `audit`, `default` (an
expression), `visible_when`, `read_only_when`, and those of its type. Blank is always nothing: an empty
text is stored as no value. Texts are trimmed and composed (NFC); control characters are refused.
A date or number that can be read in two ways is refused with a hint, never guessed.

"Reads" shows what people, CSV cells and the API may send, and the JSON of what is stored.
"""


def field_types_page() -> str:
    """Give the whole page as Markdown, the same every time."""
    known = field_types().values()
    rows = [
        f"| [`{each.name}`](#{each.name}) | {each.label} | {each.label.to('zh')} "
        f"| {_stored(each)} | {_short(each.help)} |"
        for each in known
    ]
    head = ["| Type | Name | 名称 | Stored as | For |", "|---|---|---|---|---|"]
    sections = [line for each in known for line in _section(each)]
    return "\n".join([_INTRODUCTION, *head, *rows, "", *sections])


def main(arguments: list[str]) -> None:
    """Write the page, to the place given or to its own below the working folder."""
    place = Path(arguments[0]) if arguments else PAGE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(field_types_page(), encoding="utf-8")


def _section(found: FieldType) -> Iterator[str]:
    yield f"## {found.name}"
    yield ""
    yield _prose(inspect.getdoc(type(found)) or "")
    yield ""
    yield f"- Stored as: {_stored(found)}"
    yield f"- Filters: {_listed(found.operators)}"
    yield f"- Totals: {_listed(found.measures)}"
    yield f"- {_abilities(found)}"
    yield f"- Widget: `{found.widget}`"
    yield ""
    yield from _options(found)
    yield from _reads(found)


def _options(found: FieldType) -> Iterator[str]:
    if not found.options_schema:
        return
    yield "| Option | Takes | Meaning |"
    yield "|---|---|---|"
    for name, shape in found.options_schema.items():
        needed = " (required)" if name in found.required_options else ""
        meaning = shape.get("description", "")
        yield f"| `{name}`{needed} | {_takes(shape)} | {meaning} |"
    yield ""


def _reads(found: FieldType) -> Iterator[str]:
    if not found.examples or found.secret:
        return
    field = _sample(found)
    yield "| Reads | Stored |"
    yield "|---|---|"
    for raw in found.examples:
        value = found.to_json(found.clean(raw, field, _LOCALE), field)
        yield f"| {_code(raw)} | {_code(orjson.dumps(value).decode())} |"
    yield ""


def _sample(found: FieldType) -> FieldDef:
    options: Mapping[str, Any] = {"to": ["thing"]} if found.name == "poly_lookup" else {}
    return FieldDef(
        uid=UUID(int=0), object="thing", name="field", type=found, label=Text(), help=Text(),
        required=False, unique=False, audit=False, system=False, default="", target="",
        choices=(), options=options,
    )  # fmt: skip


def _stored(found: FieldType) -> str:
    if found.family is Family.NONE:
        return "nothing, or what it returns"
    parts = found.parts(_sample(found))
    names = ", ".join(f"`{part.name}`" for part in parts if part.name and not part.kept)
    family = {Family.SIDE: "a table of its own", Family.MOMENT: "moment (UTC)"}.get(
        found.family, found.family.value
    )
    if found.computed:
        family = f"{family}, computed"
    return f"{family} in parts {names}" if names else family


def _abilities(found: FieldType) -> str:
    able = {
        "sorts": found.sortable,
        "groups": found.groupable,
        "is searched": found.searchable,
        "is computed": found.computed,
        "is secret": found.secret,
    }
    return ", ".join(word for word, holds in able.items() if holds).capitalize() or "Shown only"


def _takes(shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(f"`{each}`" for each in shape["enum"])
    kind = {"integer": "whole number", "array": "list", "object": "map", "string": "text"}
    word = kind.get(str(shape.get("type")), str(shape.get("type", "")))
    if "minimum" in shape:
        word += f" {shape['minimum']} to {shape['maximum']}"
    if word == "map" and "properties" in shape:
        word += ": " + ", ".join(f"`{name}`" for name in shape["properties"])
    return word


def _prose(written: str) -> str:
    plain = re.sub(r"``([^`]*)``", r"`\1`", written)
    return "\n\n".join(" ".join(part.split()) for part in plain.split("\n\n"))


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "none"


def _code(written: str) -> str:
    shown = written.replace("\r", "⏎").replace("\n", "⏎").replace("|", "\\|")
    return f"`{shown}`"


def _short(words: Text) -> str:
    return str(words).rstrip(".")


if __name__ == "__main__":
    main(sys.argv[1:])
