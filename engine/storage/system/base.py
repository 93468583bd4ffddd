"""The MetaData of all system tables, and how their names and columns are written.

Every system table is called ``keel_<name>``, so that no object of a tenant can take its place.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

SYSTEM = sa.MetaData()
PREFIX = "keel_"


def system_table(name: str, *items: sa.schema.SchemaItem) -> sa.Table:
    """Declare a system table."""
    return sa.Table(PREFIX + name, SYSTEM, *items)


def required(name: str, kind: TypeEngine[Any], *, default: str = "") -> sa.Column[Any]:
    """Declare a column that always has a value; ``default`` is SQL for rows that name none."""
    server_default = sa.text(default) if default else None
    return sa.Column(name, kind, nullable=False, server_default=server_default)


def optional(name: str, kind: TypeEngine[Any]) -> sa.Column[Any]:
    """Declare a column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def key(name: str, kind: TypeEngine[Any]) -> sa.Column[Any]:
    """Declare a column of the primary key; the application gives its value."""
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def index(table: sa.Table, *columns: str, unique: bool = False) -> None:
    """Declare an index, named by its table and columns."""
    sa.Index(f"{table.name}_{'_'.join(columns)}", *(table.c[c] for c in columns), unique=unique)
