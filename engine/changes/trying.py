"""Tries an expression before it is in force: its type, and its value for one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.errors import EngineError, ExpressionError, Problem
from engine.expressions import Checked, ObjectScope, check, evaluate_once
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.kernel.query import Query, Record, Sort
from engine.kernel.values import ValueType
from engine.records import Records
from engine.records.compiled import env_of


@dataclass(frozen=True, slots=True)
class Trial:
    """What an expression comes to: its type, and for ``record`` its value; or what is wrong.

    ``record`` is None where there is none to try it on: no record yet, or a field that is only in
    the draft.
    """

    type: ValueType | None = None
    record: Record | None = None
    value: Any = None
    problem: Problem | None = None


def tried(
    context: Context, model: Model, of: str, source: str, record: UUID | None = None
) -> Trial:
    """Check an expression against a model to come, and evaluate it for a record in force.

    Without a record it is the newest that the actor sees; values are read through the gate.
    """
    obj = model.objects.get(of)
    if obj is None:
        return Trial()
    try:
        found = check(source, ObjectScope(model, obj, prior=True))
    except ExpressionError as error:
        return Trial(problem=_problem(error))
    known = context.model.get(of)
    paths = {path.removeprefix("prior.") for path in found.paths if not _of_viewer(path)}
    if known is None or any(path.partition(".")[0] not in known.fields for path in paths):
        return Trial(found.type)
    try:
        values = _values(context, of, paths, record)
        if values is None:
            return Trial(found.type)
        return Trial(found.type, values, _value(context, found, values.values))
    except EngineError as error:
        return Trial(found.type, problem=_problem(error))


def _of_viewer(path: str) -> bool:
    return path.partition(".")[0] == "me"


def _values(context: Context, of: str, paths: set[str], record: UUID | None) -> Record | None:
    gate = Records(context, of)
    fields = tuple(sorted({*paths, *filter(None, (gate.object.name_field,))}))
    if record is not None:
        return gate.get(record, fields)
    query = Query(fields=fields, sort=(Sort("created_at", True),), limit=1)
    return next(iter(gate.query(query).records), None)


def _value(context: Context, found: Checked, values: Mapping[str, Any]) -> Any:
    env = env_of(context, viewer=True)

    def read(path: str) -> object:
        path = path.removeprefix("prior.")
        if path in values:
            return values[path]
        if _of_viewer(path):
            return env.me.get(path.partition(".")[2])
        whole = values.get(path.partition(".")[0])
        return whole.get(path.partition(".")[2]) if isinstance(whole, Mapping) else None

    return evaluate_once(found, read, env)


def _problem(error: EngineError) -> Problem:
    return error.problems[0]
