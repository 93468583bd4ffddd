"""Runs questions: finds or compiles the plan, binds the values, makes records of the rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import VIEWER, predicate
from engine.access.rights import rights
from engine.access.scope import Scope
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.query import Condition, Count, Page, Query, Record
from engine.records.columns import Reading
from engine.records.compiled import env_of
from engine.records.cursor import pack, unpack
from engine.records.filters import form
from engine.records.labels import add_members
from engine.records.ordering import CURSOR
from engine.records.parameters import Viewer
from engine.records.plans import COUNT_CAP, LIMIT, Plan, compile_query, plan_key, plans_of
from engine.records.problems import bad_cursor, denied
from engine.storage.postgresql import PLAN_EACH_TIME

MAX_LIMIT = 1000
_HIDDEN_BY_DEFAULT = frozenset({"deleted_at", "deleted_by", "deletion"})


def ask(context: Context, obj: ObjectDef, connection: sa.Connection, query: Query) -> Page:
    """Answer a list question: rows, and count and totals if asked for."""
    require_read(context, obj)
    query = _with_fields(context, obj, query)
    marks = _marks(query)
    raws: list[object] = []
    plan = plan_of(context, obj, query, marks, raws)
    parameters = _parameters(context, plan, raws)
    limit = max(1, min(query.limit, MAX_LIMIT))
    paged = {**parameters, **_page(marks), LIMIT: limit + 1}
    rows = _rows(connection, plan, paged, marked=marks is not None)
    records = _records(context, obj, plan, rows[:limit])
    add_members(context, connection, plan.several, records)
    return Page(
        records=records,
        next=_next_mark(query, plan, rows, limit),
        count=_count(connection, plan, parameters, query),
        totals=_totals(connection, plan, parameters),
    )


def ask_one(
    context: Context,
    obj: ObjectDef,
    connection: sa.Connection,
    record_id: UUID,
    fields: Sequence[str] = (),
) -> Record | None:
    """Read one record with one statement; None when it is not there for the actor."""
    require_read(context, obj)
    return next(iter(read_many(context, obj, connection, [record_id], fields)), None)


def reaches(
    context: Context, obj: ObjectDef, connection: sa.Connection, record_id: UUID, action: str
) -> bool:
    """Say whether the actor may do something to a live record."""
    table = context.columns.table(obj)
    reached = predicate(context, obj, action, table)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
        table.column("id") == record_id,
        table.column("deleted_at").is_(None),
        *(() if reached is None else (reached,)),
    )
    return connection.execute(found).first() is not None


def read_many(
    context: Context,
    obj: ObjectDef,
    connection: sa.Connection,
    ids: Sequence[UUID],
    fields: Sequence[str] = (),
) -> list[Record]:
    """Read records by id, in the order of their ids; those not visible are missing."""
    one = len(ids) == 1
    condition = Condition("id", "eq", ids[0]) if one else Condition("id", "in", tuple(ids))
    query = Query(fields=tuple(fields), where=condition, limit=len(ids))
    query = _with_fields(context, obj, query)
    raws: list[object] = []
    plan = plan_of(context, obj, query, None, raws)
    parameters = {**_parameters(context, plan, raws), LIMIT: len(ids)}
    rows = connection.execute(plan.rows, parameters).all()
    records = _records(context, obj, plan, rows)
    add_members(context, connection, plan.several, records)
    return records


def stream(
    context: Context, obj: ObjectDef, connection: sa.Connection, query: Query, chunk: int = 500
) -> Iterator[Record]:
    """Give every record that matches, page by page, without holding them all."""
    query = replace(query, limit=chunk, count="none", totals=())
    while True:
        page = ask(context, obj, connection, query)
        yield from page.records
        if not page.next:
            return
        query = replace(query, after=page.next)


def count(context: Context, obj: ObjectDef, connection: sa.Connection, query: Query) -> Count:
    """Count what matches, exactly unless the question says capped."""
    require_read(context, obj)
    wanted = replace(query, fields=("id",), sort=(), totals=(), after="")
    raws: list[object] = []
    plan = plan_of(context, obj, wanted, None, raws)
    found = _count(connection, plan, _parameters(context, plan, raws), wanted)
    assert found is not None
    return found


def plan_of(
    context: Context,
    obj: ObjectDef,
    query: Query,
    marks: tuple[Any, ...] | None,
    raws: list[object],
) -> Plan:
    """Find the plan of a question, or compile it; its values are put into ``raws``."""
    blanks = None if marks is None else tuple(mark is None for mark in marks)
    filtered = form(query.where, raws)
    if query.search or query.fits:
        return compile_query(context, obj, query, blanks)
    question: Hashable = (
        query.fields, filtered, query.sort, blanks, query.count, query.totals, query.trash,
    )  # fmt: skip
    key = plan_key(context, obj, question)
    plans = plans_of(context.model)
    plan: Plan | None = plans.get(key)
    if plan is None:
        plan = compile_query(context, obj, query, blanks)
        if not plan.volatile:
            plans.put(key, plan)
    return plan


def require_read(context: Context, obj: ObjectDef) -> None:
    """Refuse an actor who may not read any record of the object."""
    if rights(context).of(obj.name).read is Scope.NONE:
        raise denied(obj, "read")


def readable_fields(context: Context, obj: ObjectDef) -> tuple[str, ...]:
    """Name every field that the actor may read, in display order."""
    readable = rights(context).of(obj.name).readable
    return tuple(
        name for name in obj.fields if name in readable and name not in _HIDDEN_BY_DEFAULT
    )


def _with_fields(context: Context, obj: ObjectDef, query: Query) -> Query:
    if query.fields:
        return query
    return replace(query, fields=readable_fields(context, obj))


def _question(query: Query) -> str:
    return ",".join(f"{'-' if sort.descending else ''}{sort.path}" for sort in query.sort)


def _marks(query: Query) -> tuple[Any, ...] | None:
    if not query.after:
        return None
    extra = 0 if any(sort.path == "id" for sort in query.sort) else 1
    return unpack(_question(query), query.after, len(query.sort) + extra)


def _page(marks: tuple[Any, ...] | None) -> Mapping[str, Any]:
    return {f"{CURSOR}{place}": mark for place, mark in enumerate(marks or ())}


def _rows(
    connection: sa.Connection, plan: Plan, parameters: Mapping[str, Any], *, marked: bool
) -> Sequence[Any]:
    """Run the statement; a page mark whose keys do not fit its columns was made up."""
    try:
        return _planned(connection, plan.rows, parameters).all()
    except (sa.exc.StatementError, OverflowError) as error:
        if not marked or isinstance(error, sa.exc.OperationalError | sa.exc.InternalError):
            raise
        raise bad_cursor() from error


def _planned(
    connection: sa.Connection, statement: sa.Select[Any], parameters: Mapping[str, Any]
) -> sa.CursorResult[Any]:
    return connection.execute(statement, parameters, execution_options=PLAN_EACH_TIME)


def _next_mark(query: Query, plan: Plan, rows: Sequence[Any], limit: int) -> str:
    if len(rows) <= limit:
        return ""
    last = rows[limit - 1]
    return pack(_question(query), [last[place] for place in plan.keys])


def _parameters(context: Context, plan: Plan, raws: list[object]) -> dict[str, Any]:
    found: dict[str, Any] = {VIEWER: context.actor.user_id}
    if plan.binders:
        viewer = Viewer.of(context)
        for binder, raw in zip(plan.binders, raws, strict=True):
            found.update(binder(raw, viewer))
    return found


def _records(context: Context, obj: ObjectDef, plan: Plan, rows: Sequence[Any]) -> list[Record]:
    reading = Reading(env_of(context, viewer=True), context.actor.locale)
    return [plan.record(obj.name, row, reading) for row in rows]


def _count(
    connection: sa.Connection, plan: Plan, parameters: Mapping[str, Any], query: Query
) -> Count | None:
    if plan.count is None:
        return None
    found = int(_planned(connection, plan.count, parameters).scalar_one())
    if query.count == "exact" or found <= COUNT_CAP:
        return Count(found, exact=True)
    return Count(COUNT_CAP, exact=False)


def _totals(
    connection: sa.Connection, plan: Plan, parameters: Mapping[str, Any]
) -> tuple[Any, ...]:
    if plan.totals is None:
        return ()
    row = _planned(connection, plan.totals, parameters).one()
    found, place = [], 0
    for each in plan.total_makers:
        found.append(each.make(row[place : place + len(each.columns)]))
        place += len(each.columns)
    return tuple(found)
