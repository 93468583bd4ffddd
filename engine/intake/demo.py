"""Fills a tenant with the demonstration data that a package brings; a second run adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from engine.access.grants import set_grants
from engine.errors import InvalidRecord, Problem
from engine.intake.demo_tables import (
    KEY,
    Calendar,
    Row,
    Table,
    raw_values,
    read_rows,
    read_tables,
)
from engine.kernel.context import Context
from engine.kernel.query import Condition, Query, RowResult
from engine.records import Records
from engine.text import text

LOGINS = "logins.csv"
"""Who may sign in: ``import_ref`` of the user, ``login``, ``roles`` between semicolons."""
USERS = "user"


class HasContext(Protocol):
    """What is asked of a session here."""

    @property
    def context(self) -> Context: ...


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A demonstration user who should be able to sign in; making the identity is the caller's."""

    user: UUID
    login: str
    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What was loaded: new records by object, and who should be able to sign in."""

    created: Mapping[str, int]
    logins: tuple[DemoLogin, ...]


def load_demo(session: HasContext, folder: Path) -> Demo:
    """Load the CSV files of a folder through the gate and give users their roles.

    Rows whose ``import_ref`` is there already are left alone. Raises `InvalidRecord` with every row
    that the gate refuses; what was loaded before that stays.
    """
    context = session.context
    tables = read_tables(context.model, folder)
    calendar = Calendar(context.now, context.tenant_zone)
    known: dict[str, dict[str, UUID]] = {name: _present(context, name) for name in tables}
    created = {}
    waiting: list[tuple[Table, Row, frozenset[str]]] = []
    for table in _in_order(tables, _first_of_all(context)):
        new = [row for row in table.rows if row[KEY] not in known[table.obj.name]]
        read = [raw_values(table, row, known, calendar) for row in new]
        results = Records(context, table.obj).bulk_create([values for values, _ in read])
        _refuse(table, new, results)
        for row, result, (_, later) in zip(new, results, read, strict=True):
            assert result.id is not None
            known[table.obj.name][row[KEY]] = result.id
            if later:
                waiting.append((table, row, later))
        created[table.obj.name] = len(new)
    _point_back(context, waiting, known, calendar)
    logins = tuple(_logins(context, read_rows(folder / LOGINS), tables, known))
    if created.get(USERS):
        _grant(context, logins)
    context.database.note_growth()
    return Demo(created, logins)


def _first_of_all(context: Context) -> str:
    """Name the object of exchange rates: amounts cannot be saved before there are any."""
    rates = context.model.settings.get("currencies", {}).get("rates", {})
    return str(rates.get("object", ""))


def _present(context: Context, name: str) -> dict[str, UUID]:
    records = Records(context, name)
    query = Query(fields=(KEY,), where=Condition(KEY, "not_blank"))
    return {str(record.values[KEY]): record.id for record in records.stream(query)}


def _in_order(tables: Mapping[str, Table], first: str) -> list[Table]:
    """Order tables so that what others point at comes first, as far as that goes.

    A required reference must be there; another one can be filled in afterwards. Where objects point
    at each other, the one goes first that most others need.
    """
    left = dict(tables)
    ordered = [left.pop(first)] if first in left else []
    while left:
        name = min(left, key=lambda each: _rank(left[each], left))
        ordered.append(left.pop(name))
    return ordered


def _rank(table: Table, left: Mapping[str, Table]) -> tuple[int, int, int, str]:
    name = table.obj.name
    needed = sum(
        name in objects for other in left.values() for objects in other.references().values()
    )
    return _open(table, left, required=True), _open(table, left, required=False), -needed, name


def _open(table: Table, left: Mapping[str, Table], *, required: bool) -> int:
    """Count the columns that point at objects which are not loaded yet."""
    return sum(
        1
        for name, objects in table.references().items()
        if objects & (left.keys() - {table.obj.name}) and (not required or _must(table, name))
    )


def _must(table: Table, name: str) -> bool:
    field = table.obj.fields[name]
    return field.required or field.type.name == "master_detail"


def _point_back(
    context: Context,
    waiting: Iterable[tuple[Table, Row, frozenset[str]]],
    known: Mapping[str, Mapping[str, UUID]],
    calendar: Calendar,
) -> None:
    """Fill in references to records that were loaded later, or to the object itself."""
    by_object: dict[str, list[tuple[Table, Row, dict[str, object]]]] = {}
    for table, row, later in waiting:
        values, lost = raw_values(table, row, known, calendar)
        if lost:
            raise InvalidRecord([_lost(table, row, name) for name in sorted(lost)])
        change = {name: values[name] for name in later}
        change["id"] = known[table.obj.name][row[KEY]]
        by_object.setdefault(table.obj.name, []).append((table, row, change))
    for name, changes in by_object.items():
        results = Records(context, name).bulk_update([change for _, _, change in changes])
        _refuse(changes[0][0], [row for _, row, _ in changes], results)


def _refuse(table: Table, rows: list[Row], results: Iterable[RowResult]) -> None:
    problems = [
        Problem(
            problem.code,
            problem.text,
            file=f"{table.obj.name}.csv",
            line=table.rows.index(rows[result.row]) + 2,
            field=problem.field,
            hint=problem.hint,
        )
        for result in results
        if not result.ok
        for problem in result.problems
    ]
    if problems:
        raise InvalidRecord(problems)


def _lost(table: Table, row: Row, name: str) -> Problem:
    return Problem(
        "demo.reference",
        text("“{key}” is the key of no row", "没有键为“{key}”的行", key=row[name]),
        file=f"{table.obj.name}.csv",
        line=table.rows.index(row) + 2,
        field=name,
    )


def _logins(
    context: Context,
    rows: Iterable[Row],
    tables: Mapping[str, Table],
    known: Mapping[str, Mapping[str, UUID]],
) -> Iterable[DemoLogin]:
    people = {row[KEY]: row for row in tables[USERS].rows} if USERS in tables else {}
    for row in rows:
        person = people[row[KEY]]
        roles = tuple(
            role for role in row["roles"].split(";") if context.model.find("role", role)
        )
        yield DemoLogin(
            known[USERS][row[KEY]], row["login"], person["name"], person["email"], roles
        )


def _grant(context: Context, logins: Iterable[DemoLogin]) -> None:
    with context.database.writing() as connection:
        inside = context.within(connection)
        for login in logins:
            set_grants(inside, login.user, login.roles)
