"""``keel worker`` and ``keel doctor``: what runs beside the server, and whether all is well."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import sqlalchemy as sa

from engine.commands import place
from engine.commands.examining import daily_lines, keys, late_work
from engine.commands.outcome import Flawed, answers
from engine.errors import Problem
from engine.text import Text, text

if TYPE_CHECKING:
    from engine.tenancy.tenant import Tenant


@click.command("worker")
@click.option("--redis", "redis_url", envvar="KEEL_REDIS", default="redis://127.0.0.1:6379/0")
@click.option("--burst", is_flag=True, help="End when nothing is due.")
def worker_command(redis_url: str, burst: bool) -> None:
    """Work on jobs by RQ on Redis, relaying them from every tenant's outbox."""
    data = click.get_current_context().find_root().params["data"]
    os.environ.setdefault("KEEL_DATA", str(data))
    from engine.worker import work

    work(redis_url, burst=burst)


@click.command("doctor")
@answers
def doctor_command() -> list[str] | Flawed:
    """Check the installation: versions, tables against metadata, references, dead jobs."""
    tenants = place.registry().all()
    found = [problem for tenant in tenants for problem in examine(tenant)]
    lines = [
        f"Python {platform.python_version()} at {sys.prefix}",
        f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sa.__version__}",
        *(line for tenant in tenants for line in _daily(tenant)),
        f"{_counted(len(tenants), 'tenant')}, {_counted(len(found), 'problem')}",
    ]
    return Flawed(lines, found) if found else lines


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _daily(tenant: Tenant) -> list[str]:
    from engine.session import open_session

    with tenant.database.reading() as conn:
        return daily_lines(conn, open_session(tenant, "system:doctor").context)


def examine(tenant: Tenant) -> Iterator[Problem]:
    """Give what is wrong in one tenant."""
    from engine.changes import drift
    from engine.session import open_session
    from engine.storage.ddl import table_names
    from engine.storage.system.work import outbox

    context = open_session(tenant, "system:doctor").context
    with tenant.database.reading() as conn:
        for problem in drift(conn, context.model):
            yield replace(problem, field=tenant.name)
        tables = table_names(conn)
        for obj in context.model.objects.values():
            if context.columns.table(obj).table.name not in tables:
                continue
            for name, field in obj.fields.items():
                target = context.model.get(field.target) if field.target else None
                if target is None or field.type.family.value != "reference":
                    continue
                column = context.columns.table(obj).column(name)
                # The alias: people have managers and accounts parents in their own table.
                other = context.columns.table(target).table.alias()
                gone = ~sa.exists().where(other.c.id == column)
                query = sa.select(sa.func.count()).where(column.is_not(None), gone)
                orphans = conn.scalar(query)
                if orphans:
                    message = text(
                        "{o}.{f}: {n} references lead nowhere",
                        "{o}.{f}：{n} 个引用指向不存在的记录",
                        o=obj.name, f=name, n=orphans,
                    )  # fmt: skip
                    yield _problem(tenant, "orphans", message)
        yield from late_work(conn, context)
        yield from keys(context)
        dead = conn.scalar(sa.select(sa.func.count()).where(outbox.c.dead.is_(sa.true())))
    if dead:
        message = text("{n} jobs have failed for good", "{n} 个任务已彻底失败", n=dead)
        yield _problem(tenant, "dead_jobs", message)


def _problem(tenant: Tenant, code: str, message: Text) -> Problem:
    return Problem(f"doctor.{code}", message, field=tenant.name)


COMMANDS = (worker_command, doctor_command)
