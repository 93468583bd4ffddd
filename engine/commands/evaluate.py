"""``keel eval``: runs one expression over rows of a file, on any back end, to see that they agree."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import sqlalchemy as sa

from engine.commands.listed_rows import Row, Types, read_rows
from engine.commands.outcome import Rows, answers
from engine.errors import ExpressionError
from engine.expressions import Checked, Env, FixedScope, check, evaluate, to_sql
from engine.kernel.values import Family, ValueType
from engine.storage.database import open_database
from engine.storage.types import column_type

BACK_ENDS = ("python", "sqlite", "postgresql")
FAMILIES = {
    ValueType.INTEGER: Family.INTEGER,
    ValueType.DURATION: Family.INTEGER,
    ValueType.DECIMAL: Family.DECIMAL,
    ValueType.PERCENT: Family.DECIMAL,
    ValueType.CURRENCY: Family.DECIMAL,
    ValueType.BOOLEAN: Family.BOOLEAN,
    ValueType.DATE: Family.DATE,
    ValueType.MOMENT: Family.MOMENT,
    ValueType.TIME: Family.TIME,
    ValueType.REFERENCE: Family.REFERENCE,
    ValueType.JSON: Family.JSON,
}


@click.command("eval")
@click.argument("expression")
@click.option(
    "--rows", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--back-end", type=click.Choice(BACK_ENDS), default="python")
@click.option("--zone", default="UTC", help="Time zone of dates.")
@click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), help="The present moment.")
@click.option(
    "--dsn",
    envvar="KEEL_POSTGRESQL",
    default="postgresql+psycopg://postgres@127.0.0.1/postgres",
    help="Database of the postgresql back end; only a temporary table is made in it.",
)
@answers
def command(
    expression: str, rows: Path, back_end: str, zone: str, now: datetime | None, dsn: str
) -> Rows:
    """Evaluate EXPRESSION for each row of a file.

    The file's first line is {"fields": {"amount": "currency", ...}}: field types, or types of values
    such as "list"; then one JSON object per row. That line may also hold a "calendar" as in metadata,
    and "currencies": {"corporate": "EUR", "rates": [["USD", "2026-01-01", "0.92"], ...]}. Prints one
    JSON value per row; decimals are strings, failures {"error": code}.
    """
    moment = (now or datetime.now(UTC)).replace(tzinfo=UTC)
    types, env, read = read_rows(rows, Env(now=moment, zone=_zone(zone)))
    checked = check(expression, FixedScope.of(**types))
    if back_end == "python":
        return Rows([_evaluated(checked, row, env) for row in read])
    address = "sqlite://" if back_end == "sqlite" else dsn
    return Rows(_in_database(checked, types, read, (address, env)))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter(f"unknown time zone {name}") from error


def _evaluated(checked: Checked, row: Row, env: Env) -> object:
    try:
        return evaluate(checked, row.__getitem__, env)
    except ExpressionError as error:
        return {"error": error.code}


def _in_database(
    checked: Checked, types: Types, rows: Iterator[Row], where: tuple[str, Env]
) -> Sequence[object]:
    address, env = where
    database = open_database(address)
    tables = _Tables(types)
    compiled = to_sql(checked, tables.column, env, database.dialect)
    with database.engine.connect() as conn:
        tables.fill(conn, list(rows))
        query = sa.select(compiled).select_from(tables.main).order_by(tables.main.c.row_number)
        found = conn.scalars(query).all()
        conn.rollback()
    return [None if value in ((), []) else value for value in found]


class _Tables:
    """Temporary tables of the rows: one, and one more for each field that holds several values."""

    def __init__(self, types: Types) -> None:
        made = f"keel_eval_{secrets.token_hex(4)}"
        self.metadata = sa.MetaData()
        listed = [name for name, kind in types.items() if kind is ValueType.LIST]
        columns = [
            sa.Column(name, column_type(FAMILIES.get(kind, Family.TEXT)))
            for name, kind in types.items()
            if name not in listed
        ]
        self.main = self._table(made, sa.Column("row_number", sa.Integer), *columns)
        self.sides = {
            name: self._table(
                f"{made}_{place}",
                sa.Column("record", sa.Integer),
                sa.Column("position", sa.Integer),
                sa.Column("value", sa.Text),
            )
            for place, name in enumerate(listed)
        }

    def _table(self, name: str, *columns: sa.Column[Any]) -> sa.Table:
        return sa.Table(name, self.metadata, *columns, prefixes=["TEMPORARY"])

    def column(self, path: str) -> Any:
        """Give a field's column, or the values of one with several as a SELECT."""
        if path not in self.sides:
            return self.main.c[path]
        side = self.sides[path].alias()
        return (
            sa.select(side.c.value)
            .where(side.c.record == self.main.c.row_number)
            .correlate(self.main)
            .order_by(side.c.position)
        )

    def fill(self, conn: sa.Connection, rows: Sequence[Row]) -> None:
        """Make the tables and insert the rows."""
        self.metadata.create_all(conn, checkfirst=False)
        main = [
            {"row_number": number, **{n: v for n, v in row.items() if n not in self.sides}}
            for number, row in enumerate(rows)
        ]
        if main:
            conn.execute(sa.insert(self.main), main)
        for name, table in self.sides.items():
            values = [
                {"record": number, "position": place, "value": value}
                for number, row in enumerate(rows)
                for place, value in enumerate(row[name] or ())
            ]
            if values:
                conn.execute(sa.insert(table), values)


COMMANDS = (command,)
