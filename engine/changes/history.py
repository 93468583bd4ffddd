"""The revisions of a tenant's metadata: who made them, what they changed and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.changes.comparing import Property, properties
from engine.changes.stored_packages import require_revision
from engine.storage.database import Database
from engine.storage.system import meta_change, meta_revision, meta_uid

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered state of the metadata, and who made it."""

    rev: int
    parent: int
    digest: str
    at: datetime
    by: UUID | None
    actor: str
    message: str
    exports: tuple[Mapping[str, Any], ...] = ()
    """Files of what it took away: object, field, name, sha256, size, rows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one component: bodies before and after, None for not there.

    ``was`` is its earlier name, with its parent's (``machine.power``), if that changed.
    """

    uid: UUID
    kind: str
    of: str
    name: str
    before: Any
    after: Any
    was: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.of}.{self.name}" if self.of else self.name

    @property
    def sort(self) -> str:
        """Say what happened: added, deleted, renamed or changed."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "deleted"
        return "renamed" if self.was else "changed"

    def properties(self) -> list[Property]:
        """Give each property that differs; none for a component that came or went."""
        if self.before is None or self.after is None:
            return []
        return list(properties(self.before, self.after))


_REVISION = ("rev", "parent", "digest", "at", "by", "actor", "message", "exports")
_CHANGE = ("uid", "kind", "of", "name", "before", "after", "was")


def revisions(
    database: Database, *, limit: int = 100, before: int | None = None, after: int = 0
) -> list[Revision]:
    """List the revisions ``after`` one, newest first; ``before`` a revision, for the next page."""
    query = sa.select(*(meta_revision.c[name] for name in _REVISION))
    query = query.where(meta_revision.c.rev > after)
    if before is not None:
        query = query.where(meta_revision.c.rev < before)
    with database.reading() as conn:
        rows = conn.execute(query.order_by(meta_revision.c.rev.desc()).limit(limit))
        return [_revision(row) for row in rows]


def differences(database: Database, rev: int) -> list[Difference]:
    """List what a revision changed."""
    return compare(database, rev - 1, rev)


def compare(database: Database, old: int, new: int) -> list[Difference]:
    """List how the components of two revisions differ, whichever is the older.

    0 is the empty state before the first. RecordNotFound ``history.unknown`` for one that never was.
    """
    low, high = sorted((old, new))
    table = meta_change
    query = (
        sa.select(*(table.c[name] for name in _CHANGE))
        .where(table.c.rev > low, table.c.rev <= high)
        .order_by(table.c.rev)
    )
    net: dict[UUID, Difference] = {}
    with database.reading() as conn:
        for rev in filter(None, (old, new)):
            require_revision(conn, rev)
        for row in conn.execute(query):
            net[row.uid] = _followed(net.get(row.uid), _difference(row))
    found = [each for each in net.values() if each.before != each.after or each.was]
    if old > new:
        found = [_turned(each) for each in found]
    return sorted(found, key=lambda each: (each.kind, each.of, each.name))


def changes_of(
    database: Database, key: Key, *, limit: int = 100
) -> list[tuple[Revision, Difference]]:
    """Say who changed a component, when and why, newest first.

    ``key`` is its kind, parent and name: the present ones, or those that it had last.
    """
    same = meta_change.c.rev == meta_revision.c.rev
    query = (
        sa.select(
            *(meta_revision.c[name] for name in _REVISION),
            *(meta_change.c[name].label(f"change_{name}") for name in _CHANGE),
        )
        .select_from(meta_change.join(meta_revision, same))
        .where(meta_change.c.uid.in_(_uids(key)))
        .order_by(meta_revision.c.rev.desc())
        .limit(limit)
    )
    width = len(_REVISION)
    with database.reading() as conn:
        rows = conn.execute(query).all()
    return [(_revision(row[:width]), _made(row[width:])) for row in rows]


def _revision(values: Iterable[Any]) -> Revision:
    rev, parent, digest, at, by, actor, message, exports = values
    return Revision(rev, parent, digest, at, by, actor, message, tuple(exports or ()))


def _uids(key: Key) -> sa.Select[tuple[UUID]]:
    kind, of, name = key
    return sa.select(meta_uid.c.uid).where(
        meta_uid.c.kind == kind, meta_uid.c.parent == of, meta_uid.c.name == name
    )


def _difference(row: Any) -> Difference:
    return _made(tuple(row))


def _made(values: Iterable[Any]) -> Difference:
    uid, kind, of, name, before, after, was = values
    return Difference(uid, kind, of, name, before, after, was or "")


def _followed(first: Difference | None, then: Difference) -> Difference:
    """Join two changes of one component, one after the other."""
    if first is None:
        return then
    was = first.was or then.was
    was = "" if was == then.full_name or first.before is None else was
    return replace(then, before=first.before, was=was)


def _turned(each: Difference) -> Difference:
    """Give a difference read backwards."""
    if not each.was:
        return replace(each, before=each.after, after=each.before)
    of, _, name = each.was.rpartition(".")
    return replace(
        each, of=of, name=name, before=each.after, after=each.before, was=each.full_name
    )
