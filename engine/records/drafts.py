"""Holds records on their way through a save, and what the stages of the save share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import Problem
from engine.expressions import Checked, Env, evaluate
from engine.kernel.context import Context
from engine.kernel.extension import Change, Stage
from engine.kernel.model import Model, ObjectDef
from engine.records.compiled import checked, env_of
from engine.records.meanwhile import writes_so_far
from engine.records.related import Related
from engine.records.shape import FORMULA, MIRROR, Shape, has_part, shape_of


@dataclass(slots=True)
class Draft:
    """One record being saved: the change, what the caller named, and what is wrong with it."""

    row: int
    change: Change
    given: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    created: bool = False
    values: dict[str, Any] = field(init=False)
    before: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.values, self.before = self.change.values, self.change.before

    def touched(self, names: Iterable[str]) -> bool:
        """Say whether any of these fields is new or different."""
        return self.change.action == "create" or not self.change.changed.isdisjoint(names)


@dataclass(slots=True)
class Save:
    """A batch of records of one object in one transaction.

    ``context`` carries the open connection. ``values`` of a change hold the whole new state by field
    name; amounts that the engine keeps stand under ``field.base``.
    """

    context: Context
    obj: ObjectDef
    connection: sa.Connection
    drafts: list[Draft]
    now: datetime
    env: Env
    shape: Shape
    related: Related
    plain: frozenset[str]
    """Names of fields that are read from the values as they are."""
    writes: int
    """How often records had been written in the transaction when the save began."""

    @classmethod
    def of(cls, context: Context, obj: ObjectDef, drafts: list[Draft]) -> Save:
        """Begin a save inside the context's open transaction."""
        assert context.connection is not None, "a save needs an open transaction"
        now = context.now
        return cls(
            context=context,
            obj=obj,
            connection=context.connection,
            drafts=drafts,
            now=now,
            env=env_of(context, now=now),
            shape=shape_of(context.model, obj),
            related=Related(context),
            plain=context.model.object_part(_plain, obj),
            writes=writes_so_far(context.connection),
        )

    @property
    def changes(self) -> list[Change]:
        """Give the changes that have no problem so far."""
        return [draft.change for draft in self.drafts if not draft.problems]

    @property
    def good(self) -> list[Draft]:
        """Give the drafts that have no problem so far."""
        return [draft for draft in self.drafts if not draft.problems]

    def run_hooks(self, stage: Stage) -> None:
        """Let the hooks of a stage take part, in their order."""
        hooks = [hook for hook in self.context.extensions.hooks if hook.stage == stage]
        if not hooks or not self.drafts:
            return
        for hook in sorted(hooks, key=lambda each: (each.order, each.name)):
            hook.run(self.context, self.obj, self.changes)

    def env_for(self, draft: Draft) -> Env:
        """Give the surroundings of one record's expressions, with what changed."""
        return replace(
            self.env,
            is_new=draft.change.action == "create",
            changed=frozenset(draft.change.changed),
        )

    def reader(self, draft: Draft) -> Callable[[str], Any]:
        """Give how expressions read a draft: its values, ``prior.``, ``me.`` and related records."""
        values, plain = draft.values, self.plain

        def read(path: str) -> Any:
            if path in plain:
                return values.get(path)
            first, _, rest = path.partition(".")
            if first == "me":
                return self.env.me.get(rest)
            if first == "prior":
                return self.read(draft.before, rest)
            return self.read(values, path)

        return read

    def read(self, values: Mapping[str, Any], path: str) -> Any:
        """Read a path from the values of a record; computed fields are computed."""
        first, _, rest = path.partition(".")
        found = self.obj.fields.get(first)
        if found is not None and found.type.name == MIRROR:
            steps = f"{found.options['via']}.{found.options['field']}"
            return self.read(values, f"{steps}.{rest}" if rest else steps)
        value = self._own(values, first)
        if not rest or value is None or found is None:
            return value
        if isinstance(value, Mapping):
            return value.get(rest)
        if has_part(found, rest):
            return values.get(path)
        if isinstance(value, UUID):
            return self.related.read(found.target, value, rest, partial(self._ids, first))
        return None

    def _own(self, values: Mapping[str, Any], name: str) -> Any:
        found = self.obj.fields.get(name)
        if found is not None and found.type.name == FORMULA and name not in values:
            tree = checked(self.context.model, self.obj, str(found.options["expr"]))
            return self.compute(tree, values)
        return values.get(name)

    def compute(self, tree: Checked, values: Mapping[str, Any], env: Env | None = None) -> Any:
        """Evaluate an expression over the values of a record."""
        plain = self.plain

        def read(path: str) -> Any:
            if path in plain:
                return values.get(path)
            if path.startswith("me."):
                return self.env.me.get(path[3:])
            return self.read(values, path)

        return evaluate(tree, read, env or self.env)

    def _ids(self, name: str) -> set[UUID]:
        """Give every id that the batch has in a reference: they are read with one statement."""
        return {
            value
            for draft in self.drafts
            for value in (draft.values.get(name), draft.before.get(name))
            if isinstance(value, UUID)
        }


def _plain(_model: Model, obj: ObjectDef) -> frozenset[str]:
    computed = (FORMULA, MIRROR)
    return frozenset(
        name for name, each in obj.fields.items() if each.type.name not in computed
    )
