"""Lets the amounts of open records follow the exchange rates, by a job after a rate was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.kernel.extension import Change, Job, Stage
from engine.kernel.ids import new_id
from engine.kernel.model import Model, ObjectDef
from engine.records.comparisons import two_valued
from engine.records.compiled import env_of
from engine.records.drafts import Draft, Save
from engine.records.loading import load
from engine.records.rate_rules import rate_rule
from engine.records.rates import Rates
from engine.records.rollups import settle
from engine.records.shape import shape_of
from engine.records.source import Source
from engine.records.system_access import note_system
from engine.storage import outbox

TOPIC = "records.rates"
CHUNK = 500


class RateChanges:
    """Puts the job when exchange rates were saved; one more for the day on which one begins."""

    name = "rate_changes"
    stage = Stage.OUTBOX
    order = 50

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Name the currencies of the batch and the first day that is concerned."""
        where = _rates(context.model)
        if obj.name != where.get("object"):
            return
        names = {str(where.get(key, key)) for key in ("currency", "date", "rate")}
        states = [
            state
            for each in changes
            if each.action != "update" or each.changed & names
            for state in (each.before, each.values)
        ]
        codes = {state.get(str(where.get("currency", "currency"))) for state in states} - {None}
        days = {state.get(str(where.get("date", "date"))) for state in states} - {None}
        if codes and days:
            _put(context, sorted(map(str, codes)), days)


def _put(context: Context, codes: list[str], days: set[Any]) -> None:
    today = context.today()
    payload = {"currencies": codes, "since": min(days).isoformat()}
    for day in {max(day, today) for day in days}:
        # What is dated by no field of its own takes the rate of today, so it changes on that day.
        begins = datetime.combine(day, time(), context.tenant_zone).astimezone(UTC)
        outbox.put(
            context.connection,
            TOPIC,
            str(new_id()),
            payload,
            context.revision,
            context.actor.user_id,
            None if day == today else begins + timedelta(minutes=1),
        )


class ConvertAnew:
    """Converts the records of every object with money that are not final, in chunks of 500."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Convert again; a run that was cut off begins again and changes nothing twice."""
        codes = [str(code) for code in job.payload["currencies"]]
        since = date.fromisoformat(job.payload["since"])
        system = context.as_system("a changed exchange rate")
        done = 0
        for obj in context.model.objects.values():
            if shape_of(context.model, obj).money:
                note_system(system, obj, "update")
            for ids in _chunks(system, obj, codes, since):
                _convert(system, obj, ids)
                done += len(ids)
                if not job.report(done, 0, ""):
                    return


def _chunks(
    context: Context, obj: ObjectDef, codes: Sequence[str], since: date
) -> Iterator[Sequence[UUID]]:
    if not shape_of(context.model, obj).money:
        return
    query = _open_records(context, obj, codes, since)
    key = context.columns.table(obj).table.c.id
    last: UUID | None = None
    while True:
        with context.database.reading() as connection:
            after = query if last is None else query.where(key > last)
            ids: Sequence[UUID] = connection.scalars(after).all()
        if not ids:
            return
        yield ids
        last = ids[-1]


def _open_records(
    context: Context, obj: ObjectDef, codes: Sequence[str], since: date
) -> sa.Select[Any]:
    """Select those whose rate may have changed; what follows a final master stays by itself."""
    table = context.columns.table(obj)
    conditions = [table.live, table.table.c.currency.in_(codes)]
    rule = rate_rule(context.model, obj)
    if not rule.above:
        if rule.day:
            conditions.append(_dated(context, obj, rule.day, since))
        if rule.final is not None:
            final = Source(context, obj).expression(
                str(obj.body["final_when"]), env_of(context)
            )
            conditions.append(sa.not_(two_valued(final)))
    key = table.table.c.id
    return sa.select(key).where(*conditions).order_by(key).limit(CHUNK)


def _dated(context: Context, obj: ObjectDef, name: str, since: date) -> sa.ColumnElement[bool]:
    column = context.columns.table(obj).column(name)
    first: date = since
    if obj.fields[name].type.name == "datetime":
        first = datetime.combine(since, time(), context.tenant_zone).astimezone(UTC)
    return sa.or_(column.is_(None), column >= first)


def _convert(context: Context, obj: ObjectDef, ids: Sequence[UUID]) -> None:
    with context.database.writing(revision=context.revision) as connection:
        inside = context.within(connection)
        drafts = [
            Draft(
                place,
                Change(obj.name, each.id, "update", each.values, dict(each.values)),
                frozenset(),
            )
            for place, each in enumerate(load(inside, obj, ids, "update").values())
        ]
        settle(Save.of(inside, obj, drafts), Rates(inside, connection))


def _rates(model: Model) -> Mapping[str, Any]:
    found: Mapping[str, Any] = model.settings.get("currencies", {}).get("rates", {})
    return found
