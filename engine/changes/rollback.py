"""Goes back: to a whole revision, or with one component; both are new revisions (decision 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.history import Key
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


def plan_rollback(
    database: Database, catalogue: Catalogue, to: int, *, confirmed: bool = False
) -> Plan:
    """Plan a revision with the metadata of an earlier one; columns that died come back to life.

    RecordNotFound ``history.unknown`` for a revision that never was; ``confirmed`` as in `plan`.
    """
    with database.snapshot() as conn:
        outcome = tuple(_state_at(conn, catalogue, to).values())
        return plan_outcome(conn, catalogue, outcome, load_packages(conn), confirmed=confirmed)


def plan_restore(database: Database, catalogue: Catalogue, key: Key, to: int) -> Plan:
    """Plan to have one component as it was at a revision, with what its layers changed of it.

    An object that is gone comes back with all that belonged to it. A component that did not exist at
    that revision is RecordNotFound ``history.no_component``.
    """
    with database.snapshot() as conn:
        earlier = _state_at(conn, catalogue, to)
        installed = load_packages(conn)
        wanted = _wanted(earlier, installed, key)
        if not wanted:
            raise _no_component(key, to)
        outcome = [
            _with(package, earlier.get(package.name), wanted) for package in installed.values()
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
) -> dict[UUID, Component]:
    """Find what to restore: the component, and what belongs to an object that is gone."""
    there = {c.uid for c in _components(installed)}
    named = {c.uid for c in (*_components(earlier), *_components(installed)) if c.key == key}
    found = {c.uid: c for c in _components(earlier) if c.uid in named}
    for uid, component in list(found.items()):
        if component.kind == "object" and uid not in there:
            found |= {c.uid: c for c in _components(earlier) if c.of == component.name}
    return found


def _components(packages: Mapping[str, Package]) -> Iterator[Component]:
    for package in packages.values():
        yield from package.components


def _with(
    package: Package, earlier: Package | None, wanted: Mapping[UUID, Component]
) -> Package:
    """Give a package with the wanted components, and its patches of them, as they were."""
    keys = {component.key for component in wanted.values()}
    now = {c.key for c in package.components if c.uid in wanted}
    coming = [] if earlier is None else [c for c in earlier.components if c.uid in wanted]
    patches = () if earlier is None else tuple(p for p in earlier.patches if p.target in keys)
    kept = tuple(p for p in package.patches if p.target not in keys | now)
    return replace(
        package,
        components=(*(c for c in package.components if c.uid not in wanted), *coming),
        patches=(*kept, *patches),
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
