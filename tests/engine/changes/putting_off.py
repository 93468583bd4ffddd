"""What tests of changes at a set time share: a change that is put off, and its time that comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.changes import Workbench
from engine.reviewed import Said, schedule_draft
from engine.session import open_session
from engine.storage.system import outbox
from tests.engine.changes.test_killed import survives
from tests.engine.changes.working import (
    work_off,
)
from tests.tenants import ADMIN

COLOUR = ("field", "machine", "x__colour")
BODY = {"type": "text", "label": {"en": "Colour", "zh": "颜色"}}
UNIQUE = {"type": "text", "required": True, "unique": True}


def tomorrow():
    return datetime.now(UTC) + timedelta(days=1)


def bench(tenant, user=ADMIN):
    return Workbench(open_session(tenant, user).context)


def put_off(tenant, user=ADMIN):
    """An admin's draft with a colour of machines, to be applied tomorrow."""
    bench(tenant, user).save({COLOUR: BODY})
    session = open_session(tenant, user)
    said = Said(Workbench(session.context).preview().plan.digest, "colours")
    return schedule_draft(session, tomorrow(), said)


def due_now(tenant):
    """As if the time had come, and that of a dead worker's lease had passed."""
    with tenant.database.writing() as conn:
        now = datetime.now(UTC)
        conn.execute(outbox.update().values(available_at=now, lease=None, attempts=0))


def time_comes(tenant):
    due_now(tenant)
    work_off(tenant)


def killed(tenant, statement):
    """The time comes for a worker that is killed at a statement; tell whether it was."""
    due_now(tenant)
    tenant.database.let_go()
    return not survives(tenant, statement)


def fields(tenant):
    return open_session(tenant, "system:test").context.model.get("machine").fields


def latest(tenant):
    return open_session(tenant, ADMIN).scheduled()[0]


def heard(tenant, user, language="en"):
    return [
        (notice.phase, [line.to(language) for line in notice.lines])
        for notice in open_session(tenant, user).notices()
    ]
