"""Builds the FROM part of a statement: one object, joined to what its paths lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from engine.access.predicate import Alias, open_viewer, visible
from engine.access.rights import rights
from engine.expressions import Env, to_sql
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.query import Fits
from engine.records.compiled import asked, checked, env_of, lookup_filter
from engine.records.paths import RECORD_CURRENCY, Path, everything, resolve
from engine.records.problems import too_big, unsuitable
from engine.records.shape import (
    FORMULA,
    has_part,
    is_composite,
    is_reference,
    is_side,
    visible_parts,
)
from engine.storage.types import by_name

MAX_JOINS = 60
"""Tables that look-ups lead to in one statement; SQLite joins 64."""


class Source:
    """A statement's tables in the making; joins are added as paths ask for them.

    A joined record that the actor may not see counts as not there, so that neither its name nor any
    value of it comes out (decision 19).
    """

    def __init__(self, context: Context, obj: ObjectDef) -> None:
        self.context = context
        self.obj = obj
        self.rights = rights(context)
        self.base: Any = context.columns.table(obj)
        self.viewer = open_viewer(self.base)
        self.volatile = False
        """Whether the moment or the viewer was written into the statement."""
        self._joins: dict[tuple[str, ...], Alias] = {}
        self._paths: dict[str, Path] = {}
        self._from: Any = self.base.table

    @property
    def tables(self) -> Any:
        """Give the FROM clause with every join asked for so far."""
        return self._from

    def path(self, text: str) -> Path:
        """Resolve a path with the actor's rights."""
        found = self._paths.get(text)
        if found is None:
            found = resolve(self.context.model, self.obj, text, self.rights)
            self._paths[text] = found
        return found

    def visible(self, action: str = "read") -> sa.ColumnElement[bool] | None:
        """Give the condition on the base table for an action."""
        return visible(self.context, self.obj, action, self.base, self.viewer)

    def view(self, steps: tuple[FieldDef, ...]) -> Any:
        """Give the table at the end of a walk along references, joined once."""
        if not steps:
            return self.base
        key = tuple(step.name for step in steps)
        found = self._joins.get(key)
        if found is None:
            if len(self._joins) >= MAX_JOINS:
                raise too_big()
            above = self.view(steps[:-1])
            found = self._joined(above, steps[-1])
            self._joins[key] = found
        return found

    def out_of_sight(self, steps: tuple[FieldDef, ...]) -> list[sa.ColumnElement[bool]]:
        """Give the conditions under which a walk meets a record that the actor may not see."""
        found: list[sa.ColumnElement[bool]] = []
        for end in range(1, len(steps) + 1):
            view = self.view(steps[:end])
            target = self.context.model.objects[steps[end - 1].target]
            if visible(self.context, target, "read", view, self.viewer) is not None:
                named = self.view(steps[: end - 1]).column(steps[end - 1].name)
                found.append(sa.and_(named.is_not(None), view.column("id").is_(None)))
        return found

    def value(self, path: Path) -> sa.ColumnElement[Any]:
        """Give the column of a path as it is stored."""
        if path.field.type.name == FORMULA and not path.field.type.parts(path.field):
            return self._formula(path)
        whole = path.part in ("", RECORD_CURRENCY)
        if is_side(path.field) or (whole and is_composite(path.field)):
            raise unsuitable(path.text, "“{path}” has several values.", "“{path}”包含多个值。")
        return self.column(path)

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """Give the column of a path that has one."""
        part = "" if path.part == RECORD_CURRENCY else path.part
        column: sa.ColumnElement[Any] = self.view(path.steps).column(path.field.name, part)
        return column

    def compared(self, path: Path) -> sa.ColumnElement[Any]:
        """Give the column by which a path is filtered and added up: money in corporate currency."""
        if not path.part and has_part(path.field, "base"):
            column: sa.ColumnElement[Any] = self.view(path.steps).column(
                path.field.name, "base"
            )
            return column
        return self.value(path)

    def told_apart(self, path: Path) -> sa.ColumnElement[Any]:
        """Give the column by which uniqueness compares a path."""
        found = self.value(path)
        if path.part or not path.field.unique:
            return found
        column: sa.ColumnElement[Any] = self.view(path.steps).fold(path.field.name)
        return column

    def sorted_by(self, path: Path) -> sa.ColumnElement[Any]:
        """Give the column by which a path is sorted.

        Texts go by their order key, references by the name of what they show, selects by the order
        of their options.
        """
        field = path.field
        if is_reference(field):
            return self._by_name(path)
        if field.choices and not is_side(field):
            order = {option.id: place for place, option in enumerate(field.choices)}
            return sa.case(order, value=by_name(self.value(path)), else_=None)
        if has_part(field, "base") or (field.type.name == FORMULA and not _is_stored(field)):
            return self.compared(path)
        if is_side(field):
            return self.value(path)
        view = self.view(path.steps)
        column: sa.ColumnElement[Any] = (
            view.sort(field.name, path.part) if path.part else view.sort(field.name)
        )
        return column

    def expression(self, source: str, env: Env) -> sa.ColumnElement[Any]:
        """Compile a filter of the expression language; only readable fields may be named."""
        model = self.context.model
        tree = asked(model, self.obj, source, self.rights)
        self.volatile |= tree.bound
        dialect = self.context.database.dialect
        return to_sql(tree, self._filter_column, env, dialect, self._own_column)

    def fitting(self, fits: Fits) -> sa.ColumnElement[Any]:
        """Compile the filter of a look-up to this object; it sees what the engine sees, as saves do."""
        model = self.context.model
        tree = lookup_filter(model, model.objects[fits.object].fields[fits.field])
        assert tree is not None, "only a filter is compiled"
        known = dict(fits.known)

        def column(path: str) -> Any:
            if not path.startswith("target."):
                return known.get(path)
            found = resolve(model, self.obj, path.removeprefix("target."), everything(model))
            return self._read(found, self.value)

        return to_sql(tree, column, env_of(self.context), self.context.database.dialect)

    def name_of(self, steps: tuple[FieldDef, ...]) -> Path | None:
        """Give the path of the shown name of what a walk leads to, if the actor may read it."""
        target = self.context.model.get(steps[-1].target)
        if target is None or not target.name_field:
            return None
        if target.name_field not in self.rights.of(target.name).readable:
            return None
        return Path("", steps, target.fields[target.name_field])

    def name_by_id(
        self, target: ObjectDef, record: sa.ColumnElement[Any]
    ) -> sa.ColumnElement[Any]:
        """Give the name of the record of ``target`` with an id; blank when it is not visible."""
        view = Alias.of(self.context.columns.table(target))
        seen = visible(self.context, target, "read", view, self.viewer)
        found: sa.ColumnElement[Any] = (
            sa.select(view.column(target.name_field))
            .where(
                view.column("id") == record,
                view.column("deleted_at").is_(None),
                *(() if seen is None else (seen,)),
            )
            .correlate(record.table)
            .scalar_subquery()
        )
        return found

    def _filter_column(self, path: str) -> Any:
        found = self.path(path)
        return self._read(found, self.compared)

    def _own_column(self, path: str) -> Any:
        return self.value(self.path(path))

    def _read(self, path: Path, single: Callable[[Path], sa.ColumnElement[Any]]) -> Any:
        """Give what an expression reads of a path; ``single`` gives the column of a single value."""
        if is_side(path.field):
            return self.listed(path)
        if not path.part and is_composite(path.field):
            return self._some_part(path)
        return by_name(single(path))

    def _some_part(self, path: Path) -> sa.ColumnElement[Any]:
        """Give a part that is filled: all that can be asked of a composite is whether it is blank."""
        view, name = self.view(path.steps), path.field.name
        parts = (view.column(name, part.name) for part in visible_parts(path.field))
        return sa.func.coalesce(*(sa.cast(part, sa.Text()) for part in parts))

    def listed(self, path: Path) -> sa.Select[Any]:
        """Give the values of a field with several as a SELECT of one column."""
        view = self.view(path.steps)
        side = view.side(path.field.name).alias()
        record = view.column("id")
        return (
            sa.select(side.c.value)
            .where(side.c.record_id == record)
            .correlate(record.table)
            .order_by(side.c.position)
        )

    def _by_name(self, path: Path) -> sa.ColumnElement[Any]:
        name = self.name_of((*path.steps, path.field))
        return self.value(path) if name is None else self.sorted_by(name)

    def _formula(self, path: Path) -> sa.ColumnElement[Any]:
        """Compile a virtual formula; its inputs were found readable together with it."""
        model = self.context.model
        obj = model.objects[path.field.object]
        tree = checked(model, obj, str(path.field.options["expr"]))
        if not tree.sql_safe:
            raise unsuitable(
                path.text,
                "“{path}” is computed when it is shown; lists cannot be filtered or sorted by it.",
                "“{path}”在显示时计算，不能用于筛选或排序。",
            )
        self.volatile |= tree.bound

        def column(inner: str) -> Any:
            found = resolve(model, obj, inner, everything(model))
            whole = Path(inner, (*path.steps, *found.steps), found.field, found.part)
            return self._read(whole, self.value)

        env = env_of(self.context, viewer=True)
        return to_sql(tree, column, env, self.context.database.dialect)

    def _joined(self, above: Any, step: FieldDef) -> Alias:
        target = self.context.model.objects[step.target]
        found = Alias.of(self.context.columns.table(target))
        on = [
            found.column("id") == above.column(step.name),
            found.column("deleted_at").is_(None),
        ]
        seen = visible(self.context, target, "read", found, self.viewer)
        if seen is not None:
            on.append(seen)
        self._from = self._from.outerjoin(found.table, sa.and_(*on))
        return found


def _is_stored(field: FieldDef) -> bool:
    return bool(field.type.parts(field))
