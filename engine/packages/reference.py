"""Writes docs/reference/kinds.md, which says what every kind of file may contain."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.kernel.catalogue import Catalogue
from engine.kernel.kind import Kind, PropertyClass
from engine.packages.files import ROOT_FILE
from engine.packages.kinds.field import COMMON
from engine.packages.lists import element_shape, identity_of

PAGE = Path("docs/reference/kinds.md")
_EVERYWHERE = ("notes", "renamed_from", "deprecated", "field_order")
_INTRODUCTION = """# Kinds of metadata

Written by `make docs` from the kinds themselves; a test keeps it fresh.

A package is a folder with `package.yaml` and a folder for each kind. The path of a file says what
it declares: kind, parent object and name stand nowhere inside. Every file may also have `notes`
(remarks that are kept), `renamed_from` (a list of earlier names) and `deprecated: true`.

**Overlays.** A file with `extends: true` at the path of a lower layer's component changes only
the keys that it names: maps merge, lists with an identity merge element by element, everything
else is replaced. `$unset: [key]` goes back to the default, `$delete: true` removes an element
(or, at the top of a file, the component), `$move: {after: id}` or `{before: id}` moves an
element. New elements carry the layer's prefix and say where they stand with `after` or `before`.

"Class" says what a higher layer may do: *locked* nothing, *tighten* only make it stricter,
*merge* change it element by element, *seed* and *vendor* change it (an upgrade leaves a changed
*seed* alone, and reports a changed *vendor*).
"""
_SPECIAL = {"wording": "text by language", "name": "name", "path": "path", "date": "date"}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "map",
    "array": "list",
    "null": "nothing",
}


def kinds_page(catalogue: Catalogue) -> str:
    """Give the whole page as Markdown, the same every time."""
    kinds = sorted(catalogue.kinds.values(), key=lambda kind: kind.name)
    head = ["| Kind | Name | 名称 | Files |", "|---|---|---|---|"]
    rows = [
        f"| [`{kind.name}`](#{kind.name}) | {kind.label} | {kind.label.to('zh')} | {_files(kind)} |"
        for kind in kinds
    ]
    sections = [line for kind in kinds for line in _section(kind)]
    return "\n".join([_INTRODUCTION, *head, *rows, "", *sections])


def _files(kind: Kind) -> str:
    if kind.name == "package":
        return f"`{ROOT_FILE}`"
    if not kind.folder:
        return "in `fields` of `objects/<object>.yaml`"
    return f"`{kind.folder}/{'<object>/' if kind.parent else ''}<name>.yaml`"


def _section(kind: Kind) -> Iterator[str]:
    yield from (f"## {kind.name}", "", " ".join((inspect.getdoc(kind) or "").split()), "")
    yield from ("| Key | Takes | Class | |", "|---|---|---|---|")
    properties = COMMON if kind.name == "field" else kind.schema["properties"]
    for key, shape in properties.items():
        if key in _EVERYWHERE or (kind.name == "field" and key in ("after", "before")):
            continue
        held = kind.property_classes.get(key, PropertyClass.VENDOR).value
        needed = " (needed)" if key in kind.schema.get("required", ()) else ""
        told = shape.get("description", "")
        yield f"| `{key}`{needed} | {_takes(shape)} | {held} | {told} |"
    if kind.name == "object":
        yield "| `fields` | a map of fields by name | | see [`field`](#field) |"
    if kind.name == "field":
        yield "| … | the keys of its type | | see [field types](field_types.md) |"
    yield ""


def _takes(shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(f"`{word}`" for word in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(_takes(branch) for branch in shape["anyOf"])
    if shape.get("type") == "array":
        return _takes_list(shape)
    if "properties" in shape:
        return "{" + ", ".join(f"`{key}`" for key in shape["properties"]) + "}"
    said = _SPECIAL.get(shape.get("x-words", ""), shape.get("type", "anything"))
    words = [said] if isinstance(said, str) else said
    return " or ".join(_WORDS.get(word, word) for word in words) + _limits(shape)


def _takes_list(shape: Mapping[str, Any]) -> str:
    item = element_shape(shape) or {}
    identity = identity_of(shape)
    if not identity:
        return f"list of {_takes(item)}"
    keys = [key for key in item["properties"] if key not in ("after", "before")]
    return f"list by `{identity}` of {{{', '.join(f'`{key}`' for key in keys)}}}"


def _limits(shape: Mapping[str, Any]) -> str:
    least, most = shape.get("minimum"), shape.get("maximum")
    if least is not None and most is not None:
        return f", {least} to {most}"
    return "" if least is None else f", at least {least}"
