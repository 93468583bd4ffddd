"""Imports one chunk of rows in one transaction: finds what exists, saves, notes what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from engine.errors import Problem
from engine.intake.plan import ImportPlan
from engine.intake.rows import Draft
from engine.intake.runs import CREATED, FAILED, UPDATED, WAITING, RowOutcome
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import ObjectDef
from engine.kernel.query import AllOf, Condition, Filter, Query, Record, RowResult
from engine.records import Records
from engine.records.shape import unique_key
from engine.text import text

Key = tuple[Any, ...]


@dataclass(slots=True)
class Chunks:
    """Saves chunks of one import; remembers the keys of the file, to find doubles in it."""

    context: Context
    obj: ObjectDef
    plan: ImportPlan
    seen: dict[Key, int] = field(default_factory=dict)

    def save(self, rows: Sequence[Draft]) -> list[RowOutcome]:
        """Save the rows that are right; gives what became of each, in order."""
        self._refuse_doubles(rows)
        before = self._find_existing([row for row in rows if row.ok])
        self._refuse_by_mode(rows)
        self._name_all([row for row in rows if not row.ok])
        gate = Records(self.context, self.obj)
        creating = [row for row in rows if row.ok and row.existing is None]
        updating = [row for row in rows if row.ok and row.existing is not None]
        saved = _by_row(creating, gate.bulk_create([row.values for row in creating]))
        changes = [{"id": row.existing, **self._changes(row)} for row in updating]
        saved |= _by_row(updating, gate.bulk_update(changes))
        versions = self._versions([result.id for result in saved.values() if result.ok])
        return [self._outcome(row, saved.get(row.row), before, versions) for row in rows]

    def remember(self, row: Draft) -> None:
        """Take note of the key of a row that an earlier attempt finished."""
        self._clean_keys(row)
        key = self._key(row.values)
        if key is not None:
            self.seen.setdefault(key, row.row)

    def _changes(self, row: Draft) -> dict[str, Any]:
        return {name: value for name, value in row.values.items() if name not in self.plan.key}

    def _refuse_doubles(self, rows: Iterable[Draft]) -> None:
        for row in rows:
            self._clean_keys(row)
            key = self._key(row.values)
            if not row.ok or key is None:
                continue
            first = self.seen.setdefault(key, row.row)
            if first != row.row:
                message = text("the same key as row {n}", "与第 {n} 行的键重复", n=first)
                row.problems.append(Problem("import.double", message, field=self.plan.key[0]))

    def _clean_keys(self, row: Draft) -> None:
        """Clean the key, so that ``1``, ``1.0`` and `` 1`` are one; what cannot be is a problem."""
        for name in self.plan.key:
            found = self.obj.fields[name]
            try:
                cleaned = found.type.clean(
                    row.values.get(name), found, self.context.actor.locale
                )
            except InvalidValue as wrong:
                row.problems.append(
                    Problem(wrong.code, wrong.text, field=name, hint=wrong.hint)
                )
            else:
                row.values[name] = cleaned

    def _name_all(self, refused: Iterable[Draft]) -> None:
        """Say all that is wrong with rows that the gate will not see, cell by cell."""
        locale = self.context.actor.locale
        for row in refused:
            known = {problem.field for problem in row.problems}
            for name in row.values.keys() - known - {*self.plan.key}:
                found = self.obj.fields[name]
                try:
                    found.type.clean(row.values[name], found, locale)
                except InvalidValue as wrong:
                    problem = Problem(wrong.code, wrong.text, field=name, hint=wrong.hint)
                    row.problems.append(problem)

    def _key(self, values: Mapping[str, Any]) -> Key | None:
        """Give a clean key as uniqueness compares it; None when a part of it is blank."""
        key = tuple(
            unique_key(self.obj.fields[name], values.get(name)) for name in self.plan.key
        )
        return None if not key or None in key else key

    def _find_existing(self, rows: Sequence[Draft]) -> dict[UUID, Record]:
        """Find the records that rows mean, in one query; they keep what the rows will replace."""
        keys = {row.row: key for row in rows if (key := self._key(row.values)) is not None}
        if self.plan.mode == "create" or not keys:
            return {}
        gate = Records(self.context, self.obj)
        fields = tuple({*self.plan.key, *(name for row in rows for name in row.values)})
        found: dict[Key | None, list[Record]] = {}
        for record in _all_pages(gate, Query(fields, self._any_key(rows), limit=1000)):
            found.setdefault(self._key(record.values), []).append(record)
        for row in rows:
            matches = found.get(keys[row.row], []) if row.row in keys else []
            if len(matches) == 1:
                row.existing = matches[0].id
            elif matches:
                message = text(
                    "{n} records have this key", "有 {n} 条记录使用该键", n=len(matches)
                )
                row.problems.append(
                    Problem("import.key_ambiguous", message, field=self.plan.key[0])
                )
        return {record.id: record for records in found.values() for record in records}

    def _any_key(self, rows: Sequence[Draft]) -> Filter:
        """Ask for each part of the key on its own: a superset, but as few parts as the key has."""
        wanted = (
            Condition(name, "same", list({row.values.get(name) for row in rows}))
            for name in self.plan.key
        )
        return AllOf(tuple(wanted))

    def _refuse_by_mode(self, rows: Sequence[Draft]) -> None:
        if self.plan.mode != "update":
            return
        for row in rows:
            if row.ok and row.existing is None:
                message = text("no record with this key", "没有使用该键的记录")
                row.problems.append(
                    Problem("import.key_unknown", message, field=self.plan.key[0])
                )

    def _versions(self, ids: Sequence[UUID | None]) -> dict[UUID, int]:
        """Read what version the saved records have now, so that undo sees later changes."""
        wanted = [one for one in ids if one is not None]
        if not wanted:
            return {}
        query = Query(("id",), Condition("id", "in", wanted), limit=1000)
        page = Records(self.context.as_system("import undo log"), self.obj).query(query)
        return {record.id: record.row_version for record in page.records}

    def _outcome(
        self,
        row: Draft,
        result: RowResult | None,
        before: Mapping[UUID, Record],
        versions: Mapping[UUID, int],
    ) -> RowOutcome:
        if result is not None and not result.ok:
            row.problems.extend(result.problems)
        if not row.ok or result is None or result.id is None:
            return RowOutcome(
                row.row, FAILED, source=plain_source(row), problems=row.problems_by_cell()
            )
        state = WAITING if row.waits else CREATED if row.existing is None else UPDATED
        old = before.get(result.id)
        return RowOutcome(
            row.row,
            state,
            record=result.id,
            row_version=versions.get(result.id),
            source=plain_source(row) if row.waits or row.name else None,
            before=None if old is None else self._json(old, row),
        )

    def _json(self, record: Record, row: Draft) -> dict[str, Any]:
        """Keep the old values of the fields that the row changes."""
        kept = {}
        for name in self._changes(row):
            found = self.obj.fields[name]
            if name in record.values and not found.type.secret:
                value = record.values[name]
                kept[name] = None if value is None else _json(found.type.to_json(value, found))
        return kept


def _all_pages(gate: Records, query: Query) -> Iterator[Record]:
    after = ""
    while True:
        page = gate.query(replace(query, after=after))
        yield from page.records
        after = page.next
        if not after:
            return


def plain_source(row: Draft) -> dict[str, Any]:
    """Give the cells of the file as JSON can keep them."""
    return {header: _json(cell) for header, cell in row.source.items()}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def _by_row(rows: Sequence[Draft], results: Sequence[RowResult]) -> dict[int, RowResult]:
    return {rows[result.row].row: result for result in results}
