"""Reads records as they are stored, locked, before they are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import VIEWER, visible
from engine.kernel.context import Context
from engine.kernel.model import Model, ObjectDef
from engine.records.among import among
from engine.records.columns import Columns, Maker, Reading
from engine.records.compiled import env_of
from engine.records.plans import plan_key, plans_of, select_values
from engine.records.shape import shape_of
from engine.records.source import Source

IDS = "ids"


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is stored, all fields; ``allowed`` says whether the actor may do it."""

    id: UUID
    values: dict[str, Any]
    allowed: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """What decides the statement of a load, besides the actor's rights."""

    action: str
    in_trash: bool
    paths: tuple[str, ...]
    gone_too: bool = False
    """Whether those in the trash are locked with the others; ``allowed`` then says which live."""


@dataclass(frozen=True, slots=True)
class _Plan:
    statement: sa.Select[Any]
    plain: tuple[str, ...]
    made: tuple[tuple[str, Maker], ...]


def load(
    context: Context,
    obj: ObjectDef,
    ids: Sequence[UUID],
    action: str,
    *,
    deletion: UUID | None = None,
) -> dict[UUID, Stored]:
    """Read and lock the records that the actor may see, in the order of their ids.

    With ``deletion`` those that this deletion put into the trash, else live ones.
    """
    paths = stored_paths(context.model, obj)
    question = _Question(action, deletion is not None, paths)
    more = {} if deletion is None else {"deletion_id": deletion}
    return _load(context, obj, question, {IDS: list(ids), **more})


def load_paths(
    context: Context, obj: ObjectDef, ids: Sequence[UUID], paths: tuple[str, ...]
) -> dict[UUID, Stored]:
    """Read and lock some of what is stored of live records, in the order of their ids.

    Those in the trash are waited for: who restores one may not see yet what is saved here, so it
    must be live, and seen, if that comes first.
    """
    question = _Question("update", False, paths, gone_too=True)
    found = _load(context, obj, question, {IDS: list(ids)})
    return {record: each for record, each in found.items() if each.allowed}


def _load(
    context: Context, obj: ObjectDef, question: _Question, parameters: Mapping[str, Any]
) -> dict[UUID, Stored]:
    plan = _plan(context, obj, question)
    rows = context.connection.execute(
        plan.statement, {VIEWER: context.actor.user_id, **parameters}
    ).all()
    reading = Reading(env_of(context), context.actor.locale)
    found = {}
    for row in rows:
        values = dict(zip(plan.plain, row[2 : 2 + len(plan.plain)], strict=True))
        for name, make in plan.made:
            values[name] = make(row, reading)
        found[row[0]] = Stored(row[0], values, bool(row[1]))
    return found


def stored_paths(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    """Name everything that is stored of a record, kept amounts included."""
    return model.object_part(_stored_paths, obj)


def _stored_paths(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    shape = shape_of(model, obj)
    return (
        *(field.name for field in shape.stored),
        *(f"{field.name}.base" for field in shape.money),
        *(field.name for field in shape.sides),
    )


def _plan(context: Context, obj: ObjectDef, question: _Question) -> _Plan:
    plans = plans_of(context.model)
    key = plan_key(context, obj, question)
    plan: _Plan | None = plans.get(key)
    if plan is None:
        plan = _compile(context, obj, question)
        plans.put(key, plan)
    return plan


def _compile(context: Context, obj: ObjectDef, question: _Question) -> _Plan:
    source = Source(context.as_system("values before a change"), obj)
    base = source.base
    allowed = visible(context, obj, question.action, base, source.viewer)
    columns = Columns(source)
    columns.add(base.column("id"))
    deleted = base.column("deleted_at")
    if question.gone_too:
        allowed = deleted.is_(None)
    columns.add(sa.true() if allowed is None else allowed)
    plain, made = select_values(columns, question.paths)
    conditions = [among(base.column("id"), IDS, context.database.dialect)]
    if not question.gone_too:
        conditions.append(deleted.is_not(None) if question.in_trash else deleted.is_(None))
    if question.in_trash:
        conditions.append(base.column("deletion") == sa.bindparam("deletion_id"))
    seen = visible(context, obj, "read", base, source.viewer)
    if seen is not None:
        conditions.append(seen)
    statement = (
        sa.select(*columns.items)
        .select_from(source.tables)
        .where(*conditions)
        .order_by(base.column("id"))
        .with_for_update(of=base.table, key_share=True)
    )
    return _Plan(statement, plain, made)
