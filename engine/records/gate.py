"""The gate: the only door to record data, for pages, API, jobs and every other room (decision 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from engine.access.rights import ObjectRights, rights
from engine.access.scope import Scope
from engine.errors import InvalidRecord
from engine.kernel.context import Context
from engine.kernel.former import object_once_called
from engine.kernel.model import ObjectDef
from engine.kernel.moving import keeping_up
from engine.kernel.query import (
    Count,
    Filter,
    Group,
    Measure,
    Page,
    Query,
    Record,
    RowResult,
    Sort,
)
from engine.records import asking, bulk, pipeline, restoring, trash, upserting
from engine.records.aggregate import aggregate
from engine.records.clone import values_to_clone
from engine.records.drafts import Draft
from engine.records.family import Preview, preview
from engine.records.fitting import filter_inputs, fits
from engine.records.history import Entry, read_history
from engine.records.owner import Owner, batches, change_owner
from engine.records.problems import NOT_UNIQUE, denied, not_found, unknown_object, unknown_path
from engine.records.system_access import note_system
from engine.records.transactions import in_transaction

T = TypeVar("T")
Values = Mapping[str, Any]


class Records:
    """The records of one object as one actor may see and change them.

    Raw values go in (text, JSON, forms, files: the fields' types clean them), clean Python values
    come out. Errors: `InvalidRecord` with all problems, `RecordNotFound` also for what is hidden,
    `AccessDenied`, `StaleRecord`.
    """

    def __init__(self, context: Context, obj: ObjectDef | str) -> None:
        found = context.model.get(obj) if isinstance(obj, str) else obj
        if found is None:
            raise unknown_object(str(obj))
        self.context = context
        self.object = found

    @property
    def rights(self) -> ObjectRights:
        """Give what the actor may do with this object at all."""
        return rights(self.context).of(self.object.name)

    def query(self, query: Query) -> Page:
        """Answer a list question with one statement, and one each for count and totals."""
        with self._reading() as connection:
            return asking.ask(self.context, self.object, connection, query)

    def get(self, record_id: UUID, fields: Sequence[str] = ()) -> Record:
        """Read one record: the paths asked for, or every field that the actor may read."""
        with self._reading() as connection:
            found = asking.ask_one(self.context, self.object, connection, record_id, fields)
        if found is None:
            raise not_found(self.object)
        return found

    def count(
        self, where: Filter | None = None, *, search: str = "", capped: bool = False
    ) -> Count:
        """Count matching records; ``capped`` stops counting at 1,000."""
        query = Query(where=where, search=search, count="capped" if capped else "exact")
        with self._reading() as connection:
            return asking.count(self.context, self.object, connection, query)

    def aggregate(
        self,
        groups: Sequence[Group],
        measures: Sequence[Measure],
        where: Filter | None = None,
    ) -> list[dict[str, Any]]:
        """Group and add up; see `engine.records.aggregate` for the keys of the rows."""
        with self._reading() as connection:
            return aggregate(self.context, self.object, connection, groups, measures, where)

    def search(self, words: str, limit: int = 10, fields: Sequence[str] = ()) -> Page:
        """Find records by words, newest first; without ``fields`` only their names."""
        paths = tuple(fields) or tuple(filter(None, (self.object.name_field,)))
        query = Query(fields=paths, search=words, limit=limit, sort=(Sort("id", True),))
        return self.query(query)

    def candidates(self, field: str, query: Query, values: Values) -> Page:
        """Ask for the records that a look-up may point to while its record has these raw values."""
        found = self.object.fields.get(field)
        target = self.context.model.get(found.target) if found is not None else None
        if found is None or target is None or field not in self.rights.readable:
            raise unknown_path(field)
        with self._reading() as connection:
            inside = self.context.within(connection)
            fitting = fits(inside, self.object, found, values)
            return asking.ask(self.context, target, connection, replace(query, fits=fitting))

    def filter_inputs(self, field: str) -> tuple[str, ...]:
        """Name the fields whose values decide what a look-up may point to."""
        return filter_inputs(self.context.model, self.object.fields[field])

    def stream(self, query: Query) -> Iterator[Record]:
        """Give every matching record for an export, without holding them all.

        Needs the right to export; the snapshot stays open until the last record is taken.
        """
        if not self.rights.export:
            raise denied(self.object, "export")
        note_system(self.context, self.object, "export")
        with self.context.database.snapshot() as connection:
            yield from asking.stream(self.context, self.object, connection, query)

    def history(self, record_id: UUID, limit: int = 100) -> list[Entry]:
        """Give what happened to a visible record, newest first."""
        with self._reading() as connection:
            if (
                asking.ask_one(self.context, self.object, connection, record_id, ("id",))
                is None
            ):
                raise not_found(self.object)
            return read_history(self.context, self.object, connection, record_id, limit)

    def defaults(self, values: Values | None = None) -> Values:
        """Give what a new record would begin with, for a form; ``values`` are known already."""
        self._may_create()
        with self._reading() as connection:
            found = pipeline.defaults(
                self.context.within(connection), self.object, values or {}
            )
        return {name: each for name, each in found.items() if name in self.rights.readable}

    def create(self, values: Values) -> Record:
        """Create a record and give it as the actor sees it."""

        def work(context: Context) -> Record:
            self._may_create()
            draft = upserting.only(pipeline.create(context, self.object, [values]))
            return self._seen(context, draft)

        return self._write("create", work)

    def update(self, record_id: UUID, values: Values, row_version: int | None = None) -> Record:
        """Change a record; with ``row_version`` only if nobody saved since."""
        row = dict(values) if row_version is None else {**values, "row_version": row_version}

        def work(context: Context) -> Record:
            drafts = pipeline.change(context, self.object, [row], [record_id])
            return self._seen(context, upserting.only(drafts))

        return self._write("update", work)

    def upsert(self, key_field: str, values: Values) -> tuple[Record, bool]:
        """Update the record with this key, or create it; says whether it was created."""

        def work(context: Context) -> tuple[Record, bool]:
            field = upserting.key_field(context, self.object, key_field)
            drafts = upserting.upsert(context, self.object, field, [values], partial=False)
            draft = upserting.only(drafts)
            return self._seen(context, draft), draft.created

        try:
            return self._write("upsert", work)
        except InvalidRecord as refused:
            if all(problem.code != NOT_UNIQUE for problem in refused.problems):
                raise
        # Someone created the record with this key at the same moment: now there is one to update.
        return self._write("upsert", work)

    def preview_delete(self, record_id: UUID) -> Preview:
        """Count what deleting a record would take along, clear, or break upon.

        Hidden records count too, so it needs the right to delete this one.
        """
        with self._reading() as connection:
            if (
                asking.ask_one(self.context, self.object, connection, record_id, ("id",))
                is None
            ):
                raise not_found(self.object)
            if not asking.reaches(self.context, self.object, connection, record_id, "delete"):
                raise denied(self.object, "delete")
            return preview(self.context.within(connection), self.object, [record_id])

    def delete(self, record_id: UUID, row_version: int | None = None) -> UUID:
        """Put a record with its details into the trash; gives the deletion to restore it by.

        `StaleRecord` when ``row_version`` is given and somebody saved since.
        """

        def work(context: Context) -> UUID:
            return trash.delete(context, self.object, [record_id], row_version)[record_id]

        return self._write("delete", work)

    def restore(self, deletion: UUID) -> int:
        """Bring a deletion back, wholly or not at all; gives the number of records."""
        return self._write("restore", lambda context: restoring.restore(context, deletion))

    def purge(self, deletion: UUID) -> int:
        """Erase a deletion for good; needs the system right to purge."""
        return self._write("purge", lambda context: restoring.purge(context, deletion))

    def trash(self, query: Query | None = None) -> Page:
        """Give what is in the trash, the latest first."""
        asked = query or Query(
            fields=(*asking.readable_fields(self.context, self.object), *_TRASHED),
            sort=(Sort("deleted_at", descending=True),),
            count="capped",
        )
        return self.query(replace(asked, trash=True))

    def bulk_create(self, rows: Iterable[Values]) -> list[RowResult]:
        """Create many; each chunk of 500 rows is a transaction, each row has a result."""
        self._may_create()
        return self._bulk(
            "create",
            rows,
            lambda context, part: pipeline.create(context, self.object, part, partial=True),
        )

    def bulk_update(self, rows: Iterable[Values]) -> list[RowResult]:
        """Change many by the ``id`` in each row, and its ``row_version`` if it has one."""
        return self._bulk("update", rows, self._change_many)

    def bulk_upsert(self, key_field: str, rows: Iterable[Values]) -> list[RowResult]:
        """Create or change many by a key."""
        upserting.key_field(self.context, self.object, key_field)

        def saver(context: Context, part: Sequence[Values]) -> list[Draft]:
            field = upserting.key_field(context, self.object, key_field)
            return upserting.upsert(context, self.object, field, part, partial=True)

        return self._bulk("upsert", rows, saver)

    def bulk_delete(self, ids: Iterable[UUID]) -> list[RowResult]:
        """Put many into the trash, each under a deletion of its own."""

        def saver(context: Context, part: Sequence[Values]) -> list[Draft]:
            trash.delete(context, self.object, [row["id"] for row in part])
            return [
                pipeline.bare(self.object, place, row["id"]) for place, row in enumerate(part)
            ]

        return self._bulk("delete", [{"id": each} for each in ids], saver)

    def bulk_restore(self, deletions: Iterable[UUID]) -> list[RowResult]:
        """Bring many deletions back, each wholly or not at all; rows have the deletions' ids."""
        return self._bulk_deletions("restore", restoring.restore, deletions)

    def bulk_purge(self, deletions: Iterable[UUID]) -> list[RowResult]:
        """Erase many deletions for good; needs the system right to purge."""
        restoring.require_purge(self.context, self.object)
        return self._bulk_deletions("purge", restoring.purge, deletions)

    def change_owner(
        self, ids: Sequence[UUID], owner: Owner, with_children: Sequence[str] = ()
    ) -> list[RowResult]:
        """Give records to another owner, with those children that had the same owner as they.

        Each 500 rows are a transaction, a record always together with its children.
        """
        with self._reading() as connection:
            parts = list(batches(self.context, connection, self.object, ids, with_children))

        def work(part: list[UUID], context: Context) -> list[RowResult]:
            return change_owner(context, self.object, part, owner, with_children)

        results: list[RowResult] = []
        for part in parts:
            found = self._write("update", partial(work, part))
            results += [replace(each, row=n) for n, each in enumerate(found, len(results))]
        return results

    def clone(self, record_id: UUID, changes: Values | None = None) -> Record:
        """Create a record like another, without what must be unique or is computed."""
        self._may_create()
        source = self.get(record_id)
        return self.create(
            {**values_to_clone(self.context, self.object, source), **(changes or {})}
        )

    def _change_many(self, context: Context, part: Sequence[Values]) -> list[Draft]:
        ids = [bulk.id_of(row) for row in part]
        found: dict[int, Draft] = {}
        for turn in bulk.turns(ids):
            rows = [part[place] for place in turn]
            wanted = [ids[place] or _NO_ID for place in turn]
            drafts = pipeline.change(context, self.object, rows, wanted, partial=True)
            for place, draft in zip(turn, drafts, strict=True):
                draft.row = place
                found[place] = draft
        return [found[place] for place in range(len(part))]

    def _bulk_deletions(
        self, action: str, act: Callable[[Context, UUID], int], deletions: Iterable[UUID]
    ) -> list[RowResult]:
        def saver(context: Context, part: Sequence[Values]) -> list[Draft]:
            for row in part:
                act(context, row["id"])
            return [
                pipeline.bare(self.object, place, row["id"]) for place, row in enumerate(part)
            ]

        return self._bulk(action, [{"id": each} for each in deletions], saver)

    def _bulk(self, action: str, rows: Iterable[Values], saver: bulk.Saver) -> list[RowResult]:
        results: list[RowResult] = []
        for start, part in bulk.chunks(rows):
            results += self._write(action, partial(self._save_chunk, start, part, saver))
        if len(results) >= _MANY:
            self.context.database.note_growth()
        return results

    def _save_chunk(
        self, start: int, rows: Sequence[Values], saver: bulk.Saver, context: Context
    ) -> list[RowResult]:
        return bulk.save_chunk(context, self.object, rows, saver, start)

    def _seen(self, context: Context, draft: Draft) -> Record:
        """Read back what was saved; who may not see it gets its id and version."""
        if self.rights.read is not Scope.NONE:
            found = asking.ask_one(context, self.object, context.connection, draft.change.id)
            if found is not None:
                return found
        version = int(draft.values.get("row_version") or 1)
        return Record(self.object.name, draft.change.id, version, {"id": draft.change.id})

    def _may_create(self) -> None:
        if not self.rights.create:
            raise denied(self.object, "create")

    def _write(self, action: str, work: Callable[[Context], T]) -> T:
        """Run work in a transaction; again, from raw values, if metadata moved before it."""
        note_system(self.context, self.object, action)

        def write(context: Context) -> T:
            if context is not self.context:
                self._move_to(context)
            return in_transaction(context, self.object, work)

        return keeping_up(self.context, write)

    def _move_to(self, context: Context) -> None:
        """Go on with the metadata in force, in which the object may be called otherwise."""
        name = self.object.name
        found = context.model.get(name) or object_once_called(context.model, name)
        if found is None:
            raise unknown_object(name)
        self.context, self.object = context, found

    @contextmanager
    def _reading(self, action: str = "read") -> Iterator[sa.Connection]:
        note_system(self.context, self.object, action)
        if self.context.connection is not None:
            yield self.context.connection
            return
        with self.context.database.reading() as connection:
            yield connection


_TRASHED = ("deleted_at", "deleted_by", "deletion")
_NO_ID = UUID(int=0)
_MANY = 2 * bulk.CHUNK
