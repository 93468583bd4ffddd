"""Compares the live database with what the metadata say is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.engine import Connection

from engine.changes.indexes import State, index_states
from engine.errors import Problem
from engine.kernel.model import Model
from engine.storage import ddl
from engine.storage.columns import ColumnMap, Role, load_columns
from engine.storage.tables import SYSTEM_COLUMNS, ObjectTable
from engine.storage.views import view_name
from engine.text import Text, text


def drift(conn: Connection, model: Model) -> Iterator[Problem]:
    """Give everything that is missing, unfinished or not known to the column map, by object."""
    # Read anew: tenants that say the same share a map in memory, whatever died in each.
    columns = load_columns(conn)
    names = ddl.table_names(conn)
    views = any(name.startswith("v_") for name in names)
    for obj in model.objects.values():
        table = columns.table(obj)
        if table.table.name not in names:
            yield _problem(
                obj.name, "table", text("{n}: no table", "{n}：缺少数据表", n=obj.name)
            )
            continue
        yield from _columns(conn, table, columns)
        # A tenant of the first release gets its views with its next change.
        if views and view_name(obj) not in names:
            message = text("{n}: no view", "{n}：缺少视图", n=obj.name)
            yield _problem(obj.name, "view", message)
    yield from _indexes(conn, model, columns)


def _indexes(conn: Connection, model: Model, columns: ColumnMap) -> Iterator[Problem]:
    """Tell of indexes that are not built and that no job is about to build."""
    for each in index_states(conn, model, columns):
        if each.state not in (State.FAILED, State.INVALID, State.MISSING):
            continue
        message = text(
            "{n}: no valid index by {fields} ({state})",
            "{n}：缺少按 {fields} 的有效索引（{state}）",
            n=each.object.name,
            fields=", ".join(each.fields),
            state=_STATES[each.state],
        )
        hint = each.error or text(
            "build it with: keel indexes --build", "请运行 keel indexes --build 重建"
        )
        yield replace(_problem(each.object.name, "index", message), hint=hint)


def _columns(conn: Connection, table: ObjectTable, columns: ColumnMap) -> Iterator[Problem]:
    name = table.object.name
    for each in (table.table, *table.side_tables):
        found = ddl.physical_columns(conn, each.name)
        missing = set(each.c.keys()) - found
        if missing:
            message = text(
                "{n}: “{table}” lacks {columns}",
                "{n}：“{table}”缺少 {columns}",
                n=name,
                table=each.name,
                columns=", ".join(sorted(missing)),
            )
            yield _problem(name, "columns", message)
    rows = columns.of_object(table.object.uid)
    known = {row.physical for row in rows if row.role is not Role.SIDE} | set(SYSTEM_COLUMNS)
    unknown = ddl.physical_columns(conn, table.table.name) - known
    if unknown:
        message = text(
            "{n}: columns that nobody declared: {columns}",
            "{n}：存在未声明的列：{columns}",
            n=name,
            columns=", ".join(sorted(unknown)),
        )
        yield _problem(name, "unknown_columns", message)


_STATES = {
    State.FAILED: text("its build failed", "建立失败"),
    State.INVALID: text("left over from a build that was killed", "中断的建立过程所遗留"),
    State.MISSING: text("not there", "不存在"),
}


def _problem(name: str, code: str, message: Text) -> Problem:
    return Problem(f"doctor.{code}", message, pointer=name)
