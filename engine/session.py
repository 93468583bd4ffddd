"""Everything that one actor may do in one tenant at one revision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.changes import Plan, Revision
from engine.changes import apply as apply_plan
from engine.changes import install_package as install
from engine.changes import plan as make_plan
from engine.changes.install import Finder
from engine.errors import RecordNotFound
from engine.kernel.actor import Actor
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.runtime import runtime
from engine.storage.metadata import Head
from engine.tenancy.tenant import Tenant
from engine.text import text

if TYPE_CHECKING:
    from engine.packages import Package
    from engine.records import Records


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
        """Find an object; RecordNotFound when there is none."""
        found = self.context.model.get(name)
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
        """Do several things or none: gives the session inside one writing transaction."""
        with self.context.database.writing(revision=self.context.revision) as conn:
            yield Session(self.context.within(conn), self.head)

    def run(self, kind: str, name: str, **inputs: Any) -> Any:
        """Run a component of a kind; RecordNotFound for a kind that nothing runs."""
        runner = self.context.extensions.runners.get(kind)
        if runner is None:
            raise RecordNotFound(
                "run.unknown",
                text("nothing runs a {kind}", "无法运行 {kind}", kind=kind),
            )
        return runner.run(self.context, name, inputs)


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
    confirmed: bool = False,
) -> Plan:
    """Plan to put packages in place of their installed versions; see `engine.changes.plan`."""
    here = runtime(tenant)
    return make_plan(
        here.database, here.catalogue, packages, delete=delete, confirmed=confirmed
    )


def apply(tenant: Tenant, planned: Plan, *, actor: Actor, message: str) -> Revision:
    """Make a plan's outcome the next revision; see `engine.changes.apply`."""
    revision = apply_plan(tenant.database, planned, actor=actor, message=message)
    runtime(tenant).adopt(planned.model, planned.columns)
    return revision


def install_package(
    tenant: Tenant, package: Package, actor: Actor, *, find: Finder | None = None
) -> Revision | None:
    """Install a package with what it requires: from ``find``, or else what Keel ships with."""
    from engine.packages import shipped_package

    here = runtime(tenant)

    def shipped(name: str) -> Package:
        return shipped_package(name, here.catalogue)

    return install(here.database, here.catalogue, package, actor=actor, find=find or shipped)
