"""Asks the database for roll-ups: all that count the same records, with one kept statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.kernel.context import Context
from engine.records.among import among
from engine.records.compiled import env_of
from engine.records.plans import plan_key, plans_of
from engine.records.rollup_defs import Rollup
from engine.records.source import Source
from engine.records.totals import Total, aggregate_of

IDS = "ids"


@dataclass(frozen=True, slots=True)
class _Plan:
    statement: sa.Select[Any]
    totals: tuple[tuple[str, Total], ...]


def results_of(
    context: Context, rollups: Sequence[Rollup], parents: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Give the roll-ups of parents by field name; ``rollups`` share their child and its reference.

    A parent without records below is missing. ``context`` is the system's, inside a transaction.
    """
    plan = _plan_of(context, rollups)
    found: dict[UUID, dict[str, Any]] = {}
    for row in context.connection.execute(plan.statement, {IDS: list(parents)}):
        values, place = {}, 1
        for name, total in plan.totals:
            values[name] = total.make(row[place : place + len(total.columns)])
            place += len(total.columns)
        found[row[0]] = values
    return found


def _plan_of(context: Context, rollups: Sequence[Rollup]) -> _Plan:
    first = rollups[0]
    names = tuple((each.parent.name, each.field.name) for each in rollups)
    key = plan_key(context, first.child, ("roll-ups", names))
    plans = plans_of(context.model)
    plan: _Plan | None = plans.get(key)
    if plan is None:
        plan, volatile = _compile(context, rollups)
        if not volatile:
            plans.put(key, plan)
    return plan


def _compile(context: Context, rollups: Sequence[Rollup]) -> tuple[_Plan, bool]:
    source = Source(context, rollups[0].child)
    via = source.base.column(rollups[0].via)
    totals = tuple((each.field.name, _total(context, source, each)) for each in rollups)
    columns = [
        column.label(f"t{place}")
        for place, column in enumerate(column for _, t in totals for column in t.columns)
    ]
    statement = (
        sa.select(via, *columns)
        .select_from(source.tables)
        .where(
            among(via, IDS, context.database.dialect),
            source.base.column("deleted_at").is_(None),
        )
        .group_by(via)
    )
    return _Plan(statement, totals), source.volatile


def _total(context: Context, source: Source, rollup: Rollup) -> Total:
    """Aggregate a column where the roll-up's condition holds."""
    only = source.expression(rollup.where, env_of(context)) if rollup.where else None
    if rollup.fn == "count" or not rollup.of:
        counted = sa.func.count() if only is None else sa.func.count(sa.case((only, 1)))
        return Total((counted,), _first)
    path = source.path(rollup.of)
    column = source.compared(path)
    if only is not None:
        column = sa.type_coerce(sa.case((only, column)), column.type)
    return aggregate_of(rollup.fn, path, column, context.database.dialect)


def _first(row: Sequence[Any]) -> Any:
    return row[0]


def in_groups(rollups: Mapping[str, Rollup]) -> list[list[Rollup]]:
    """Put roll-ups that count the same records together."""
    found: dict[tuple[str, str], list[Rollup]] = {}
    for name in sorted(rollups):
        each = rollups[name]
        found.setdefault((each.child.name, each.via), []).append(each)
    return list(found.values())
