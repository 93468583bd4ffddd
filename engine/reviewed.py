"""Applies what somebody has read: a plan made anew that would do something else is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import changes
from engine.changes import Draft, Plan, Revision, Scheduled, Watch, Workbench, unwatched
from engine.errors import ApplyError, MetadataError
from engine.session import Session, apply, plan_restore, plan_rollback
from engine.tenancy.tenant import Tenant
from engine.text import text


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says who applies a plan that they read: which one, why, and typed words.

    ``watch`` hears of each step, and may cancel it.
    """

    digest: str
    message: str
    confirm: str = ""
    watch: Watch = unwatched


def apply_draft(tenant: Tenant, session: Session, said: Said) -> Revision:
    """Apply the actor's draft as it was planned when they read it, and close it.

    ApplyError ``draft.clash`` while others' changes are to be settled, ``draft.moved`` when by now
    it would do something else than what was read; MetadataError for what is wrong with it.
    """
    bench = changes.Workbench(session.context)
    draft, planned = _plan_of(bench)
    revision = _apply_read(tenant, session, planned, said)
    bench.close(draft)
    return revision


def schedule_draft(session: Session, at: datetime, said: Said) -> Scheduled:
    """Have the actor's draft applied at a time, and close it; refuses what `apply_draft` does.

    It is put back when it is not applied after all; see `engine.changes.scheduling`.
    """
    bench = changes.Workbench(session.context)
    draft, planned = _plan_of(bench)
    _require_read(planned, said)
    made = changes.schedule(
        session.context,
        planned,
        at,
        message=said.message,
        confirm=said.confirm,
        draft=draft.changes,
    )
    bench.close(draft)
    return made


def _plan_of(bench: Workbench) -> tuple[Draft, Plan]:
    """Give the draft at work, and the plan that it comes to by now."""
    found = bench.preview()
    if found.problems:
        raise MetadataError(found.problems)
    if found.clashes:
        raise ApplyError("draft.clash", _CLASH, places=changes.clash_problems(found.clashes))
    draft = bench.draft
    if draft is None or found.plan is None:
        raise ApplyError("draft.moved", _MOVED, hint=_READ)
    return draft, found.plan


def apply_packages(
    tenant: Tenant, session: Session, names: Sequence[str], said: Said
) -> Revision:
    """Install or upgrade packages as it was planned when the actor read it.

    ApplyError ``draft.moved`` when by now it would do something else; else what plan and apply raise.
    """
    room = changes.Storeroom(session.context)
    made = room.plan(names)
    revision = _apply_read(tenant, session, made, said)
    room.clear(names, made.conflicts)
    return revision


def apply_removal(tenant: Tenant, session: Session, name: str, said: Said) -> Revision:
    """Take a package away as it was planned when the actor read it; see `apply_packages`."""
    made = changes.Storeroom(session.context).plan_removal(name)
    return _apply_read(tenant, session, made, said)


def apply_restore(
    tenant: Tenant, session: Session, key: tuple[str, str, str], to: int, said: Said
) -> Revision:
    """Have one component as it was at a revision, as it was planned when the actor read it."""
    return _apply_read(tenant, session, plan_restore(tenant, key, to), said)


def apply_rollback(tenant: Tenant, session: Session, to: int, said: Said) -> Revision:
    """Make a revision that says what an earlier one said, as it was planned when it was read."""
    return _apply_read(tenant, session, plan_rollback(tenant, to), said)


def _apply_read(tenant: Tenant, session: Session, made: Plan, said: Said) -> Revision:
    _require_read(made, said)
    actor = session.context.actor
    return apply(
        tenant,
        made,
        actor=actor,
        message=said.message,
        confirm=said.confirm,
        watch=said.watch,
    )


def _require_read(made: Plan, said: Said) -> None:
    if made.digest != said.digest:
        raise ApplyError("draft.moved", _MOVED, hint=_READ)


_CLASH = text(
    "others have changed the same properties: choose which values hold",
    "他人已修改相同的属性：请选择以哪个值为准",
)
_MOVED = text("the plan is not the one that you have read", "计划已不是您看到的内容")
_READ = text("look at it again, then apply it", "请重新查看后再应用")
