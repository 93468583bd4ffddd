"""Everything that one actor may do in one tenant at one revision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine import changes
from engine.access import rights
from engine.changes import (
    Deciding,
    Edits,
    IndexState,
    Notice,
    Plan,
    Revision,
    Scheduled,
    Side,
    Watch,
)
from engine.changes.install import Finder
from engine.errors import AccessDenied, RecordNotFound
from engine.jobs import progress, queue
from engine.jobs.progress import JobView
from engine.jobs.schedules import Planned, planned
from engine.kernel.actor import Actor
from engine.kernel.context import Context
from engine.kernel.former import field_once_called, object_once_called
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.moving import keeping_up
from engine.runtime import runtime
from engine.storage.idempotency import answer_once
from engine.storage.metadata import Head
from engine.tenancy.tenant import Tenant
from engine.text import text

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from engine.changes.folders import Pulled
    from engine.packages import Package
    from engine.packages.mirror import Mirrored
    from engine.packages.package import Patch
    from engine.records import Records
    from engine.records.everywhere import Deletion, Hit


_NOT_YOURS = text("you may not change settings", "您无权修改设置")
NOBODY = UUID(int=0)
"""Stands for the system where a user's id is part of a key."""


class Session:
    """The doors that are open to one actor; made by `open_session`, good for one request or job."""

    def __init__(self, context: Context, head: Head) -> None:
        self.context = context
        self.head = head

    @property
    def identity_epoch(self) -> int:
        """Count the changes of identities: what is remembered of them holds for one count."""
        return self.head.identity_epoch

    def object(self, name: str) -> ObjectDef:
        """Find an object, by an earlier name too; RecordNotFound when there is none."""
        model = self.context.model
        found = model.get(name) or object_once_called(model, name)
        if found is None:
            raise RecordNotFound(
                "object.unknown",
                text("there is no object “{name}”", "没有对象“{name}”", name=name),
            )
        return found

    def records(self, name: str) -> Records:
        """Open the gate to the records of an object; RecordNotFound when there is none."""
        from engine.records import Records

        return Records(self.context, self.object(name))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Do several things or none: gives the session inside one writing transaction.

        It may be at a newer revision than this one: when metadata have just changed.
        """
        with ExitStack() as stack:
            context, conn = keeping_up(
                self.context, lambda context: (context, stack.enter_context(_writing(context)))
            )
            yield Session(context.within(conn), self.head)

    def once(
        self, key: str, digest: str, make: Callable[[Session], bytes]
    ) -> tuple[bytes, bool]:
        """Answer a request that may come twice; see `engine.storage.idempotency`."""
        actor = self.context.actor
        owner = (key, actor.user_id or NOBODY)
        with self.transaction() as inner:
            context = inner.context
            return answer_once(
                context.database, owner, digest, context.now, lambda: make(inner)
            )

    def field(self, obj: ObjectDef, path: str) -> FieldDef | None:
        """Find the field that a path over look-ups ends at; None for a part of a field."""
        model = self.context.model
        return model.field_at(obj, path) or field_once_called(model, obj, path)

    def describe(self) -> dict[str, Any]:
        """Give the metadata that this actor may see, as plain JSON."""
        from engine.views.describe import describe

        return describe(self.context)

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """Find records of all objects by words, newest first."""
        from engine.records.everywhere import search_everywhere

        return search_everywhere(self.context, words, limit)

    def trash(self) -> list[Deletion]:
        """List what was deleted, newest first."""
        from engine.records.everywhere import deletions

        return deletions(self.context)

    def jobs(self) -> list[JobView]:
        """List one's own jobs, newest first; with the right ``view_jobs`` everyone's."""
        with self.context.database.reading() as conn:
            return progress.jobs_of(conn, None if self._sees_all_jobs else self._user)

    def schedules(self) -> list[Planned]:
        """List what is done every day, with last and next time; needs the right ``view_jobs``."""
        if not self._sees_all_jobs:
            return []
        with self.context.database.reading() as conn:
            return planned(conn, self.context)

    def job(self, job_id: UUID) -> JobView:
        """Read one job; RecordNotFound when there is none for this actor."""
        with self.context.database.reading() as conn:
            found = progress.find_job(conn, job_id)
        if found is None or not (self._sees_all_jobs or found.by == self._user):
            raise RecordNotFound("job.unknown", text("no such job", "没有此任务"))
        return found

    def indexes(self, revision: int | None = None) -> list[IndexState]:
        """List the indexes of all tables with their states, or those that a revision left to jobs.

        AccessDenied without the right ``customise``.
        """
        self._require_customise()
        if revision is not None:
            return changes.of_revision(self.context, revision)
        with self.context.database.reading() as conn:
            return changes.index_states(conn, self.context.model, self.context.columns)

    def build_indexes(self, only: str = "", *, failed: bool = False) -> int:
        """Have indexes built that are missing or left unfinished, or one again; gives how many.

        Those that ``failed`` are tried again when it is asked for.
        """
        self._require_customise()
        return changes.mend(self.context, only, failed=failed)

    def scheduled(self) -> list[Scheduled]:
        """List the changes that wait for their time, then those that are over.

        AccessDenied without the right ``customise``.
        """
        self._require_customise()
        with self.context.database.reading() as conn:
            return changes.scheduled(conn)

    def cancel_scheduled(self, key: UUID) -> Scheduled:
        """Take back a change that waits; its author's draft gets back what it held."""
        self._require_customise()
        return changes.cancel(self.context, key)

    def notices(self) -> list[Notice]:
        """Give what this actor is to be told of changes at a set time, before and after them."""
        return changes.notices(self.context, self.head.perm_epoch)

    def dismiss_notice(self, notice: str) -> None:
        """Tell this actor no more of a notice."""
        changes.mark_seen(self.context, notice)

    def _require_customise(self) -> None:
        if "customise" not in rights(self.context).system:
            raise AccessDenied("access.customise", _NOT_YOURS)

    def cancel_job(self, job_id: UUID) -> JobView:
        """Ask a job to stop at its next clean point."""
        self.job(job_id)
        with self.context.database.writing() as conn:
            progress.ask_to_stop(conn, job_id, self.context.now)
        return self.job(job_id)

    def retry_job(self, job_id: UUID) -> JobView:
        """Let a job that failed run again from its first attempt."""
        self.job(job_id)
        with self.context.database.writing() as conn:
            if queue.replay(conn, job_id, self.context.now):
                progress.ended(conn, job_id, self.context.now, "queued")
        self.context.database.wake()
        return self.job(job_id)

    @property
    def _user(self) -> UUID:
        return self.context.actor.user_id or NOBODY

    @property
    def _sees_all_jobs(self) -> bool:
        return "view_jobs" in rights(self.context).system

    def run(self, kind: str, name: str, /, **inputs: Any) -> Any:
        """Run a component of a kind; RecordNotFound for a kind that nothing runs."""
        runner = self.context.extensions.runners.get(kind)
        if runner is None:
            raise RecordNotFound(
                "run.unknown",
                text("nothing runs a {kind}", "无法运行 {kind}", kind=kind),
            )
        return runner.run(self.context, name, inputs)


def _writing(context: Context) -> AbstractContextManager[Connection]:
    writing: AbstractContextManager[Connection] = context.database.writing(
        revision=context.revision
    )
    return writing


def open_session(tenant: Tenant, who: Actor | UUID | str) -> Session:
    """Open a session for a user's id, an actor, or ``system:<reason>``.

    One statement when nothing changed since the last one. AccessDenied for a user who may not work
    here; EngineError ``data.newer`` for data of a newer release.
    """
    context, head = runtime(tenant).enter(who)
    return Session(context, head)


def plan(
    tenant: Tenant,
    packages: Sequence[Package],
    *,
    delete: Collection[tuple[str, str, str]] = (),
    choices: Mapping[str, Side] | None = None,
) -> Plan:
    """Plan to put packages in place of their installed versions; see `engine.changes.plan`."""
    here = runtime(tenant)
    made = changes.plan(
        here.database,
        here.catalogue,
        packages,
        delete=delete,
        choices=choices,
        known=here.context(None, "plan").model,
    )
    return changes.probed(made, here.context(None, "plan"))


def plan_edits(tenant: Tenant, edits: Edits) -> Plan:
    """Plan an admin's edits of the tenant's own package; see `engine.changes.editing`."""
    here = runtime(tenant)
    known = here.context(None, "plan").model
    made = changes.plan_edits(here.database, here.catalogue, edits, known=known)
    return changes.probed(made, here.context(None, "plan"))


def plan_rollback(tenant: Tenant, to: int) -> Plan:
    """Plan a new revision that says what an earlier one said; see `engine.changes.rollback`."""
    here = runtime(tenant)
    made = changes.plan_rollback(here.database, here.catalogue, to)
    return changes.probed(made, here.context(None, "plan"))


def plan_restore(tenant: Tenant, key: tuple[str, str, str], to: int) -> Plan:
    """Plan to have one component (kind, parent, name) as it was at a revision."""
    here = runtime(tenant)
    made = changes.plan_restore(here.database, here.catalogue, key, to)
    return changes.probed(made, here.context(None, "plan"))


def plan_uninstall(tenant: Tenant, package: str) -> Plan:
    """Plan to be without a package; see `engine.changes.uninstalling`."""
    here = runtime(tenant)
    made = changes.plan_uninstall(here.database, here.catalogue, package)
    return changes.probed(made, here.context(None, "plan"))


def pull(
    tenant: Tenant,
    folder: Path,
    *,
    every: bool = False,
    overwrite: bool = False,
    authored: Collection[str] = (),
) -> tuple[Pulled, Mirrored]:
    """Write the tenant's packages to a folder; see `engine.changes.folders`."""
    here = runtime(tenant)
    return changes.pull(
        here.database,
        here.catalogue,
        folder,
        every=every,
        overwrite=overwrite,
        authored=authored,
    )


def plan_push(
    tenant: Tenant, folder: Path, deciding: Deciding, authored: Collection[str] = ()
) -> Plan:
    """Plan what was made of a folder since it was pulled; see `engine.changes.folders`."""
    here = runtime(tenant)
    made = changes.plan_push(here.database, here.catalogue, folder, deciding, authored)
    return changes.probed(made, here.context(None, "plan"))


def plan_promotion(
    source: Tenant, target: Tenant, since: int | None, deciding: Deciding
) -> Plan:
    """Plan to carry what one tenant made since a revision to another one."""
    there, here = runtime(source), runtime(target)
    work = changes.work_since(there.database, there.catalogue, since)
    made = changes.plan_work(here.database, here.catalogue, work, deciding)
    return changes.probed(made, here.context(None, "plan"))


def plan_purge(tenant: Tenant) -> Plan:
    """Plan to destroy what was deleted over 30 days ago; see `engine.changes.purging`."""
    here = runtime(tenant)
    return changes.plan_purge(here.database, here.catalogue, here.context(None, "purge").now)


def plan_compact(tenant: Tenant, name: str) -> Plan:
    """Plan to rewrite an object's table without what nothing needs; see `engine.changes.compacting`."""
    here = runtime(tenant)
    return changes.plan_compact(here.database, here.catalogue, name)


def apply(  # noqa: PLR0913  each is said by who applies
    tenant: Tenant,
    planned: Plan,
    *,
    actor: Actor,
    message: str,
    confirm: str = "",
    watch: Watch = changes.unwatched,
) -> Revision:
    """Make a plan's outcome the next revision; see `engine.changes.apply`."""
    revision = changes.apply(
        tenant.database,
        planned,
        actor=actor,
        message=message,
        confirm=confirm,
        files=tenant.files,
        watch=watch,
    )
    written = changes.component_rows(planned)
    runtime(tenant).adopt(planned.model, planned.columns, planned.base, written)
    return revision


def customise(
    tenant: Tenant, patches: Sequence[Patch], *, actor: Actor, message: str
) -> Revision | None:
    """Apply an admin's patches as the next revision; None when they change nothing.

    AccessDenied without the right ``customise``; MetadataError when the outcome would not be right.
    """
    here = runtime(tenant)
    open_session(tenant, actor)._require_customise()
    planned = changes.plan_patches(here.database, here.catalogue, patches)
    return apply(tenant, planned, actor=actor, message=message) if planned.steps else None


def install_package(
    tenant: Tenant, package: Package, actor: Actor, *, find: Finder | None = None
) -> Revision | None:
    """Install a package with what it requires: from ``find``, or else what Keel ships with."""
    from engine.packages import shipped_package

    here = runtime(tenant)

    def shipped(name: str) -> Package:
        return shipped_package(name, here.catalogue)

    return changes.install_package(
        here.database, here.catalogue, package, actor=actor, find=find or shipped
    )
