"""Takes from each component's canonical JSON what digests of objects need, once for each component."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import normalize

from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages.canonical import digest_of, to_json

Key = tuple[str, str, str]

# Looked for at the beginnings of words only: else a long word takes the square of its length.
_PATH = re.compile(r"(?<![a-z0-9_])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_JOINT = re.compile(r"(?<![\s)])[\s)]*+\.\s*+")
"""A point and what may stand around it within a path: ``(client) .name`` is a path, too."""
_COMMENT = re.compile(r"#[^\n]*")
_ESCAPED = re.compile(rb'\\(?:["\\/bfnrt]|u[0-9a-f]{4})')
"""What JSON writes with letters that belong to no word, such as the end of a line."""
_WORD = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Traits:
    """What is taken from a component's canonical JSON: its digest, and the paths that it may read."""

    component: Component
    digest: str
    paths: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything in it that may be the name of a field which it reads."""
        return frozenset(_WORD.findall(_spoken(self._unordered)))

    @cached_property
    def unordered(self) -> str:
        """The digest without the order in which an object's fields stand."""
        return digest_of(self._unordered)

    @property
    def _unordered(self) -> bytes:
        body = {k: v for k, v in self.component.body.items() if k != "field_order"}
        return to_json(replace(self.component, body=body))


def traits_of(components: Mapping[Key, Component], like: Model | None) -> dict[Key, Traits]:
    """Give the traits of every component; those of the very components of ``like`` are kept."""
    known = like.part(known_traits) if like is not None else {}
    found = {}
    for key, component in components.items():
        before = known.get(key)
        kept = before is not None and before.component is component
        found[key] = before if kept and before else _traits(component)
    return found


def known_traits(model: Model) -> dict[Key, Traits]:
    """Give the traits of a model's components, a part of it."""
    return {key: _traits(component) for key, component in model.components.items()}


def _traits(component: Component) -> Traits:
    written = to_json(component)
    found = _paths(_spoken(written)) if b"." in written else set()
    paths = {tuple(path.split(".")) for path in found}
    return Traits(component, digest_of(written), tuple(sorted(paths)))


def _paths(spoken: str) -> set[str]:
    """Find paths as expressions may write them: spaced, over lines, in brackets, with comments."""
    found = set(_PATH.findall(_JOINT.sub(".", spoken)))
    if "#" in spoken:
        found.update(_PATH.findall(_JOINT.sub(".", _COMMENT.sub("", spoken))))
    return found


def _spoken(written: bytes) -> str:
    """Give what JSON says, with the letters for which expressions take those of full width."""
    said = (_ESCAPED.sub(_meant, written) if b"\\" in written else written).decode()
    return said if said.isascii() else normalize("NFKC", said)


def _meant(escaped: re.Match[bytes]) -> bytes:
    return b"\n" if escaped.group() == b"\\n" else b" "
