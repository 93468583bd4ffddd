"""The one predicate of record visibility: which rows of a table an actor may act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa

from engine.access.rights import Rights, rights
from engine.access.scope import Scope
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.kernel.reading import targets_of
from engine.storage.system import user_closure

USER_OBJECT = "user"
VIEWER = "viewer"
_MAX_DETAIL_DEPTH = 5


class TableView(Protocol):
    """A table of an object, or an alias of it, as predicates read it."""

    def column(self, field: str, part: str = "") -> sa.ColumnElement[Any]:
        """Give the column that holds a field."""


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias of an object's table that answers by field names.

    It makes only the columns that are asked for: an alias of all of them, for each of a dozen joins,
    took half of compiling a statement.
    """

    origin: Any
    alias: Any
    _made: dict[str, sa.ColumnElement[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, origin: Any, name: str | None = None) -> Alias:
        """Make an alias of a compiled object table."""
        return cls(origin, origin.bare.alias(name))

    @property
    def table(self) -> Any:
        return self.alias

    def column(self, field: str, part: str = "") -> sa.ColumnElement[Any]:
        return self._of(self.origin.column(field, part))

    def sort(self, field: str, part: str = "") -> sa.ColumnElement[Any]:
        """Give the column that a field is sorted by."""
        return self._of(self.origin.sort(field, part))

    def fold(self, field: str) -> sa.ColumnElement[Any]:
        """Give the column that a unique field is compared by."""
        return self._of(self.origin.fold(field))

    def _of(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        found = self._made.get(column.key)
        if found is None:
            made: sa.ColumnClause[Any] = sa.column(column.key, column.type)
            made.table = self.alias
            found = self._made[column.key] = made
        return found

    def side(self, field: str) -> sa.Table:
        """Give the table of a field with several values."""
        table: sa.Table = self.origin.side(field)
        return table


def predicate(
    context: Context, obj: ObjectDef, action: str, table: TableView
) -> sa.ColumnElement[bool] | None:
    """Give the condition on ``table`` for an action; None when the actor reaches every row.

    Actions: read, update, delete, create, export. The actor's id is bound inside.
    """
    return visible(context, obj, action, table, viewer=_bound_viewer(context, table))


def visible(
    context: Context,
    obj: ObjectDef,
    action: str,
    table: TableView,
    viewer: sa.BindParameter[Any],
) -> sa.ColumnElement[bool] | None:
    """Give the condition with the viewer's id as a parameter, for statements that are kept."""
    if context.actor.is_system:
        return None
    found = rights(context)
    return _Viewer(context, found, viewer).rows(
        obj, action, table, found.of(obj.name).scope(action)
    )


def open_viewer(table: TableView) -> sa.BindParameter[Any]:
    """Make the parameter that a kept statement takes the viewer's id by; it has no default."""
    return sa.bindparam(VIEWER, type_=table.column("id").type, required=True)


def depends_on_viewer(context: Context) -> bool:
    """Say whether extension clauses may bind who the viewer is into a statement."""
    return bool(context.extensions.visibility) and not context.actor.is_system


def _bound_viewer(context: Context, table: TableView) -> sa.BindParameter[Any]:
    return sa.bindparam(
        VIEWER, context.actor.user_id, type_=table.column("id").type, unique=True
    )


@dataclass(frozen=True, slots=True)
class _Viewer:
    context: Context
    rights: Rights
    viewer: sa.BindParameter[Any]

    def rows(
        self, obj: ObjectDef, action: str, table: TableView, scope: Scope, depth: int = 0
    ) -> sa.ColumnElement[bool] | None:
        """Give the rows of ``scope``, widened by extension clauses; details follow their master."""
        if scope is Scope.NONE or depth > _MAX_DETAIL_DEPTH:
            return sa.false()
        base = (
            self._of_master(obj, action, table, scope, depth)
            if obj.master
            else self._owned(obj, table, scope)
        )
        if base is None:
            return None
        added = list(self._through(obj, table, depth)) if action == "read" else []
        added += [
            clause
            for extension in self.context.extensions.visibility
            if (clause := extension.predicate(self.context, obj, table, action)) is not None
        ]
        return sa.or_(base, *added) if added else base

    def _of_master(
        self, obj: ObjectDef, action: str, table: TableView, scope: Scope, depth: int
    ) -> sa.ColumnElement[bool] | None:
        master = self.context.model.get(obj.fields[obj.master].target)
        if master is None:
            return sa.false()
        # Whoever changes a detail changes its master, so the master's update right decides.
        needed = "read" if action in ("read", "export") else "update"
        reach = min(scope, self.rights.of(master.name).scope(needed))
        above = Alias.of(self.context.columns.table(master))
        inner = self.rows(master, needed, above, reach, depth + 1)
        if inner is None:
            return None
        return (
            sa.select(sa.literal_column("1"))
            .select_from(above.table)
            .where(above.column("id") == table.column(obj.master), inner)
            .correlate(table.column("id").table)
            .exists()
        )

    def _through(
        self, obj: ObjectDef, table: TableView, depth: int
    ) -> Iterator[sa.ColumnElement[bool]]:
        """Give the rows whose first filled look-up names a record that the viewer reads (0025).

        One semi-join for each object that may be named.
        """
        before: list[sa.ColumnElement[bool]] = []
        for name in obj.body.get("read_through", ()):
            field = obj.fields[name]
            several = not field.target
            record = table.column(name, "id" if several else "")
            for target in filter(None, map(self.context.model.get, targets_of(field))):
                found = self._readable(target, table, record, depth + 1)
                if found is not None:
                    # A column of objects takes names and compares uids.
                    kind = [table.column(name, "object") == target.name] if several else []
                    yield sa.and_(*before, *kind, found)
            before.append(record.is_(None))

    def _readable(
        self, target: ObjectDef, table: TableView, record: sa.ColumnElement[Any], depth: int
    ) -> sa.ColumnElement[bool] | None:
        """Give the condition that ``record`` is one that the viewer reads; None when none is."""
        scope = self.rights.of(target.name).read
        if scope is Scope.NONE:
            return None
        above = Alias.of(self.context.columns.table(target))
        inner = self.rows(target, "read", above, scope, depth)
        if inner is None:
            return record.is_not(None)
        return (
            sa.select(sa.literal_column("1"))
            .select_from(above.table)
            .where(above.column("id") == record, inner)
            .correlate(table.column("id").table)
            .exists()
        )

    def _owned(
        self, obj: ObjectDef, table: TableView, scope: Scope
    ) -> sa.ColumnElement[bool] | None:
        if scope is Scope.ALL:
            return None
        if obj.name != USER_OBJECT and not obj.has_owner:
            return sa.false()
        owner = table.column("id" if obj.name == USER_OBJECT else "owner")
        if scope is Scope.OWN:
            return owner == self.viewer
        below = sa.select(user_closure.c.descendant).where(
            user_closure.c.ancestor == self.viewer
        )
        if scope is Scope.TEAM:
            return sa.or_(self._among(owner, below), self._among(owner, self._team()))
        return self._among(owner, below)

    def _among(
        self, owner: sa.ColumnElement[Any], users: sa.Select[Any]
    ) -> sa.ColumnElement[bool]:
        """Compare with a set of users.

        PostgreSQL turns the set into an array once, which keeps the owner index usable for narrow
        and wide viewers; SQLite keeps it for the subquery but not for inlined ids (decision 18).
        """
        if self.context.database.dialect == "postgresql":
            ids = sa.func.array(users.scalar_subquery(), type_=sa.ARRAY(owner.type))
            return owner == sa.func.any(ids)
        return owner.in_(users)

    def _team(self) -> sa.Select[Any]:
        """Give the active team mates of the viewer; no team, no mates."""
        user = self.context.model.get(USER_OBJECT)
        if user is None or "team" not in user.fields:
            return sa.select(self.viewer)
        mine = Alias.of(self.context.columns.table(user))
        mates = Alias.of(self.context.columns.table(user))
        return (
            sa.select(mates.column("id"))
            .join_from(mates.table, mine.table, mine.column("team") == mates.column("team"))
            .where(mine.column("id") == self.viewer)
        )
