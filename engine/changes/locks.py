"""Takes the locks of a change in one order, briefly, and tries again (decision 9)."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import ApplyError
from engine.storage import ddl
from engine.storage.busy import is_busy
from engine.storage.database import Database
from engine.storage.metadata import Head
from engine.storage.system import HEAD_ID, meta_head
from engine.text import Text, text

_EACH_MILLISECONDS = 100
_ALL_MILLISECONDS = 300
_ATTEMPTS = 12
_PAUSE_SECONDS = 0.08
_TAKE_HEAD = (
    sa.select(
        meta_head.c.rev, meta_head.c.digest, meta_head.c.perm_epoch, meta_head.c.identity_epoch
    )
    .where(meta_head.c.id == HEAD_ID)
    .with_for_update(of=meta_head)
)
# The head is read as it is once the gate was passed, since it is read to be locked.
_gate = sa.select(
    sa.func.set_config("lock_timeout", sa.bindparam("most", type_=sa.Text()), sa.true()).label(
        "limited"
    ),
    sa.func.pg_advisory_xact_lock(sa.bindparam("gate", type_=sa.BigInteger())).label("passed"),
).cte("gate")
_TAKE_HEAD_PAST_GATE = _TAKE_HEAD.select_from(meta_head.join(_gate, sa.true()))


def attempts() -> Iterator[int]:
    """Give the numbers of the attempts, with a growing, jittered pause between them."""
    for number in range(_ATTEMPTS):
        if number:
            time.sleep(_PAUSE_SECONDS * number * random.uniform(0.5, 1.5))  # noqa: S311
        yield number


def gives_way(error: Exception) -> bool:
    """Say whether an error only means that someone else was in the way: try again."""
    return getattr(error, "code", "") == "database.busy" or is_busy(error)


def holder(database: Database, tables: Mapping[UUID, str]) -> Text | None:
    """Say who holds what a change has to lock, if that is known."""
    if database.dialect != "postgresql":
        return None
    with database.reading() as conn:
        found = ddl.blocking_session(conn, [*tables.values(), meta_head.name])
    if found is None:
        return None
    user, program, seconds = found
    return text(
        "a transaction of {user} has been open for {seconds} s: wait for it, or end it",
        "{user} 的一个事务已打开 {seconds} 秒：请等待其结束，或将其终止",
        user=f"{user} ({program})" if program else user,
        seconds=round(seconds),
    )


def busy(database: Database, tables: Mapping[UUID, str]) -> ApplyError:
    """Make the error of a change that found no moment; it names who was in the way, if known."""
    hint = holder(database, tables) or text("try again in a moment", "请稍后重试")
    return ApplyError(
        "apply.busy",
        text("the database is busy, so nothing was changed", "数据库繁忙，未做任何更改"),
        hint=hint,
    )


def lock_head(database: Database, conn: Connection, base: int) -> Head:
    """Keep every writer out and check that the plan still fits; ApplyError ``apply.stale``."""
    alone = database.dialect == "postgresql"
    given = {"gate": database.gate, "most": f"{_EACH_MILLISECONDS}ms"} if alone else {}
    row = conn.execute(_TAKE_HEAD_PAST_GATE if alone else _TAKE_HEAD, given).one()
    if row.rev != base:
        raise ApplyError(
            "apply.stale",
            text(
                "the settings changed after this was planned: it is based on revision {base}, "
                "revision {now} is in force",
                "计划制定之后设置已被更改：计划基于版本 {base}，当前版本为 {now}",
                base=base,
                now=row.rev,
            ),
            hint=text("plan again", "请重新制定计划"),
        )
    return Head(*row)


def lock_tables(conn: Connection, tables: Mapping[UUID, str]) -> None:
    """Lock what will be altered, all tables before the first change, in uid order."""
    if conn.dialect.name != "postgresql":
        return
    began = time.monotonic()
    for uid in sorted(tables):
        spent = int((time.monotonic() - began) * 1000)
        most = max(1, min(_EACH_MILLISECONDS, _ALL_MILLISECONDS - spent))
        ddl.lock_table(conn, tables[uid], most)


@contextmanager
def changing(database: Database) -> Iterator[Connection]:
    """Open the transaction of a change."""
    with database.writing(exclusive=True) as conn:
        yield conn
