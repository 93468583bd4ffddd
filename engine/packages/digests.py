"""Takes the digest of each object: it changes with all that is compiled for that object.

Parts of an object are shared across revisions by this digest, so it covers the object's own
components, the settings, calendars and option sets, what its expressions and references read of
other objects and of its chain of masters, and who refers to it (0101).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.kernel.component import Component
from engine.kernel.model import Model, ObjectDef
from engine.packages.canonical import digest, digest_of, to_json

Key = tuple[str, str, str]

# Looked for at the beginnings of words only: else a long word takes the square of its length.
_PATH = re.compile(rb"(?<![a-z0-9_])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_ESCAPED = re.compile(rb'\\(?:["\\/bfnrt]|u[0-9a-f]{4})')
"""What JSON writes with letters that belong to no word, such as the end of a line."""
_WORD = re.compile("[a-z][a-z0-9_]*")
_SHARED = ("settings", "calendar", "option_set")
_SHOWN = ("layout", "list_view")
"""What only shows an object: nothing that is kept by the digest is made of it."""
_STARTS = ("target", "prior", "me")
_USER = "user"


@dataclass(frozen=True)
class Traits:
    """What is taken from a component's canonical JSON: its digest, and the paths that it may read."""

    component: Component
    digest: str
    paths: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything in it that may be the name of a field which it reads."""
        return frozenset(_WORD.findall(_spoken(self._unordered).decode()))

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
    found = _PATH.findall(_spoken(written)) if b"." in written else ()
    paths = {tuple(path.decode().split(".")) for path in found}
    return Traits(component, digest_of(written), tuple(sorted(paths)))


def _spoken(written: bytes) -> bytes:
    return _ESCAPED.sub(b" ", written) if b"\\" in written else written


def object_digests(
    components: Mapping[Key, Component],
    objects: Mapping[str, ObjectDef],
    traits: Mapping[Key, Traits],
) -> dict[str, str]:
    """Give the digest of every object."""
    own: dict[str, list[Traits]] = {name: [] for name in objects}
    shared = []
    for key, component in components.items():
        home = component.name if component.kind == "object" else component.of
        if home in own:
            own[home].append(traits[key])
        elif component.kind in _SHARED:
            shared.append(traits[key].digest)
    common = digest(shared)
    read = _reads(components, objects, traits)
    inbound = _inbound(objects)
    outlines = {name: _outline(obj) for name, obj in objects.items()}
    faces = {
        other: _Face.of(own[other], objects[other])
        for other in frozenset().union(*read.values())
    }
    words = {name: _words(own[name]) for name, others in read.items() if others}
    return {
        name: digest(
            [
                common,
                [each.digest for each in own[name]],
                [[other, faces[other].to(words[name])] for other in sorted(read[name])],
                sorted(inbound.get(name, ())),
                [outlines.get(f.target, f.target) for f in obj.fields.values() if f.target],
                [sorted(f.stored_as.items()) for f in obj.fields.values() if f.stored_as],
            ]
        )
        for name, obj in objects.items()
    }


@dataclass(frozen=True, slots=True)
class _Face:
    """What an object is to others that read it."""

    always: Sequence[Any]
    """Its head, record types, and the names of the engine's fields: money and owners bring some."""
    implied: frozenset[str]
    """Fields that its head names, and those that nobody needs to name."""
    fields: Mapping[str, Traits]

    @classmethod
    def of(cls, own: Iterable[Traits], obj: ObjectDef) -> _Face:
        by_kind: dict[str, dict[str, Traits]] = {"object": {}, "record_type": {}, "field": {}}
        for each in own:
            by_kind.get(each.component.kind, {})[each.component.name] = each
        heads, fields = by_kind["object"].values(), by_kind["field"]
        always = [each.unordered for each in heads]
        always += [each.digest for each in by_kind["record_type"].values()]
        always += sorted(name for name, field in obj.fields.items() if field.system)
        # A master decides who sees its details.
        implied = {obj.master, obj.name_field}.union(*(each.words for each in heads))
        return cls(always, frozenset(fields.keys() & implied), fields)

    def to(self, words: frozenset[str]) -> list[Any]:
        """Give what is covered for a reader that says these words: each may be a field's name.

        So too much is covered rather than too little.
        """
        names = self.fields.keys()
        fresh = (names & words) | self.implied
        found: set[str] = set()
        while fresh:
            found |= fresh
            said = (self.fields[name].words for name in fresh)
            fresh = {name for words in said for name in names & words} - found
        return [*self.always, *(self.fields[name].digest for name in sorted(found))]


def _words(several: Iterable[Traits]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    return none.union(*(each.words for each in several if each.component.kind not in _SHOWN))


def _outline(obj: ObjectDef) -> str:
    """Take the digest of what a reference shows of its target: how the target is called."""
    named = obj.fields.get(obj.name_field)
    return digest([str(obj.uid), obj.name_field, dict(named.options) if named else None])


def _inbound(objects: Mapping[str, ObjectDef]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for obj in objects.values():
        for field in obj.fields.values():
            if field.target and not field.system:
                delete = field.options.get("on_delete", "")
                line = f"{field.uid} {field.type.name} {delete}"
                found.setdefault(field.target, []).append(line)
    return found


def _reads(
    components: Mapping[Key, Component],
    objects: Mapping[str, ObjectDef],
    traits: Mapping[Key, Traits],
) -> dict[str, set[str]]:
    """Name the other objects that each object's components read."""
    read: dict[str, set[str]] = {name: set() for name in objects}
    for key, component in components.items():
        home = component.name if component.kind == "object" else component.of
        if home in read:
            read[home].update(_of_body(component, objects, home))
            for path in traits[key].paths:
                for start in _starts(component, home):
                    read[home].update(_along(objects, start, path))
    for name, obj in objects.items():
        read[name].update(_masters(obj, objects))
        read[name].discard(name)
    return read


def _of_body(
    component: Component, objects: Mapping[str, ObjectDef], home: str
) -> Iterator[str]:
    body = component.body
    source = body.get("from")
    if isinstance(source, Mapping) and source.get("object") in objects:
        yield source["object"]
    if isinstance(body.get("to"), str) and body.get("filter") and body["to"] in objects:
        yield body["to"]
    if component.kind == "field" and isinstance(body.get("via"), str):
        yield from _along(objects, home, [body["via"], "id"])


def _starts(component: Component, home: str) -> list[str]:
    """Name the objects from which paths in a component may begin."""
    to = component.body.get("to")
    return [home, to] if isinstance(to, str) and "filter" in component.body else [home]


def _along(objects: Mapping[str, ObjectDef], start: str, steps: Sequence[str]) -> Iterator[str]:
    obj = objects.get(start)
    if steps[0] == "me" and _USER in objects:
        obj = objects[_USER]
        yield _USER
    if steps[0] in _STARTS:
        steps = steps[1:]
    for step in steps[:-1]:
        field = obj.fields.get(step) if obj else None
        obj = objects.get(field.target) if field and field.target else None
        if obj is None:
            return
        yield obj.name


def _masters(obj: ObjectDef, objects: Mapping[str, ObjectDef]) -> Iterator[str]:
    seen = {obj.name}
    while obj.master:
        target = obj.fields[obj.master].target
        if target in seen or target not in objects:
            return
        seen.add(target)
        yield target
        obj = objects[target]
