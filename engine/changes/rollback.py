"""Goes back: to a whole revision, or with one component; both are new revisions (decision 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.history import Key
from engine.changes.naming import own_label
from engine.changes.planning import plan_outcome
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages, packages_at
from engine.errors import ApplyError, RecordNotFound
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.packages import resolve
from engine.packages.package import Package
from engine.storage.database import Database
from engine.storage.system import meta_revision
from engine.text import text

Wanted = Mapping[UUID, Component]


def plan_rollback(database: Database, catalogue: Catalogue, to: int) -> Plan:
    """Plan a revision with the metadata of an earlier one; columns that died come back to life.

    RecordNotFound ``history.unknown`` for a revision that never was.
    """
    with database.snapshot() as conn:
        outcome = tuple(_state_at(conn, catalogue, to).values())
        return plan_outcome(conn, catalogue, outcome, load_packages(conn))


def plan_restore(database: Database, catalogue: Catalogue, key: Key, to: int) -> Plan:
    """Plan to have one component as it was at a revision, with what its layers changed of it.

    An object that is gone comes back with all that belonged to it. A component that did not exist at
    that revision is RecordNotFound ``history.no_component``; ApplyError ``history.parent_gone`` for
    one of an object that was deleted, ``history.name_taken`` when another has its name by now.
    """
    with database.snapshot() as conn:
        earlier = _state_at(conn, catalogue, to)
        installed = load_packages(conn)
        wanted = _wanted(earlier, installed, key)
        if not wanted:
            raise _no_component(key, to)
        places = _places(earlier, installed, wanted)
        outcome = [
            _with(package, earlier.get(package.name), wanted, places)
            for package in installed.values()
        ]
        return plan_outcome(conn, catalogue, outcome, installed)


def _state_at(conn: Connection, catalogue: Catalogue, rev: int) -> dict[str, Package]:
    """Read the packages of a revision, and make sure that these are all it had.

    The first release kept only the newest body of each package: what such a revision came to is
    compared with the digest that it left.
    """
    found = packages_at(conn, rev)
    row = conn.execute(
        sa.select(meta_revision.c.digest, meta_revision.c.inverse).where(
            meta_revision.c.rev == rev
        )
    ).one()
    if row.inverse is None and resolve(tuple(found.values()), catalogue).digest != row.digest:
        raise ApplyError(
            "history.unknown",
            text(
                "revision {rev} was made by a release that did not keep what undoing needs",
                "版本 {rev} 由旧版软件生成，未保存撤销所需的内容",
                rev=rev,
            ),
        )
    return found


def _wanted(
    earlier: Mapping[str, Package], installed: Mapping[str, Package], key: Key
) -> Wanted:
    """Find what to restore: the component, and what belongs to an object that is gone."""
    there = {c.uid for c in _components(installed)}
    named = {c.uid for c in (*_components(earlier), *_components(installed)) if c.key == key}
    found = {c.uid: c for c in _components(earlier) if c.uid in named}
    for uid, component in list(found.items()):
        if component.kind == "object" and uid not in there:
            found |= {c.uid: c for c in _components(earlier) if c.of == component.name}
    return found


def _places(
    earlier: Mapping[str, Package], installed: Mapping[str, Package], wanted: Wanted
) -> dict[Key, Key]:
    """Give by what key each comes back, by the one it had: its object may have another name by now."""
    then = {c.name: c.uid for c in _components(earlier) if c.kind == "object"}
    now = {c.uid: c.name for c in _components(installed) if c.kind == "object"}
    taken = {c.key: c.uid for c in _components(installed)}
    found: dict[Key, Key] = {}
    for uid, component in wanted.items():
        parent = then.get(component.of)
        of = component.of
        if parent is not None and parent not in wanted:
            if parent not in now:
                raise _parent_gone(component)
            of = now[parent]
        key = (component.kind, of, component.name)
        if taken.get(key, uid) != uid:
            raise _name_taken(component)
        found[component.key] = key
    return found


def _components(packages: Mapping[str, Package]) -> Iterator[Component]:
    for package in packages.values():
        yield from package.components


def _with(
    package: Package, earlier: Package | None, wanted: Wanted, places: Mapping[Key, Key]
) -> Package:
    """Give a package with the wanted components, and its patches of them, as they were."""
    now = {c.key for c in package.components if c.uid in wanted}
    said = earlier.components if earlier else ()
    coming = [replace(c, of=places[c.key][1]) for c in said if c.uid in wanted]
    patches = tuple(
        replace(patch, target=places[patch.target])
        for patch in (earlier.patches if earlier else ())
        if patch.target in places
    )
    gone = {*places.values(), *now}
    kept = tuple(p for p in package.patches if p.target not in gone)
    return replace(
        package,
        components=(*(c for c in package.components if c.uid not in wanted), *coming),
        patches=(*kept, *patches),
    )


def _parent_gone(component: Component) -> ApplyError:
    return ApplyError(
        "history.parent_gone",
        text(
            "the object “{of}” that had “{name}” was deleted",
            "拥有“{name}”的对象“{of}”已被删除",
            of=component.of,
            name=own_label(component),
        ),
        hint=text(
            "bring the object back, with all that belonged to it",
            "请恢复该对象，其所有内容会一并恢复",
        ),
    )


def _name_taken(component: Component) -> ApplyError:
    return ApplyError(
        "history.name_taken",
        text(
            "by now something else is called “{name}”",
            "名称“{name}”现已被其他内容使用",
            name=component.name,
        ),
        hint=text("give that another name first", "请先将其改为其他名称"),
    )


def _no_component(key: Key, rev: int) -> RecordNotFound:
    kind, of, name = key
    return RecordNotFound(
        "history.no_component",
        text(
            "revision {rev} had no {kind} “{name}”",
            "版本 {rev} 中没有 {kind}“{name}”",
            rev=rev,
            kind=kind,
            name=f"{of}.{name}" if of else name,
        ),
    )
