"""Turns a draft into the edits of the tenant's own package, over whatever is in force by now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine.changes.drafts import Draft, DraftChange, Key
from engine.changes.editing import OWN, Edits
from engine.changes.merging import Disagreement, Merge
from engine.changes.naming import value_words
from engine.changes.overlays import patches_between
from engine.changes.stored_packages import load_packages
from engine.errors import Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component, Position
from engine.kernel.model import Model
from engine.packages.layers import layer
from engine.packages.mentions import renamed
from engine.packages.package import Package, Patch
from engine.packages.shapes_of import Shapes
from engine.storage.database import Database
from engine.text import text


@dataclass(frozen=True, slots=True)
class Clash:
    """A component that was changed since the work on it began, and what both changed of it."""

    key: Key
    conflicts: tuple[Disagreement, ...]


def clashes(draft: Draft, model: Model) -> list[Clash]:
    """Give what would be lost if the draft were applied over what is in force by now."""
    found = []
    for change in draft.changes:
        conflicts = merged(change, body_of(model, change.key)).conflicts
        if conflicts:
            found.append(Clash(change.key, tuple(conflicts)))
    return found


def clash_problems(found: Sequence[Clash]) -> list[Problem]:
    """Say of each property that two people changed where it is, what both want, what to do."""
    return [
        Problem(
            "draft.clash",
            text(
                "somebody else changed this too: “{theirs}” holds, the draft says “{mine}”",
                "他人也修改了此处：现为“{theirs}”，草稿为“{mine}”",
                theirs=value_words(each.theirs),
                mine=value_words(each.mine),
            ),
            file="/".join(filter(None, clash.key)),
            pointer=each.pointer,
            hint=text("choose which value holds", "请选择以哪个值为准"),
        )
        for clash in found
        for each in clash.conflicts
    ]


def merged(
    change: DraftChange, present: Mapping[str, Any] | None, yielding: Sequence[str] = ()
) -> Merge:
    """Merge a change with what its component says by now; ``yielding`` pointers take theirs."""
    return Merge(change.base, change.wanted, present, yielding=frozenset(yielding))


_NO_UID = UUID(int=0)
NAME = "/name"
"""Stands for a component's name where a pointer is asked for; bodies have no such property."""


def meeting(
    mine: DraftChange, theirs: DraftChange, yielding: Sequence[str] = ()
) -> tuple[DraftChange, tuple[Disagreement, ...]]:
    """Merge what two drafts make of one component; what both changed is mine, or as yielded.

    Theirs is first brought over what mine was begun from, so that mine stays what it is against.
    """
    above = Merge(theirs.base, theirs.wanted, mine.base, yielding=frozenset()).value
    both = Merge(mine.base, mine.wanted, above, yielding=frozenset(yielding))
    name, conflicts = mine.new_name or theirs.new_name, list(both.conflicts)
    if theirs.new_name and name != theirs.new_name:
        conflicts.append(Disagreement(NAME, mine.key[2], mine.new_name, theirs.new_name))
        name = theirs.new_name if NAME in yielding else name
    reuse = mine.reuse or theirs.reuse
    merged_change = replace(mine, wanted=both.value, new_name=name, reuse=reuse)
    return merged_change, tuple(conflicts)


def clashes_between(mine: Draft, theirs: Draft) -> list[Clash]:
    """Give what two drafts both change, each otherwise."""
    found = []
    for change in mine.changes:
        other = theirs.change(change.key)
        conflicts = meeting(change, other)[1] if other else ()
        if conflicts:
            found.append(Clash(change.key, conflicts))
    return found


def absorbed(
    mine: Draft, theirs: Draft, yielding: Mapping[Key, Sequence[str]]
) -> list[DraftChange]:
    """Give the changes that make mine say what both drafts say."""
    made = []
    for other in theirs.changes:
        change = mine.change(other.key)
        pointers = yielding.get(other.key, ())
        made.append(meeting(change, other, pointers)[0] if change else other)
    return made


def settled(
    change: DraftChange, present: Mapping[str, Any] | None, yielding: Sequence[str]
) -> DraftChange:
    """Give a change begun anew from what is in force, after somebody chose what holds."""
    value = merged(change, present, yielding).value
    return replace(change, base=present, wanted=value)


def body_of(model: Model, key: Key) -> Mapping[str, Any] | None:
    """Give the body of a component in force; None when there is none."""
    kind, of, name = key
    found = model.find(kind, name, of)
    return found.body if found else None


def edits_of(database: Database, catalogue: Catalogue, model: Model, draft: Draft) -> Edits:
    """Give the edits that a draft comes to, mine being kept where both changed something.

    What belongs to the tenant is put whole; what a package declares is patched.
    """
    with database.reading() as conn:
        below = declared(load_packages(conn), catalogue)
    names = {each.key: each.new_name for each in draft.changes if each.new_name}
    shapes = Shapes(catalogue)

    def in_new_names(key: Key, body: Mapping[str, Any]) -> Mapping[str, Any]:
        kind, of, name = key
        said = Component(kind, name, of, body, OWN, _NO_UID)
        return renamed(said, model, shapes, names).body if names else body

    here = Here(lambda key: body_of(model, key), below, in_new_names)
    return edits_for(draft.changes, here, catalogue)


@dataclass(frozen=True, slots=True)
class Here:
    """What changes meet: the bodies in force, those that lower packages declare, and new names."""

    body: Callable[[Key], Mapping[str, Any] | None]
    below: Mapping[Key, Component]
    in_new_names: Callable[[Key, Mapping[str, Any]], Mapping[str, Any]] = lambda _key, body: (
        body
    )
    """Lets a body follow what is renamed beside it; work from files says new names already."""


def edits_for(changes: Sequence[DraftChange], here: Here, catalogue: Catalogue) -> Edits:
    """Give the edits that changes come to over what is in force."""
    shapes = Shapes(catalogue)
    put: dict[Key, Mapping[str, Any]] = {}
    patches: list[Patch] = []
    afresh, delete, rename = set(), set(), {}
    objects = {each.key[2]: each.new_name for each in changes if each.key[0] == "object"}
    for change in changes:
        present = here.body(change.key)
        wanted = merged(change, present).value
        lower = here.below.get(change.key)
        if wanted is None:
            if present is not None:
                delete.add(change.key)
            continue
        if change.new_name:
            rename[change.key] = change.new_name
        changed = wanted != present
        wanted = here.in_new_names(change.key, wanted)
        if lower is None:
            if changed:
                put[_renamed(change, objects)] = _remembering(change, wanted)
        else:
            schema = shapes.of(catalogue.kinds[change.key[0]], wanted)
            afresh.add(change.key)
            place = Position("/".join(filter(None, change.key)))
            patches.extend(
                replace(patch, place=place)
                for patch in patches_between(change.key, lower.body, wanted, schema)
            )
    revive, anew = (
        {change.key for change in changes if change.reuse == word}
        for word in ("revive", "anew")
    )
    return Edits(rename, put, tuple(patches), afresh, delete, revive, anew)


def declared(packages: Mapping[str, Package], catalogue: Catalogue) -> dict[Key, Component]:
    """Give what all packages declare without the tenant's own."""
    lower = [package for name, package in packages.items() if name != OWN]
    return {component.key: component for component in layer(lower, catalogue)[0]}


def _renamed(change: DraftChange, objects: Mapping[str, str]) -> Key:
    """Give the key by which a component is put, its object's new name included."""
    kind, of, name = change.key
    return (kind, objects.get(of) or of, change.new_name or name)


def _remembering(change: DraftChange, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a body that is put under a new name say how it was called."""
    if not change.new_name:
        return wanted
    was = [old for old in wanted.get("renamed_from", ()) if old != change.new_name]
    return {**wanted, "renamed_from": list(dict.fromkeys((*was, change.key[2])))}
