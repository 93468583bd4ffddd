"""Keeps the uids of a package: who had which name when, so that no uid is ever used twice.

The ledger is the committed file ``uids.lock``; a tenant's is a table with the same columns.
One line per uid: ``<uid> <kind> <of>/<name> <generation> [was=<old>,<old>] [retired]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from engine.kernel.component import Component
from engine.kernel.ids import derived_uid

FILE = "uids.lock"
_HEADER = "# Written by keel and committed: it keeps every uid that this package ever gave.\n"
_LINE = re.compile(
    r"(?P<uid>[0-9a-f-]{36}) (?P<kind>[a-z_]+) (?:(?P<of>[a-z0-9_]+)/)?(?P<name>[a-z0-9_]+)"
    r" (?P<generation>\d+)(?: was=(?P<was>[a-z0-9_,]+))?(?P<retired> retired)?"
)

Names = tuple[str, str, str]


class ReusedName(Exception):
    """A name is taken again without saying whether the old component comes back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One uid: whose it is, what it was called before, and whether it is gone."""

    uid: UUID
    kind: str
    of: str
    name: str
    generation: int = 0
    was: tuple[str, ...] = ()
    retired: bool = False


class Ledger:
    """Every uid that one package ever gave; read only, `record` makes the next one."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._live = {(e.kind, e.of, e.name): e for e in self.entries if not e.retired}
        self._had: dict[Names, list[Entry]] = {}
        for entry in self.entries:
            for name in (entry.name, *entry.was):
                self._had.setdefault((entry.kind, entry.of, name), []).append(entry)

    def uid(
        self, namespace: str, names: Names, parent: UUID | None, renamed_from: tuple[str, ...]
    ) -> UUID:
        """Give the uid of a component; `ReusedName` if its name is that of a retired one.

        A component that the ledger does not know gets the uid derived from its first name.
        """
        kind, of, name = names
        live = self._live.get(names)
        if live is not None:
            return live.uid
        for old in renamed_from:
            before = self._live.get((kind, of, old))
            if before is not None:
                return before.uid
        if names in self._had:
            raise ReusedName(name)
        first = renamed_from[0] if renamed_from else name
        return derived_uid(namespace, kind, str(parent) if parent else "", first)

    def knows(self, names: Names) -> bool:
        """Tell whether something living has this name."""
        return names in self._live

    def next_generation(self, names: Names) -> int:
        """Give the generation of a new component that takes a name again."""
        return max((entry.generation for entry in self._had.get(names, ())), default=-1) + 1

    def as_new(self, namespace: str, names: Names, parent: UUID | None) -> Ledger:
        """Settle a reused name: what comes is new and gets the next generation."""
        generation = self.next_generation(names)
        kind, of, name = names
        uid = derived_uid(namespace, kind, str(parent) if parent else "", name, generation)
        return Ledger((*self.entries, Entry(uid, kind, of, name, generation)))

    def revived(self, names: Names) -> Ledger:
        """Settle a reused name: the component that was retired last comes back."""
        last = next(
            (e for e in reversed(self._had.get(names, ())) if e.retired and e.name == names[2]),
            None,
        )
        return Ledger(replace(e, retired=False) if e is last else e for e in self.entries)

    def record(self, components: Iterable[Component]) -> Ledger:
        """Give the ledger after these components: new ones noted, absent ones retired."""
        present = {component.uid: component for component in components}
        kept = [_carried(entry, present.pop(entry.uid, None)) for entry in self.entries]
        new = [
            Entry(uid, c.kind, c.of, c.name, was=tuple(c.body.get("renamed_from", ())))
            for uid, c in present.items()
        ]
        return Ledger([*kept, *new])

    def written(self) -> str:
        """Write the file, byte-stable."""
        lines = [
            " ".join(
                filter(
                    None,
                    [
                        str(entry.uid),
                        entry.kind,
                        f"{entry.of}/{entry.name}" if entry.of else entry.name,
                        str(entry.generation),
                        f"was={','.join(entry.was)}" if entry.was else "",
                        "retired" if entry.retired else "",
                    ],
                )
            )
            for entry in sorted(
                self.entries, key=lambda e: (e.kind, e.of, e.name, e.generation)
            )
        ]
        return _HEADER + "".join(f"{line}\n" for line in lines)


def _carried(entry: Entry, component: Component | None) -> Entry:
    if component is None:
        return replace(entry, retired=True)
    was = entry.was
    if component.name != entry.name:
        was = tuple(dict.fromkeys((*was, entry.name)))
    return replace(entry, name=component.name, of=component.of, was=was, retired=False)


def parse_ledger(source: str) -> tuple[Ledger, list[int]]:
    """Read the file; also gives the numbers of the lines that are no entries."""
    entries, bad = [], []
    for number, line in enumerate(source.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            bad.append(number)
            continue
        entries.append(
            Entry(
                uid=UUID(match["uid"]),
                kind=match["kind"],
                of=match["of"] or "",
                name=match["name"],
                generation=int(match["generation"]),
                was=tuple((match["was"] or "").split(",")) if match["was"] else (),
                retired=bool(match["retired"]),
            )
        )
    return Ledger(entries), bad
