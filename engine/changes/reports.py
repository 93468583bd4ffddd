"""Tells afterwards what a revision did to packages: which came, and what was disagreed about."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine.changes.conflicts import Conflict, Side
from engine.changes.editing import OWN
from engine.storage.database import Database
from engine.storage.system import meta_package_body, meta_revision


@dataclass(frozen=True, slots=True)
class Moved:
    """A package that came, went or changed its version; empty for not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a revision did to packages, and the conflicts that it decided."""

    moved: tuple[Moved, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def won_by(self, side: Side) -> list[Conflict]:
        """Give the conflicts in which a side's value holds."""
        return [each for each in self.conflicts if each.winner is side]


def report(database: Database, rev: int) -> Report:
    """Report a revision; revisions of older releases kept their conflicts as sentences only."""
    table = meta_package_body
    there = table.c.body.is_not(None).label("there")
    given = sa.select(table.c.name, table.c.version, there, table.c.rev)
    with database.reading() as conn:
        plan = conn.scalar(sa.select(meta_revision.c.plan).where(meta_revision.c.rev == rev))
        rows = conn.execute(given.where(table.c.rev <= rev).order_by(table.c.rev)).all()
    versions: dict[str, str] = {}
    moved = []
    for row in rows:
        before, after = versions.get(row.name, ""), row.version if row.there else ""
        if row.rev == rev and before != after and row.name != OWN:
            moved.append(Moved(row.name, before, after))
        versions[row.name] = after
    said = [step["conflict"] for step in plan or () if "conflict" in step]
    return Report(tuple(moved), tuple(map(Conflict.from_json, said)))
