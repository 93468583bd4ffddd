"""Reads the sources of the house once, for the rules that look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Source:
    """One Python module: `place` is its path from the root."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return Path(self.place).with_suffix("").parts[1] if "/" in self.place else ""

    def at(self, node: ast.AST) -> str:
        return f"{self.place}:{getattr(node, 'lineno', 1)}"


def modules(*folders: str) -> Iterator[Source]:
    """Yield all Python modules below these folders of the root."""
    return chain.from_iterable(map(_modules, folders))


@cache
def _modules(folder: str) -> tuple[Source, ...]:
    return tuple(
        Source(str(path.relative_to(ROOT)), path.read_text())
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    )


def files(folder: str, *suffixes: str) -> list[Path]:
    """Return the files below a folder of the root that end so."""
    found = sorted((ROOT / folder).rglob("*"))
    return [
        path for path in found if path.suffix in suffixes and "node_modules" not in path.parts
    ]


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every import with the full name of what it brings in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def report(offences: list[str]) -> str:
    """Show every offence on a line of its own."""
    return "\n" + "\n".join(offences)
