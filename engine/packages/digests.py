"""Takes the digest of each object: it changes with all that is compiled for that object.

Parts of an object are shared across revisions by this digest, so it covers the object's own
components, the settings, calendars and option sets, what its expressions and references read of
other objects and of its chain of masters, what computed fields among that read in turn, and who
refers to it (0101, 0103).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.kernel.component import Component
from engine.kernel.model import ObjectDef
from engine.packages.canonical import digest
from engine.packages.traits import Key, Traits

_SHARED = ("settings", "calendar", "option_set")
_SHOWN = ("layout", "list_view")
"""What only shows an object: nothing that is kept by the digest is made of it."""
_STARTS = ("target", "prior", "me")
_USER = "user"
_LEADING = ("from", "to", "via")
"""What in a component's body leads to other objects without a path."""
_NOTHING: frozenset[str] = frozenset()


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
    reading = _Reading(objects, own)
    inbound = _inbound(objects)
    outlines = {name: _outline(obj) for name, obj in objects.items()}
    return {
        name: digest(
            [
                common,
                [each.digest for each in own[name]],
                reading.covered(name),
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
    computed: frozenset[str]

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
        computed = frozenset(name for name, field in obj.fields.items() if field.type.computed)
        return cls(always, frozenset(fields.keys() & implied), fields, computed)

    def named(self, words: frozenset[str], known: set[str]) -> set[str]:
        """Name the fields, beside those ``known``, that somebody may read who says these words.

        Each may be a field's name: so too much is covered rather than too little.
        """
        names = self.fields.keys()
        fresh = ((names & words) | self.implied) - known
        found: set[str] = set()
        while fresh:
            found |= fresh
            said = (self.fields[name].words for name in fresh)
            fresh = {name for words in said for name in names & words} - found - known
        return found

    def digests(self, names: Iterable[str]) -> list[Any]:
        """Give what stands for the object to somebody who reads these fields."""
        return [*self.always, *(self.fields[name].digest for name in sorted(names))]


class _Reading:
    """What objects read of each other."""

    def __init__(
        self, objects: Mapping[str, ObjectDef], own: Mapping[str, Sequence[Traits]]
    ) -> None:
        self._objects = objects
        self._own = own
        self._faces: dict[str, _Face] = {}
        self._read: dict[Key, frozenset[str]] = {}

    def covered(self, name: str) -> list[Any]:
        """Give everything that an object reads of others.

        What a computed field is, and who may read it, is decided where its inputs are: so its own
        reading is followed, too.
        """
        own = self._own[name]
        read = frozenset(_masters(self._objects[name], self._objects)).union(
            *(self._of(each) for each in own)
        )
        todo = [(other, _words(own)) for other in read] if read - {name} else []
        found: dict[str, set[str]] = {name: set()}
        while todo:
            other, words = todo.pop()
            if other == name:
                continue
            face, known = self._face(other), found.setdefault(other, set())
            fresh = face.named(words, known)
            known |= fresh
            for each in (face.fields[computed] for computed in fresh & face.computed):
                todo += [(further, each.words) for further in self._of(each)]
        return [
            [other, self._face(other).digests(found[other])]
            for other in sorted(found.keys() - {name})
        ]

    def _face(self, name: str) -> _Face:
        found = self._faces.get(name)
        if found is None:
            found = self._faces[name] = _Face.of(self._own[name], self._objects[name])
        return found

    def _of(self, each: Traits) -> frozenset[str]:
        """Name the objects that a component reads, perhaps its own among them."""
        component = each.component
        if not each.paths and component.body.keys().isdisjoint(_LEADING):
            return _NOTHING
        found = self._read.get(component.key)
        if found is None:
            found = self._read[component.key] = frozenset(self._named(component, each.paths))
        return found

    def _named(self, component: Component, paths: Iterable[tuple[str, ...]]) -> Iterator[str]:
        home = component.name if component.kind == "object" else component.of
        yield from _of_body(component, self._objects, home)
        for path in paths:
            for start in _starts(component, home):
                yield from _along(self._objects, start, path)


def _words(several: Iterable[Traits]) -> frozenset[str]:
    return _NOTHING.union(
        *(each.words for each in several if each.component.kind not in _SHOWN)
    )


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
