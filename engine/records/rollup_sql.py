"""Asks the database for roll-ups: all that count the same records, with one kept statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engine.kernel.context import Context
from engine.records.among import among
from engine.records.compiled import env_of
from engine.records.plans import plan_key, plans_of
from engine.records.rollup_defs import Rollup
from engine.records.source import Source
from engine.records.totals import Adding, Total, aggregate_of
from engine.storage.sums import decimal_sum, is_overflow, native_sum

IDS = "ids"


@dataclass(frozen=True, slots=True)
class _Plan:
    statement: sa.Select[Any]
    totals: tuple[tuple[str, Total], ...]


def results_of(
    context: Context, rollups: Sequence[Rollup], parents: Sequence[UUID]
) -> dict[str, list[Any]]:
    """Give the roll-ups of parents by field name; ``rollups`` share their child and its reference.

    The results stand in the order of the parents, None for one without records below. ``context`` is
    the system's, inside a transaction.
    """
    try:
        plan, rows = _ask(context, rollups, parents, native_sum)
    except OperationalError as error:
        if not is_overflow(error):
            raise
        plan, rows = _ask(context, rollups, parents, decimal_sum)
    by_parent = {row[0]: row for row in rows}
    found = [by_parent.get(parent) for parent in parents]
    results, start = {}, 1
    for name, total in plan.totals:
        end = start + len(total.columns)
        results[name] = [None if row is None else total.make(row[start:end]) for row in found]
        start = end
    return results


def _ask(
    context: Context, rollups: Sequence[Rollup], parents: Sequence[UUID], adding: Adding
) -> tuple[_Plan, Sequence[Sequence[Any]]]:
    plan = _plan_of(context, rollups, adding)
    return plan, context.connection.execute(plan.statement, {IDS: list(parents)}).all()


def _plan_of(context: Context, rollups: Sequence[Rollup], adding: Adding) -> _Plan:
    first = rollups[0]
    names = tuple((each.parent.name, each.field.name) for each in rollups)
    key = plan_key(context, first.child, ("roll-ups", adding, names))
    plans = plans_of(context.model)
    plan: _Plan | None = plans.get(key)
    if plan is None:
        plan, volatile = _compile(context, rollups, adding)
        if not volatile:
            plans.put(key, plan)
    return plan


def _compile(context: Context, rollups: Sequence[Rollup], adding: Adding) -> tuple[_Plan, bool]:
    source = Source(context, rollups[0].child)
    via = source.base.column(rollups[0].via)
    totals = tuple((each.field.name, _total(context, source, each, adding)) for each in rollups)
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


def _total(context: Context, source: Source, rollup: Rollup, adding: Adding) -> Total:
    """Aggregate a column where the roll-up's condition holds."""
    only = source.expression(rollup.where, env_of(context)) if rollup.where else None
    if rollup.fn == "count" or not rollup.of:
        counted = sa.func.count() if only is None else sa.func.count(sa.case((only, 1)))
        return Total((counted,), _first)
    path = source.path(rollup.of)
    column = source.compared(path)
    if only is not None:
        column = sa.type_coerce(sa.case((only, column)), column.type)
    return aggregate_of(rollup.fn, path, column, context.database.dialect, adding)


def _first(row: Sequence[Any]) -> Any:
    return row[0]


def in_groups(rollups: Mapping[str, Rollup]) -> list[list[Rollup]]:
    """Put roll-ups that count the same records together."""
    found: dict[tuple[str, str], list[Rollup]] = {}
    for name in sorted(rollups):
        each = rollups[name]
        found.setdefault((each.child.name, each.via), []).append(each)
    return list(found.values())
