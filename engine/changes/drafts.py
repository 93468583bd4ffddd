"""Keeps what an admin collects of changes until they are applied: one row for each component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from engine.kernel.ids import derived_uid, new_id
from engine.storage.database import Database
from engine.storage.system import meta_draft, meta_draft_change

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One component in a draft: its body when work on it began, and as it shall be.

    Without ``base`` it is new, without ``wanted`` it shall go; ``new_name`` is what it shall be
    called, empty for no other name. ``reuse`` says what a name means that something deleted had:
    ``revive`` that thing, or ``anew``; empty while nobody has chosen.
    """

    key: Key
    base: Mapping[str, Any] | None
    wanted: Mapping[str, Any] | None
    new_name: str = ""
    reuse: str = ""

    @property
    def sort(self) -> str:
        """Say what shall happen: added, deleted, renamed or changed."""
        if self.base is None or self.wanted is None:
            return "added" if self.base is None else "deleted"
        return "renamed" if self.new_name else "changed"

    @property
    def idle(self) -> bool:
        """Say whether it changes nothing."""
        return self.base == self.wanted and not self.new_name


@dataclass(frozen=True, slots=True)
class Draft:
    """What one user collects; ``changes`` in the order in which their components were begun.

    A user may have several, of which the one ``chosen_at`` last is at work.
    """

    id: UUID
    by: UUID
    created_at: datetime
    changed_at: datetime
    changes: tuple[DraftChange, ...]
    name: str = ""
    chosen_at: datetime | None = None

    def change(self, key: Key) -> DraftChange | None:
        """Find what is to be done with a component."""
        return next((each for each in self.changes if each.key == key), None)


def drafts(database: Database) -> list[Draft]:
    """List all drafts, the last changed first; new ones are empty."""
    with database.reading() as conn:
        heads = conn.execute(sa.select(meta_draft).order_by(meta_draft.c.changed_at.desc()))
        changes = _changes(conn)
        return [
            Draft(
                row.id,
                row.by,
                row.created_at,
                row.changed_at,
                tuple(changes.get(row.id, ())),
                row.name,
                row.chosen_at,
            )
            for row in heads
        ]


def at_work(found: Iterable[Draft], by: UUID) -> Draft | None:
    """Give the one of a user's drafts that is at work: the one chosen last."""
    mine = [each for each in found if each.by == by]
    return max(mine, key=lambda each: each.chosen_at or each.created_at, default=None)


def begin(database: Database, by: UUID, name: str, now: datetime) -> UUID:
    """Begin another draft, which is at work from now on."""
    made = new_id()
    with database.writing() as conn:
        conn.execute(meta_draft.insert().values(_head(made, by, name, now)))
    return made


def choose(database: Database, by: UUID, draft: UUID, now: datetime) -> None:
    """Go to work on another of one's drafts."""
    _alter(database, by, draft, {"chosen_at": now})


def call(database: Database, by: UUID, draft: UUID, name: str) -> None:
    """Give one of one's drafts another name."""
    _alter(database, by, draft, {"name": name})


def discard(database: Database, by: UUID, draft: UUID) -> None:
    """Forget one of one's drafts, with all that it would change."""
    with database.writing() as conn:
        mine = sa.and_(meta_draft.c.id == draft, meta_draft.c.by == by)
        if conn.execute(meta_draft.delete().where(mine)).rowcount:
            table = meta_draft_change
            conn.execute(table.delete().where(table.c.draft == draft))


def keep(database: Database, by: UUID, changes: Iterable[DraftChange], now: datetime) -> None:
    """Put changes into the draft at work, each in place of the one of its component."""
    with database.writing() as conn:
        draft = _draft_of(conn, by, now)
        fill(conn, draft, changes, now)
        _end_if_idle(conn, draft)


def fill(conn: Connection, draft: UUID, changes: Iterable[DraftChange], now: datetime) -> None:
    """Put changes into a draft, each in place of the one of its component."""
    begun = _begun(conn, draft)
    for index, change in enumerate(changes):
        conn.execute(_row_of(draft, change.key))
        if not change.idle:
            # Microseconds apart, so that what was put together keeps its order.
            at = begun.get(change.key, now + timedelta(microseconds=index))
            conn.execute(meta_draft_change.insert().values(_values(draft, change, at)))


def close(database: Database, by: UUID, read: Draft) -> None:
    """End one of one's drafts that has done its work, as it was read.

    What was put into it since stays, against what the draft made of it.
    """
    with database.writing() as conn:
        mine = sa.and_(meta_draft.c.id == read.id, meta_draft.c.by == by)
        if conn.scalar(sa.select(meta_draft.c.id).where(mine).with_for_update()) is None:
            return
        held = _changes(conn).get(read.id, ())
        left = [_after(read, each) for each in held if each != read.change(each.key)]
        if not left:
            discard(database, by, read.id)
            return
        table = meta_draft_change
        conn.execute(table.delete().where(table.c.draft == read.id))
        fill(conn, read.id, left, read.changed_at)


def _after(read: Draft, change: DraftChange) -> DraftChange:
    """Give what is still to be done with a component, in the names and over what is done."""
    kind, of, name = change.key
    done, home = read.change(change.key), read.change(("object", "", of))
    of = home.new_name or of if home else of
    if done is None:
        return replace(change, key=(kind, of, name))
    called, wanted = done.new_name or name, change.new_name or name
    return replace(
        change,
        key=(kind, of, called),
        base=done.wanted,
        new_name="" if wanted == called else wanted,
        reuse="",
    )


def drop(database: Database, by: UUID, keys: Iterable[Key], now: datetime) -> None:
    """Forget what the draft at work says of components."""
    with database.writing() as conn:
        draft = _draft_of(conn, by, now)
        for key in keys:
            conn.execute(_row_of(draft, key))
        _end_if_idle(conn, draft)


def _end_if_idle(conn: Connection, draft: UUID) -> None:
    """Forget a draft that changes nothing any more, unless somebody gave it a name."""
    held = sa.exists().where(meta_draft_change.c.draft == draft)
    idle = sa.and_(meta_draft.c.id == draft, meta_draft.c.name == "", sa.not_(held))
    conn.execute(meta_draft.delete().where(idle))


def _draft_of(conn: Connection, by: UUID, now: datetime) -> UUID:
    """Give the draft at work, noting that it changes; the first one begins by itself."""
    chosen = sa.func.coalesce(meta_draft.c.chosen_at, meta_draft.c.created_at)
    query = sa.select(meta_draft.c.id).where(meta_draft.c.by == by)
    # Held, so that nobody ends it while something is put into it.
    found: UUID | None = conn.scalar(query.order_by(chosen.desc()).limit(1).with_for_update())
    if found is None:
        # Requests of one person that begin at once begin the same draft.
        found = derived_uid("draft", "", "", str(by))
        insert = pg_insert if conn.dialect.name == "postgresql" else sqlite_insert
        first = insert(meta_draft).values(_head(found, by, "", now))
        conn.execute(first.on_conflict_do_nothing())
        conn.execute(
            sa.select(meta_draft.c.id).where(meta_draft.c.id == found).with_for_update()
        )
    else:
        mine = meta_draft.c.id == found
        conn.execute(meta_draft.update().where(mine).values(changed_at=now))
    return found


def _head(draft: UUID, by: UUID, name: str, now: datetime) -> dict[str, Any]:
    moments = dict.fromkeys(("created_at", "changed_at", "chosen_at"), now)
    return {"id": draft, "by": by, "name": name, **moments}


def _alter(database: Database, by: UUID, draft: UUID, values: dict[str, Any]) -> None:
    mine = sa.and_(meta_draft.c.id == draft, meta_draft.c.by == by)
    with database.writing() as conn:
        conn.execute(meta_draft.update().where(mine).values(values))


def _begun(conn: Connection, draft: UUID) -> dict[Key, datetime]:
    """Give when the work on each component of a draft began."""
    table = meta_draft_change
    query = sa.select(table.c.kind, table.c.of, table.c.name, table.c.at)
    rows = conn.execute(query.where(table.c.draft == draft))
    return {(row.kind, row.of, row.name): row.at for row in rows}


def _changes(conn: Connection) -> dict[UUID, list[DraftChange]]:
    table = meta_draft_change
    found: dict[UUID, list[DraftChange]] = {}
    for row in conn.execute(sa.select(table).order_by(table.c.at, table.c.kind, table.c.name)):
        change = DraftChange(
            (row.kind, row.of, row.name),
            row.base,
            row.wanted,
            row.new_name or "",
            row.reuse or "",
        )
        found.setdefault(row.draft, []).append(change)
    return found


def _row_of(draft: UUID, key: Key) -> sa.Delete:
    table = meta_draft_change
    kind, of, name = key
    return table.delete().where(
        table.c.draft == draft, table.c.kind == kind, table.c.of == of, table.c.name == name
    )


def _values(draft: UUID, change: DraftChange, at: datetime) -> dict[str, Any]:
    kind, of, name = change.key
    return {
        "draft": draft,
        "kind": kind,
        "of": of,
        "name": name,
        "base": change.base,
        "wanted": change.wanted,
        "new_name": change.new_name or None,
        "reuse": change.reuse or None,
        "at": at,
    }
