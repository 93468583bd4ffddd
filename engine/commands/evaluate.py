"""``keel eval``: runs one expression over rows of a file, on any back end, to see that they agree."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import orjson
import sqlalchemy as sa

from engine.commands.listed_rates import ListedRates
from engine.commands.outcome import answers, plain
from engine.errors import ExpressionError, InvalidRecord, Problem
from engine.expressions import (
    Checked,
    Env,
    FixedScope,
    WorkCalendar,
    check,
    evaluate,
    to_sql,
)
from engine.kernel.values import Family, ValueType, stored_decimal
from engine.storage.database import open_database
from engine.storage.types import column_type
from engine.text import Text, text

Row = dict[str, Any]
Types = Mapping[str, ValueType]
BACK_ENDS = ("python", "sqlite", "postgresql")
FAMILIES: Mapping[ValueType, Family] = {
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
) -> list[str]:
    """Evaluate EXPRESSION for each row of a file.

    The file's first line is {"fields": {"amount": "currency", ...}}, then one JSON object per row.
    That line may also hold a "calendar" as in metadata, and "currencies": {"corporate": "EUR",
    "rates": [["USD", "2026-01-01", "0.92"], ...]}. Prints one JSON value per row; decimals are
    strings, failures {"error": code}.
    """
    moment = (now or datetime.now(UTC)).replace(tzinfo=UTC)
    types, env, read = _read(rows, Env(now=moment, zone=_zone(zone)))
    checked = check(expression, FixedScope.of(**types))
    results: Iterator[object] = (_evaluated(checked, row, env) for row in read)
    if back_end != "python":
        address = "sqlite://" if back_end == "sqlite" else dsn
        results = _in_database(checked, types, read, (address, env))
    return [orjson.dumps(plain(result)).decode() for result in results]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter(f"unknown time zone {name}") from error


def _read(path: Path, env: Env) -> tuple[Types, Env, Iterator[Row]]:
    lines = path.read_text("utf-8").splitlines()
    head = _object(lines[0] if lines else "", 1)
    fields = head.get("fields")
    if not isinstance(fields, dict):
        raise _refuse(1, text("the first line names the fields", "第一行必须声明字段"))
    types = {str(name): _type(str(kind)) for name, kind in fields.items()}
    try:
        env = _surroundings(head, env)
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        raise _refuse(1, text("{why}", "{why}", why=error)) from error
    numbered = ((number, line) for number, line in enumerate(lines[1:], 2) if line.strip())
    return types, env, (_row(_object(line, number), types, number) for number, line in numbered)


def _surroundings(head: Row, env: Env) -> Env:
    """Give the surroundings that the first line describes beside the fields."""
    money = head.get("currencies")
    rates = money and ListedRates(
        money.get("corporate"),
        tuple(
            (str(code), date.fromisoformat(since), stored_decimal(Decimal(str(rate))))
            for code, since, rate in money.get("rates", ())
        ),
    )
    body = head.get("calendar")
    calendar = None if body is None else WorkCalendar.from_body(body)
    return replace(env, calendar=calendar, rates=rates or None)


def _type(name: str) -> ValueType:
    known = {kind.value: kind for kind in ValueType}
    if name not in known:
        listed = ", ".join(sorted(known))
        raise _refuse(
            1, text("“{n}” is none of {all}", "“{n}”不属于 {all}", n=name, all=listed)
        )
    return known[name]


def _object(line: str, number: int) -> Row:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise _refuse(number, text("not a JSON object", "不是 JSON 对象"))
    return value


def _row(raw: Row, types: Types, number: int) -> Row:
    """Give the row's values; fields that the row leaves out are blank."""
    try:
        return {name: _value(raw.get(name), kind) for name, kind in types.items()}
    except (ValueError, ArithmeticError, TypeError) as error:
        raise _refuse(number, text("{why}", "{why}", why=error)) from error


def _value(raw: Any, kind: ValueType) -> Any:
    if raw is None or raw == "":
        return None
    return _READERS.get(kind, lambda value: value)(raw)


_READERS: Mapping[ValueType, Callable[[Any], Any]] = {
    ValueType.INTEGER: int,
    ValueType.DURATION: int,
    ValueType.DECIMAL: lambda raw: stored_decimal(Decimal(str(raw))),
    ValueType.PERCENT: lambda raw: stored_decimal(Decimal(str(raw))),
    ValueType.CURRENCY: lambda raw: stored_decimal(Decimal(str(raw))),
    ValueType.DATE: date.fromisoformat,
    ValueType.MOMENT: lambda raw: datetime.fromisoformat(raw).astimezone(UTC),
    ValueType.TIME: time.fromisoformat,
    ValueType.REFERENCE: UUID,
    ValueType.TEXT: str,
    ValueType.SELECT: str,
}


def _evaluated(checked: Checked, row: Row, env: Env) -> object:
    try:
        return evaluate(checked, row.__getitem__, env)
    except ExpressionError as error:
        return {"error": error.code}


def _in_database(
    checked: Checked, types: Types, rows: Iterator[Row], where: tuple[str, Env]
) -> Iterator[object]:
    address, env = where
    database = open_database(address)
    table = sa.Table(
        f"keel_eval_{secrets.token_hex(4)}",
        sa.MetaData(),
        sa.Column("row_number", sa.Integer, primary_key=True),
        *(sa.Column(n, column_type(FAMILIES.get(t, Family.TEXT))) for n, t in types.items()),
        prefixes=["TEMPORARY"],
    )
    compiled = to_sql(checked, lambda path: table.c[path], env, database.dialect)
    with database.engine.connect() as conn:
        table.create(conn)
        numbered = [{"row_number": number, **row} for number, row in enumerate(rows)]
        if numbered:
            conn.execute(sa.insert(table), numbered)
        query = sa.select(compiled).select_from(table).order_by(table.c.row_number)
        yield from conn.scalars(query).all()
        conn.rollback()


def _refuse(line: int, message: Text) -> InvalidRecord:
    return InvalidRecord([Problem("eval.rows", message, line=line)])


COMMANDS = (command,)
