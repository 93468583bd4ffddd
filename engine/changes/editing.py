"""Puts what an admin changes in the browser into the tenant's own package, the topmost layer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from engine.changes.layers import put_in_place
from engine.changes.planning import (
    Given,
    bring,
    plan_outcome,
    present_model,
    with_conflicts,
)
from engine.changes.renames import Renames, follow
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages
from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages import check_component, record_bases
from engine.packages.ledger import Ledger, ReusedName
from engine.packages.package import Package, Patch
from engine.packages.shapes_of import Shapes
from engine.storage.database import Database
from engine.text import text

Key = tuple[str, str, str]
OWN = "own"
PREFIX = "x"
"""The prefix of what a tenant adds (decision 4)."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What an admin wants changed at once, in this order: rename, put, patch, delete.

    ``rename`` gives components of the tenant's own new names; everything that names them follows.
    ``put`` adds components of its own, or replaces them, by key (kind, parent, name). ``patches``
    change what lower layers declare; a newer one replaces the one at its pointer, and for the
    components of ``afresh`` all earlier ones are forgotten. ``revive`` and ``anew`` settle, by key,
    whether a name that something deleted had means that or a new thing. ``given`` are packages that
    come along, in the same revision and before all else.
    """

    given: Given = field(default_factory=Given, kw_only=True)
    rename: Mapping[Key, str] = field(default_factory=dict)
    put: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    patches: Sequence[Patch] = ()
    afresh: Collection[Key] = ()
    delete: Collection[Key] = ()
    revive: Collection[Key] = ()
    anew: Collection[Key] = ()


def plan_edits(
    database: Database,
    catalogue: Catalogue,
    edits: Edits,
    *,
    known: Model | None = None,
) -> Plan:
    """Plan an admin's edits; MetadataError with all problems when the outcome would not be right.

    ``uid.reused``: a name was had before, see `Edits`. ``rename.not_own``: it belongs to a package,
    whose label can be changed instead. ``known`` as for `engine.changes.plan`.
    """
    with database.snapshot() as conn:
        installed = load_packages(conn)
        merged = bring(conn, catalogue, installed, edits.given, known)
        packages = {OWN: empty_own(), **merged.packages}
        if edits.rename:
            model = present_model(conn, catalogue, known)
            renames = _checked_renames(packages[OWN], edits.rename)
            own = packages[OWN]
            packages = {
                name: follow(package, renames, model, Shapes(catalogue))
                for name, package in packages.items()
            }
            packages[OWN] = _with_names(packages[OWN], own, renames)
        own = _put(packages, edits, catalogue)
        kept = tuple(patch for patch in own.patches if patch.target not in edits.afresh)
        own = replace(own, patches=kept)
        own = _patched(own, edits.patches)
        mine = {component.key for component in own.components}
        packages[OWN] = _patched(own, [_deletion(k) for k in edits.delete if k not in mine])
        outcome = put_in_place(packages, (), [k for k in edits.delete if k in mine])
        if OWN not in installed and not (outcome[OWN].components or outcome[OWN].patches):
            del outcome[OWN]
        recorded = record_bases(tuple(outcome.values()), catalogue, installed)
        planned = plan_outcome(conn, catalogue, recorded, installed, known=known)
    return with_conflicts(planned, merged.conflicts)


def plan_patches(database: Database, catalogue: Catalogue, patches: Sequence[Patch]) -> Plan:
    """Plan to put patches on top of all packages; a newer one replaces the one at its pointer.

    To remove what the tenant itself added is to forget the patch that added it.
    MetadataError with all problems when the outcome would not be right.
    """
    return plan_edits(database, catalogue, Edits(patches=patches))


def _checked_renames(own: Package, wanted: Mapping[Key, str]) -> Renames:
    mine = {component.key for component in own.components}
    foreign = [
        Problem(
            "rename.not_own",
            text("“{name}” belongs to a package", "“{name}”属于某个包", name=key[2]),
            hint=text("change its label instead", "请改为修改其标签"),
        )
        for key in wanted
        if key not in mine
    ]
    if foreign:
        raise MetadataError(foreign)
    return Renames(dict(wanted))


def _with_names(own: Package, before: Package, renames: Renames) -> Package:
    """Call components otherwise; each remembers how it was called.

    They follow first, under the names by which the model knows them: an object and its field may
    be renamed at once.
    """

    def called(component: Component, was: Component) -> Component:
        name = renames.names.get(was.key)
        if name is None:
            return component
        earlier = [old for old in component.body.get("renamed_from", ()) if old != name]
        body = {**component.body, "renamed_from": [*earlier, was.name]}
        return replace(component, name=name, body=body)

    pairs = zip(own.components, before.components, strict=True)
    return replace(own, components=tuple(called(each, was) for each, was in pairs))


def _put(packages: Mapping[str, Package], edits: Edits, catalogue: Catalogue) -> Package:
    own = packages[OWN]
    problems: list[Problem] = []
    renamed = set(map(Renames(edits.rename).key, edits.rename))
    for component in own.components:
        if component.key in renamed:
            problems.extend(check_component(component, PREFIX, catalogue))
    for key, body in sorted(edits.put.items(), key=lambda each: each[0][0] != "object"):
        known = next((c for c in own.components if c.key == key), None)
        ledger, uid = own.ledger, known.uid if known else None
        if uid is None:
            try:
                ledger, uid = _uid(own.ledger, key, _parent(packages, own, key[1]), edits)
            except ReusedName:
                problems.append(_reused(key[2]))
                continue
        component = Component(key[0], key[2], key[1], dict(body), OWN, uid)
        problems.extend(check_component(component, PREFIX, catalogue))
        kept = (each for each in own.components if each.key != key)
        own = replace(own, components=(*kept, component), ledger=ledger)
        own = own if known else _in_order(own, component)
    if problems:
        raise MetadataError(problems)
    return own


def _uid(ledger: Ledger, key: Key, parent: UUID | None, edits: Edits) -> tuple[Ledger, UUID]:
    if key in edits.revive:
        ledger = ledger.revived(key)
    elif key in edits.anew:
        ledger = ledger.as_new(PREFIX, key, parent)
    return ledger, ledger.uid(PREFIX, key, parent, ())


def _parent(packages: Mapping[str, Package], own: Package, of: str) -> UUID | None:
    """Find the object to which something new belongs; a missing one is reported by resolving."""
    for package in (own, *packages.values()):
        for component in package.components:
            if of and component.key == ("object", "", of):
                return component.uid
    return None


def _in_order(own: Package, added: Component) -> Package:
    """Let a new field stand behind those that an object of the tenant's own has already."""
    if added.kind != "field":
        return own

    def with_field(each: Component) -> Component:
        if each.key != ("object", "", added.of):
            return each
        order = [*each.body.get("field_order", ()), added.name]
        return replace(each, body={**each.body, "field_order": list(dict.fromkeys(order))})

    return replace(own, components=tuple(with_field(each) for each in own.components))


def _patched(own: Package, patches: Iterable[Patch]) -> Package:
    given = tuple(patches)
    newer = {(patch.target, patch.pointer) for patch in given}
    mine = {(p.target, p.pointer) for p in own.patches if p.op in ("add", "put")}
    kept = (patch for patch in own.patches if (patch.target, patch.pointer) not in newer)
    added = (
        replace(patch, package=OWN, namespace=PREFIX)
        for patch in given
        if patch.op != "remove" or (patch.target, patch.pointer) not in mine
    )
    return replace(own, patches=(*kept, *added))


def _deletion(key: Key) -> Patch:
    return Patch(key, "", "delete")


def _reused(name: str) -> Problem:
    return Problem(
        "uid.reused",
        text(
            "“{name}” was the name of something that was deleted",
            "“{name}”曾是已删除内容的名称",
            name=name,
        ),
        field=name,
        hint=text(
            "bring the old one back with its values, or say that this is a new one",
            "可恢复旧内容及其数据，或声明这是新的内容",
        ),
    )


def empty_own() -> Package:
    """Give the own package of a tenant that has changed nothing yet."""
    label = text("Own changes", "自定义修改")
    return Package(OWN, PREFIX, "tenant", "1.0.0", {}, (), label=label)
