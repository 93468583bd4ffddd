"""Carries what was made of a tenant's own package elsewhere into it: from a folder, from a tenant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from engine.changes.conflicts import Conflict, Side, conflict_id
from engine.changes.drafting import Here, declared, edits_for, merged, settled
from engine.changes.drafts import DraftChange
from engine.changes.editing import OWN, empty_own, plan_edits
from engine.changes.planning import Given, bring, with_conflicts
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages, packages_at
from engine.errors import MetadataError
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.packages.layers import layer
from engine.packages.ledger import Ledger
from engine.packages.mirror import as_written
from engine.packages.package import Package
from engine.storage.database import Database
from engine.storage.metadata import read_head

Key = tuple[str, str, str]
Packages = Mapping[str, Package]
Bodies = Mapping[UUID, Component]


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody made over ``lower`` packages: the own package before and after it.

    ``given`` are those of them that come along in the same revision, ``delete`` what they let go.
    """

    lower: Sequence[Package]
    before: Package
    after: Package
    given: Sequence[Package] = ()
    delete: Collection[Key] = ()


@dataclass(frozen=True, slots=True)
class Deciding:
    """How to decide about what both sides changed: by the ids of conflicts.

    Undecided, what is here stays; with ``strict`` the plan is blocked instead.
    """

    choices: Mapping[str, Side] = field(default_factory=dict)
    strict: bool = False


def plan_work(
    database: Database, catalogue: Catalogue, work: Work, deciding: Deciding = Deciding()
) -> Plan:
    """Plan to bring work into a tenant: three ways, per property, elements of lists by their ids.

    MetadataError with all problems when the outcome would not be right.
    """
    made: Plan | None = None
    rev = -1
    while made is None or made.base != rev:  # somebody applied another revision in between
        with database.snapshot() as conn:
            rev = read_head(conn).rev
            given = Given(work.given, work.delete, deciding.choices)
            coming = bring(conn, catalogue, load_packages(conn), given).packages
        here = _Here(coming, catalogue)
        changes, conflicts = here.met(list(_changes(work, here, catalogue)), deciding)
        below = declared(coming, catalogue)
        edits = edits_for(changes, Here(here.body, below), catalogue)
        edits = replace(edits, given=given)
        made = plan_edits(database, catalogue, edits)
    return with_conflicts(made, (*made.conflicts, *conflicts)) if conflicts else made


def work_since(database: Database, catalogue: Catalogue, since: int | None) -> Work:
    """Give what a tenant made of its own package since a revision; all of it for None.

    RecordNotFound ``history.unknown`` for a revision that never was.
    """
    with database.snapshot() as conn:
        installed = load_packages(conn)
        then = {} if since is None else packages_at(conn, since)
    own, earlier = own_of(installed, catalogue), own_of(then, catalogue)
    return Work(lower_of(installed), earlier, own)


def own_of(packages: Packages, catalogue: Catalogue) -> Package:
    """Give the tenant's own package as its files say it; an empty one when it has none."""
    return as_written(packages.get(OWN) or empty_own(), catalogue)


def lower_of(packages: Packages) -> list[Package]:
    """Give all packages but the tenant's own."""
    return [package for name, package in packages.items() if name != OWN]


def layered(packages: Sequence[Package], catalogue: Catalogue) -> Bodies:
    """Give what packages come to, by uid; heads of packages are left out."""
    found, _ = layer(packages, catalogue)
    return {each.uid: each for each in found if each.kind != "package"}


class _Here:
    """What is in force in the tenant."""

    def __init__(self, installed: Packages, catalogue: Catalogue) -> None:
        own = own_of(installed, catalogue)
        self.ledger: Ledger = own.ledger
        self.by_uid = layered([*lower_of(installed), own], catalogue)
        self.by_key = {each.key: each for each in self.by_uid.values()}
        self._kinds = catalogue.kinds

    def find(self, *said: Component | None) -> Component | None:
        """Find a component by its uid; one that got its uid here, by its name."""
        for each in filter(None, said):
            found = self.by_uid.get(each.uid) or self.by_key.get(each.key)
            if found is not None:
                return found
        return None

    def body(self, key: Key) -> Mapping[str, Any] | None:
        found = self.by_key.get(key)
        return None if found is None else found.body

    def reuse(self, said: Component) -> str:
        """Say what a name means that was had here before: that thing, if the uid is the same."""
        known = {entry.uid: entry for entry in self.ledger.entries}
        if said.uid in known:
            return "revive" if known[said.uid].retired else ""
        return "anew" if self.ledger.next_generation(said.key) else ""

    def met(
        self, changes: Sequence[DraftChange], deciding: Deciding
    ) -> tuple[list[DraftChange], list[Conflict]]:
        """Merge changes with what is in force; gives those left to do, and the conflicts."""
        left, conflicts = [], []
        kept = set()
        for change in changes:
            present = self.body(change.key)
            found = list(self._conflicts(change, present, deciding))
            conflicts += found
            ours = [each.pointer for each in found if each.winner is Side.OURS]
            done = settled(change, present, ours)
            if change.wanted is None and ours:
                kept |= {change.key, ("object", "", change.key[1])}
            if not done.idle:
                left.append(done)
        return [each for each in left if not _spared(each, kept)], conflicts

    def _conflicts(
        self, change: DraftChange, present: Mapping[str, Any] | None, deciding: Deciding
    ) -> Iterator[Conflict]:
        kind = self._kinds[change.key[0]]
        for each in merged(change, present).conflicts:
            chosen = deciding.choices.get(conflict_id(change.key, each.pointer))
            yield Conflict(
                target=change.key,
                pointer=each.pointer,
                package=OWN,
                base=each.base,
                theirs=each.mine,
                ours=each.theirs,
                winner=chosen or Side.OURS,
                undecided=chosen is None and (deciding.strict or kind.stops_upgrade),
            )


def _spared(change: DraftChange, kept: Collection[Key]) -> bool:
    """Tell a deletion of an object of which something stays; it stays with all it has."""
    kind, of, name = change.key
    home = ("object", "", name if kind == "object" else of)
    return change.wanted is None and home in kept and home[2] != ""


def _changes(work: Work, here: _Here, catalogue: Catalogue) -> Iterator[DraftChange]:
    """Give what work changed, by the keys that its components have in the tenant."""
    before = layered([*work.lower, work.before], catalogue)
    found, problems = layer([*work.lower, work.after], catalogue)
    if problems:
        raise MetadataError(problems)
    after = {each.uid: each for each in found if each.kind != "package"}
    for uid in dict.fromkeys((*before, *after)):
        old, new = before.get(uid), after.get(uid)
        if old is None or new is None or (old.name, old.body) != (new.name, new.body):
            yield _change(old, new, here)
            if new is None and old is not None and old.kind == "object":
                yield from _joined_since(old, before, here)


def _change(old: Component | None, new: Component | None, here: _Here) -> DraftChange:
    found = here.find(old, new)
    known = found or new or old
    assert known is not None
    change = DraftChange(known.key, old.body if old else None, new.body if new else None)
    if new is None:
        return change
    if found is None:
        return replace(change, key=new.key, reuse=here.reuse(new))
    renamed = old is not None and found.name == old.name != new.name
    return replace(change, new_name=new.name if renamed else "")


def _joined_since(old: Component, before: Bodies, here: _Here) -> Iterator[DraftChange]:
    """Let what an object got here in the meantime speak against its deletion."""
    for each in here.by_uid.values():
        if each.of == old.name and each.uid not in before:
            yield DraftChange(each.key, {}, None)
