"""Finds texts of the interface that a catalogue lacks, and those of it that nothing says any more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine import registry
from engine.packages.shapes_of import Shapes
from ui.i18n import catalogue
from ui.studio.shapes import source_of

ROOT = Path(__file__).parents[2]
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"|' + r"'((?:[^'\\\n]|\\.)*)'")
_CALLED = re.compile(r"""\b(?:_|say)\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")


def form_texts() -> set[str]:
    """Give the words that forms made of schemas say: properties, choices, descriptions."""
    known = registry.catalogue()
    shapes, found = Shapes(known), set[str]()
    for kind in known.kinds.values():
        if kind.name == "field":
            for name in known.field_types:
                found.update(_words(shapes.of(kind, {"type": name})))
        elif kind.name != "package":
            found.update(_words(kind.schema))
    return found


def unused_texts(language: str = "zh") -> set[str]:
    """Give the entries of a catalogue that no source says in any way.

    Whatever stands between quotes counts as said, so that nothing in use is ever found.
    """
    said = {*form_texts(), *_literals()}
    return {entry for entry in catalogue(language) if entry not in said}


def _words(shape: Mapping[str, Any]) -> Iterator[str]:
    for name, of in shape.get("properties", {}).items():
        yield source_of(name)
        if "description" in of:
            yield of["description"]
        yield from _words(of)
    yield from (source_of(word) for word in shape.get("enum", ()) if isinstance(word, str))
    for inner in (shape.get("items"), shape.get("additionalProperties")):
        yield from _words(inner) if isinstance(inner, Mapping) else ()
    for branch in shape.get("anyOf", ()):
        yield from _words(branch)


def _literals() -> Iterator[str]:
    for path in (*(ROOT / "ui").rglob("*.py"), *(ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
                yield source_of(node.value)
    for path in (*(ROOT / "ui/html").rglob("*"), *(ROOT / "ui/assets/ts").rglob("*.ts")):
        if path.is_file():
            source = path.read_text("utf-8")
            for match in (*_QUOTED.finditer(source), *_CALLED.finditer(source)):
                yield re.sub(r"\\(.)", r"\1", match[1] or match[2] or "")
