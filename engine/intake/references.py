"""Finds the records that cells of a file mean: by name, external key, id or Salesforce reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from engine.errors import Problem
from engine.intake.rows import Draft
from engine.intake.sources.salesforce import REFERENCE
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import Condition, Query
from engine.records import Records
from engine.storage.order_key import fold
from engine.text import text

SALESFORCE_MARK = "@"
ASK_AT_ONCE = 200

Known = dict[tuple[str, str], dict[str, set[UUID]]]
"""By object and field: folded text -> ids of the records that carry it."""


Expected = dict[str, set[str]]
"""By path: the folded cells of a file that is only rehearsed, whose rows will be records."""


def reference_fields(obj: ObjectDef) -> dict[str, FieldDef]:
    """Give the fields whose cells name one record."""
    return {
        name: found
        for name, found in obj.fields.items()
        if found.target and found.type.family.value == "reference"
    }


@dataclass(slots=True)
class Finder:
    """Looks references up a chunk at a time and remembers what it found.

    ``names`` are the records that earlier files of the same batch gave Salesforce reference ids.
    """

    context: Context
    obj: ObjectDef
    names: dict[str, UUID]
    _known: Known = field(default_factory=dict)
    _expected: Expected = field(default_factory=dict)

    def resolve(self, rows: Sequence[Draft], *, last: bool) -> None:
        """Fill the references of these rows.

        One that is not found is a problem, unless it points to the object being imported and more
        rows follow (``last`` false): then the row waits for it.
        """
        fields = reference_fields(self.obj)
        for name, found in fields.items():
            wanted = [row for row in rows if row.ok and name in row.references]
            if wanted:
                self._resolve_field(found, wanted, last=last)

    def expect(self, cells: Expected) -> None:
        """Take rows of the rehearsed file for records of the object being imported."""
        self._expected = cells

    def forget(self, object_name: str) -> None:
        """Look records of an object up anew, since some were just added."""
        for key in [key for key in self._known if key[0] == object_name]:
            del self._known[key]

    def _resolve_field(self, found: FieldDef, rows: Sequence[Draft], *, last: bool) -> None:
        by = self._way(found, rows[0])
        self._look_up(found.target, by, [row.references[found.name][1] for row in rows])
        for row in rows:
            ids = self._ids(found.target, by, row.references[found.name][1])
            if len(ids) == 1:
                row.values[found.name] = next(iter(ids))
                row.waits.discard(found.name)
            elif not ids and self._is_expected(found, by, row.references[found.name][1]):
                row.waits.discard(found.name)
            elif not ids and not last and found.target == self.obj.name:
                row.waits.add(found.name)
            else:
                row.problems.append(_problem(found, row, len(ids)))

    def _is_expected(self, found: FieldDef, by: str, cell: str) -> bool:
        if found.target != self.obj.name:
            return False
        if cell.startswith(SALESFORCE_MARK):
            return fold(cell[1:]) in self._expected.get(REFERENCE, ())
        return fold(cell) in self._expected.get(by, ())

    def _way(self, found: FieldDef, row: Draft) -> str:
        target = row.references[found.name][0]
        if target.resolve:
            return target.resolve.partition(".")[2]
        return self.context.model.objects[found.target].name_field

    def _ids(self, target: str, by: str, cell: str) -> set[UUID]:
        if cell.startswith(SALESFORCE_MARK):
            known = self.names.get(cell[1:])
            return set() if known is None else {known}
        as_id = _as_id(cell)
        if as_id is not None:
            return {as_id}
        return self._known[target, by].get(fold(cell), set())

    def _look_up(self, target: str, by: str, cells: Iterable[str]) -> None:
        known = self._known.setdefault((target, by), {})
        asked = {fold(cell): cell for cell in cells if not cell.startswith(SALESFORCE_MARK)}
        new = [
            cell for folded, cell in asked.items() if folded not in known and not _as_id(cell)
        ]
        gate = Records(self.context, self.context.model.objects[target])
        for start in range(0, len(new), ASK_AT_ONCE):
            part = new[start : start + ASK_AT_ONCE]
            for cell in part:
                known.setdefault(fold(cell), set())
            where = Condition(by, "same", part)
            for record in gate.query(Query((by,), where, limit=1000)).records:
                known.setdefault(fold(str(record[by])), set()).add(record.id)


def _problem(found: FieldDef, row: Draft, count: int) -> Problem:
    cell = row.references[found.name][1]
    if count:
        message = text("several records are called “{n}”", "有多条名为“{n}”的记录", n=cell)
        hint = text("use an id or a unique key", "请使用 ID 或唯一键")
        return Problem("import.reference_ambiguous", message, field=found.name, hint=hint)
    message = text("no record “{n}” that you may see", "没有您可见的记录“{n}”", n=cell)
    return Problem("import.reference_unknown", message, field=found.name)


def _as_id(cell: str) -> UUID | None:
    try:
        return UUID(cell) if len(cell) == 36 else None
    except ValueError:
        return None
