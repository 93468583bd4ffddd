"""Tries an expression before it is in force: its type, and its value for one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.errors import EngineError, ExpressionError, Problem
from engine.expressions import Checked, evaluate_once
from engine.expressions.type_rules import named
from engine.kernel.asked import Asked
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.kernel.query import Query, Record, Sort
from engine.kernel.values import ValueType
from engine.packages.expression_checks import check_source, reaches_too_far
from engine.records import Records
from engine.records.compiled import env_of
from engine.text import Text

_TARGET = "target."


@dataclass(frozen=True, slots=True)
class Trial:
    """What an expression comes to: its type, and for ``record`` its value; or what is wrong.

    ``expected`` is the type that its place needs, None for any; ``mark`` says from which character to
    which it is wrong. ``record`` is None where there is none to try it on: no record yet, or a field
    that is only in the draft. ``target`` is the record that was taken as the one to be chosen.
    """

    type: ValueType | None = None
    expected: ValueType | None = None
    record: Record | None = None
    target: Record | None = None
    value: Any = None
    problem: Problem | None = None
    mark: tuple[int, int] = (0, 0)

    @property
    def gives(self) -> Text:
        """Name the type of the value; empty while something is wrong."""
        return named(self.type) if self.type else Text()

    @property
    def needed(self) -> Text:
        """Name the type that is needed; empty for any."""
        return named(self.expected) if self.expected else Text()


def tried(
    context: Context, model: Model, asked: Asked, source: str, record: UUID | None = None
) -> Trial:
    """Check an expression against a model to come, and evaluate it for a record in force.

    Without a record it is the newest that the actor sees; values are read through the gate.
    """
    obj = model.objects.get(asked.of)
    if obj is None:
        return Trial(expected=asked.expect)
    try:
        found = check_source(model, source, obj, asked)
    except ExpressionError as error:
        mark = marked(source, error)
        return Trial(expected=asked.expect, problem=error.problems[0], mark=mark)
    for code, message, hint in reaches_too_far(model, obj, found, asked):
        problem = Problem(code, message, line=1, column=1, hint=hint or Text())
        return Trial(found.type, asked.expect, problem=problem, mark=(0, len(source)))
    try:
        return _valued(context, asked, found, record)
    except EngineError as error:
        return Trial(found.type, asked.expect, problem=error.problems[0])


def marked(source: str, error: ExpressionError) -> tuple[int, int]:
    """Give the characters of a source that an error is about; all of it if it says no place."""
    if not error.line:
        return 0, len(source)
    start = _offset(source, error.line, error.column)
    end = _offset(source, *error.end) if error.end != (0, 0) else start + 1
    return start, max(end, start + 1)


def _offset(source: str, line: int, column: int) -> int:
    lines = source.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return min(before + column - 1, len(source))


def _valued(context: Context, asked: Asked, found: Checked, record: UUID | None) -> Trial:
    own = {path.removeprefix("prior.") for path in found.paths if not _elsewhere(path)}
    other = {path.removeprefix(_TARGET) for path in found.paths if path.startswith(_TARGET)}
    known = _in_force(context, asked.of, own) and (
        not other or _in_force(context, asked.target, other)
    )
    values = _values(context, asked.of, own, record) if known else None
    target = _values(context, asked.target, other, None) if known and other else None
    if values is None or (other and target is None):
        return Trial(found.type, asked.expect)
    chosen = target.values if target else {}
    value = _value(context, found, values.values, chosen)
    return Trial(found.type, asked.expect, values, target, value)


def _in_force(context: Context, of: str, paths: set[str]) -> bool:
    obj = context.model.get(of)
    return obj is not None and all(path.partition(".")[0] in obj.fields for path in paths)


def _elsewhere(path: str) -> bool:
    return path.partition(".")[0] in ("me", "target")


def _values(context: Context, of: str, paths: set[str], record: UUID | None) -> Record | None:
    gate = Records(context, of)
    fields = tuple(sorted({*paths, *filter(None, (gate.object.name_field,))}))
    if record is not None:
        return gate.get(record, fields)
    query = Query(fields=fields, sort=(Sort("created_at", True),), limit=1)
    return next(iter(gate.query(query).records), None)


def _value(
    context: Context, found: Checked, values: Mapping[str, Any], target: Mapping[str, Any]
) -> Any:
    env = env_of(context, viewer=True)

    def read(path: str) -> object:
        if path.startswith("me."):
            return env.me.get(path.removeprefix("me."))
        if path.startswith(_TARGET):
            return _held(target, path.removeprefix(_TARGET))
        return _held(values, path.removeprefix("prior."))

    return evaluate_once(found, read, env)


def _held(values: Mapping[str, Any], path: str) -> object:
    if path in values:
        return values[path]
    whole = values.get(path.partition(".")[0])
    return whole.get(path.partition(".")[2]) if isinstance(whole, Mapping) else None
