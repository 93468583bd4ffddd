"""Keeps reviewed plans until the time at which they are applied, and lets people take them back.

What is kept is the outcome, the packages as they shall be: planned again, or brought over what others
applied meanwhile, it gives the steps that were read or shows what has changed them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import drafts
from engine.changes.announcing import news_of
from engine.changes.applying import check_applicable
from engine.changes.drafts import DraftChange
from engine.changes.planning import plan_outcome
from engine.changes.seen import forget_expired
from engine.changes.steps import Plan
from engine.changes.stored_packages import body_of, load_packages, package_from
from engine.errors import ApplyError, EngineError, RecordNotFound
from engine.kernel.context import Context
from engine.kernel.ids import new_id
from engine.packages.ledger import parse_ledger
from engine.packages.package import Package
from engine.storage import outbox
from engine.storage.metadata import count_up
from engine.storage.system import meta_scheduled
from engine.storage.system import outbox as outbox_rows
from engine.text import Text, text

TOPIC = "changes.scheduled"
MOST_LISTED = 100


class State(StrEnum):
    """What has become of a change that was to be applied at a set time."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A plan with its time; ``steps`` as they were read; ``why`` says why it was not applied."""

    id: UUID
    state: State
    at: datetime
    base: int
    digest: str
    by: UUID | None
    actor: str
    message: str
    steps: Sequence[Mapping[str, Any]]
    why: Text
    rev: int | None
    created_at: datetime
    ended_at: datetime | None

    def as_json(self, locale: str = "en") -> dict[str, Any]:
        """Give the shape that the command line prints."""
        return {
            "id": self.id,
            "state": self.state.value,
            "at": self.at,
            "base": self.base,
            "digest": self.digest,
            "by": self.by,
            "actor": self.actor,
            "message": self.message,
            "steps": [
                {
                    **{key: said for key, said in step.items() if key != "identity"},
                    "text": Text.of(step["text"]).to(locale),
                }
                for step in self.steps
            ],
            "why": self.why.to(locale),
            "revision": self.rev,
            "created_at": self.created_at,
            "ended_at": self.ended_at,
        }


def schedule(  # noqa: PLR0913  each is said by who schedules
    context: Context,
    planned: Plan,
    at: datetime,
    *,
    message: str,
    confirm: str = "",
    draft: Sequence[DraftChange] = (),
) -> Scheduled:
    """Have a reviewed plan applied at a time, if by then it still does what it does now.

    ``draft`` is put back into the actor's draft when it is not applied. EngineError
    ``scheduled.past``; else what `engine.changes.apply` refuses is refused now.
    """
    if at <= context.now:
        raise EngineError("scheduled.past", _PAST)
    if planned.purged:
        raise EngineError("scheduled.purge", _PURGE)
    check_applicable(planned, context.actor, confirm)
    outcome = {
        "packages": [_package_json(package) for package in planned.packages],
        "gone": list(planned.gone),
    }
    again = remade(context, outcome)
    read = [step.identity() for step in planned.steps[len(planned.conflicts) :]]
    if (
        again.base != planned.base
        or again.blocked
        or read != [s.identity() for s in again.steps]
    ):
        raise ApplyError("apply.stale", _STALE, hint=text("plan again", "请重新制定计划"))
    actor = context.actor
    row = {
        "id": new_id(),
        "state": State.WAITING.value,
        "at": at,
        "base": again.base,
        "digest": again.digest,
        "by": actor.user_id,
        "actor": actor.system_reason or actor.name,
        "message": message,
        "outcome": outcome,
        "steps": steps_json(again),
        "draft": [_change_json(change) for change in draft] or None,
        "created_at": context.now,
    }
    with context.database.writing() as conn:
        forget_expired(conn, context.now)
        conn.execute(meta_scheduled.insert().values(**row, news=news_of(conn, again)))
        key = str(row["id"])
        outbox.put(conn, TOPIC, key, {"scheduled": key}, again.base, None, available_at=at)
        count_up(conn, "perm_epoch")
        return find(conn, row["id"])  # type: ignore[arg-type]


def scheduled(conn: Connection) -> list[Scheduled]:
    """List what waits, by its time, then what is over, the last first."""
    table = meta_scheduled
    waits = table.c.state == State.WAITING
    first = sa.select(table).where(waits).order_by(table.c.at, table.c.id)
    then = sa.select(table).where(~waits).order_by(table.c.ended_at.desc(), table.c.id)
    rows = [*conn.execute(first), *conn.execute(then.limit(MOST_LISTED))]
    return [_scheduled(row) for row in rows]


def find(conn: Connection, key: UUID) -> Scheduled:
    """Find one; RecordNotFound when there is none."""
    query = sa.select(meta_scheduled).where(meta_scheduled.c.id == key)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise RecordNotFound("scheduled.unknown", text("no such change", "没有此更改"))
    return _scheduled(row)


def cancel(context: Context, key: UUID) -> Scheduled:
    """Take back a change that waits; EngineError ``scheduled.over`` when that is too late."""
    with context.database.writing() as conn:
        find(conn, key)
        if not end(conn, key, State.CANCELLED, context.now):
            raise EngineError("scheduled.over", _OVER)
        mine = (outbox_rows.c.topic == TOPIC, outbox_rows.c.key == str(key))
        conn.execute(outbox_rows.delete().where(*mine))
        put_back(context, key)
        return find(conn, key)


def end(  # noqa: PLR0913  the columns of the table
    conn: Connection,
    key: UUID,
    state: State,
    now: datetime,
    *,
    why: Text | None = None,
    rev: int | None = None,
) -> bool:
    """Note what became of a change that waited; False when it does not wait any more."""
    mine = sa.and_(meta_scheduled.c.id == key, meta_scheduled.c.state == State.WAITING)
    said = why.as_map() if why else None
    values = {"state": state.value, "ended_at": now, "why": said, "rev": rev}
    if not conn.execute(meta_scheduled.update().where(mine).values(values)).rowcount:
        return False
    if rev is None:
        count_up(conn, "perm_epoch")  # a new revision says so by itself
    return True


def put_back(context: Context, key: UUID) -> None:
    """Give the author back what their draft held, as a draft of its own.

    Belongs into the transaction that ends the wait: else a crash in between would lose it.
    """
    names = ("by", "draft", "message")
    query = sa.select(*(meta_scheduled.c[name] for name in names))
    database, now = context.database, context.now
    with database.writing() as conn:
        row = conn.execute(query.where(meta_scheduled.c.id == key)).one()
        if row.by is None or not row.draft:
            return
        present = drafts.at_work(drafts.drafts(database), row.by)
        made = drafts.begin(database, row.by, row.message, now)
        drafts.fill(conn, made, [_change(each) for each in row.draft], now)
        if present is not None and present.changes:
            drafts.choose(database, row.by, present.id, now + timedelta(microseconds=1))


def outcome_of(conn: Connection, key: UUID) -> Mapping[str, Any]:
    """Give the packages that a change shall lead to, as they are kept."""
    query = sa.select(meta_scheduled.c.outcome).where(meta_scheduled.c.id == key)
    found: Mapping[str, Any] = conn.execute(query).scalar_one()
    return found


def remade(context: Context, outcome: Mapping[str, Any]) -> Plan:
    """Plan an outcome over what is in force now."""
    assert context.catalogue is not None, "the session and the runtime give a catalogue"
    with context.database.snapshot() as conn:
        installed = load_packages(conn)
        left = {name: each for name, each in installed.items() if name not in outcome["gone"]}
        coming = {**left, **packages_of(outcome)}
        return plan_outcome(conn, context.catalogue, tuple(coming.values()), installed)


def packages_of(outcome: Mapping[str, Any]) -> dict[str, Package]:
    """Read the packages of an outcome, by their names."""
    packages = map(_package, outcome["packages"])
    return {package.name: package for package in packages}


def steps_json(planned: Plan) -> list[dict[str, Any]]:
    """Give the steps as they are kept, in every language."""
    return [
        {
            "class": step.cls.value,
            "text": step.text.as_map(),
            "name": step.place,
            "rows": step.rows,
            "lost": step.lost,
            "later": step.later,
            "identity": step.identity(),
        }
        for step in planned.steps
    ]


def _package_json(package: Package) -> dict[str, Any]:
    return {
        "name": package.name,
        "namespace": package.namespace,
        "type": package.type,
        "version": package.version,
        "body": body_of(package),
        "ledger": package.ledger.written(),
    }


def _package(said: Mapping[str, Any]) -> Package:
    ledger, _ = parse_ledger(said["ledger"])
    return package_from(SimpleNamespace(**said), {said["name"]: ledger})


def _change_json(change: DraftChange) -> dict[str, Any]:
    return {
        "key": list(change.key),
        "base": change.base,
        "wanted": change.wanted,
        "new_name": change.new_name,
        "reuse": change.reuse,
    }


def _change(said: Mapping[str, Any]) -> DraftChange:
    kind, of, name = said["key"]
    return DraftChange(
        (kind, of, name), said["base"], said["wanted"], said["new_name"], said["reuse"]
    )


def _scheduled(row: Any) -> Scheduled:
    return Scheduled(
        row.id,
        State(row.state),
        row.at,
        row.base,
        row.digest,
        row.by,
        row.actor,
        row.message,
        row.steps,
        Text.of(row.why),
        row.rev,
        row.created_at,
        row.ended_at,
    )


_PAST = text("this time is over", "该时间已过")
_PURGE = text("destroying for ever is not put off", "彻底清除不能定时执行")
_OVER = text("it does not wait any more", "它已不在等待中")
_STALE = text("the settings changed after this was planned", "计划制定之后设置已被更改")
