"""Compares the live database with what the metadata say is in it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.applying import INDEX_TOPIC
from engine.errors import Problem
from engine.kernel.model import Model
from engine.storage import ddl
from engine.storage.columns import ColumnMap, Role, load_columns
from engine.storage.system import outbox
from engine.storage.tables import SYSTEM_COLUMNS, ObjectTable
from engine.storage.views import view_name
from engine.text import Text, text


def drift(conn: Connection, model: Model) -> Iterator[Problem]:
    """Give everything that is missing, unfinished or not known to the column map, by object."""
    # Read anew: tenants that say the same share a map in memory, whatever died in each.
    columns = load_columns(conn)
    names = ddl.table_names(conn)
    invalid = ddl.invalid_indexes(conn)
    waiting = set(conn.scalars(sa.select(outbox.c.key).where(outbox.c.topic == INDEX_TOPIC)))
    views = any(name.startswith("v_") for name in names)
    for obj in model.objects.values():
        table = columns.table(obj)
        if table.table.name not in names:
            yield _problem(
                obj.name, "table", text("{n}: no table", "{n}：缺少数据表", n=obj.name)
            )
            continue
        yield from _columns(conn, table, columns)
        for index in table.indexes:
            if index.name in waiting:
                continue
            if index.name not in names or index.name in invalid:
                shown = ", ".join(index.fields or index.columns)
                message = text(
                    "{n}: no valid index by {fields}",
                    "{n}：缺少按 {fields} 的有效索引",
                    n=obj.name,
                    fields=shown,
                )
                yield _problem(obj.name, "index", message)
        # A tenant of the first release gets its views with its next change.
        if views and view_name(obj) not in names:
            message = text("{n}: no view", "{n}：缺少视图", n=obj.name)
            yield _problem(obj.name, "view", message)


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


def _problem(name: str, code: str, message: Text) -> Problem:
    return Problem(f"doctor.{code}", message, pointer=name)
