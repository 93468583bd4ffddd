"""Keeps compiled models and actors fresh: one small read per request decides (decision 20)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from engine.kernel.actor import Actor, system_actor
from engine.kernel.catalogue import Catalogue
from engine.kernel.context import Clock, Context, utc_now
from engine.kernel.extension import Extensions
from engine.kernel.model import Model
from engine.packages import build_model
from engine.registry import catalogue, extensions
from engine.storage.columns import ColumnMap, load_columns
from engine.storage.metadata import Head, Stored, living, load_components, read_head
from engine.storage.migrate import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.storage.database import Database
    from engine.tenancy.registry import TenantRegistry
    from engine.tenancy.tenant import Tenant

MOST_MODELS = 32
MOST_ACTORS = 5_000
SWAPS = 16
SYSTEM = "system:"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tenant's metadata at one revision, compiled."""

    rev: int
    digest: str
    stored: Mapping[UUID, Stored]
    columns: ColumnMap
    model: Model


Compiled = tuple[Model, ColumnMap]


class Models:
    """The compiled models of this process by digest; tenants that say the same share one.

    A model goes with its column map: parts of the one hold tables of the other.
    """

    def __init__(self, most: int = MOST_MODELS) -> None:
        self._most = most
        self._kept: OrderedDict[str, Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> Compiled | None:
        """Find a model, which makes it the last to go."""
        with self._lock:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
            return found

    def put(self, digest: str, compiled: Compiled) -> Compiled:
        """Keep a model, or give the one that is kept; the one not used for longest goes."""
        with self._lock:
            kept = self._kept.setdefault(digest, compiled)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept

    def drop(self, digest: str) -> None:
        """Let a model go that its tenant replaced."""
        with self._lock:
            self._kept.pop(digest, None)


class Runtime:
    """One tenant in this process: what a request or a job needs to begin."""

    def __init__(
        self,
        tenant: Tenant,
        known: Catalogue,
        extended: Extensions,
        models: Models,
        clock: Clock = utc_now,
    ) -> None:
        self.tenant = tenant
        self.database: Database = tenant.database
        self.catalogue = known
        self.extensions = extended
        self._models = models
        self._clock = clock
        self._snapshot: Snapshot | None = None
        self._swaps = 0
        self._files = tenant.files
        self._loading = threading.Lock()
        self._actors: OrderedDict[UUID, tuple[tuple[object, ...], Actor]] = OrderedDict()
        bring_up_to_date(self.database)

    @property
    def name(self) -> str:
        """Give the tenant's name."""
        return self.tenant.name

    def context(self, actor: UUID | None, reason: str) -> Context:
        """Give a context at the present revision: the actor's, or the system's with a reason."""
        return self.enter(actor if actor is not None else f"{SYSTEM}{reason}")[0]

    def enter(self, who: Actor | UUID | str) -> tuple[Context, Head]:
        """Give the context of an actor, a user or ``system:<reason>``, and the head it rests on.

        One statement when nothing changed. AccessDenied for a user who may not work here.
        """
        with self.database.reading() as conn:
            head = read_head(conn)
            head, snapshot = self.snapshot(conn, head)
            actor = self._actor(conn, snapshot, head, who)
        made = self._context(snapshot, actor)
        return replace(made, again=lambda: self.enter(who)[0]), head

    def snapshot(self, conn: Connection, head: Head) -> tuple[Head, Snapshot]:
        """Give the compiled metadata in force, and the head that they belong to."""
        kept = self._snapshot
        if kept is not None and kept.rev == head.rev:
            return head, kept
        with self._loading:
            kept = self._snapshot
            if kept is not None and kept.rev == head.rev:
                return head, kept
            if kept is not None and kept.rev > head.rev:
                kept = None  # the tenant was restored to an earlier state
            while True:
                made = self._load(conn, head, kept)
                again = read_head(conn)
                if again.rev == head.rev:
                    break
                head = again
            self._follow(kept, made)
            return head, made

    def adopt(
        self, model: Model, columns: ColumnMap, base: int, changed: Iterable[Stored]
    ) -> None:
        """Take over what was compiled for a plan, so that this process need not do it again.

        ``changed`` are the components that the revision after ``base`` wrote.
        """
        kept = self._snapshot
        mine = columns.after(ColumnMap(()) if kept is None else kept.columns)
        if kept is not None:
            model.inherit(kept.model)
        mine.adopt(columns)
        digest = f"{model.digest}:{mine.digest}"
        compiled = self._models.put(digest, (model, mine))
        with self._loading:
            if kept is not None and self._snapshot is kept and kept.rev == base:
                stored = {**kept.stored, **{each.component.uid: each for each in changed}}
                self._follow(kept, Snapshot(base + 1, digest, stored, compiled[1], compiled[0]))

    def _follow(self, kept: Snapshot | None, made: Snapshot) -> None:
        self._snapshot = made
        if kept is not None and kept.digest != made.digest:
            self._models.drop(kept.digest)
            self._clear_statements()

    def _clear_statements(self) -> None:
        """Let go of old tables now and then: cached statements hold them (measured: 5 MB each).

        Not each time, since every statement of the process would have to be compiled again.
        """
        self._swaps += 1
        if self._swaps % SWAPS == 0:
            self.database.forget_statements()

    def _load(self, conn: Connection, head: Head, kept: Snapshot | None) -> Snapshot:
        since = kept.rev if kept else -1
        stored = load_components(conn, kept.stored if kept else None, since)
        columns = load_columns(conn, kept.columns if kept else None, since)
        digest = f"{head.digest}:{columns.digest}"
        compiled = self._models.get(digest)
        if compiled is None:
            model = build_model(living(stored), self.catalogue, kept.model if kept else None)
            if kept is not None:
                model.inherit(kept.model)
                columns.adopt(kept.columns)
            columns.drop_stale({(obj.uid, obj.digest) for obj in model.objects.values()})
            compiled = self._models.put(digest, (model, columns))
        model, columns = compiled
        return Snapshot(head.rev, digest, stored, columns, model)

    def _actor(
        self, conn: Connection, snapshot: Snapshot, head: Head, who: Actor | UUID | str
    ) -> Actor:
        if isinstance(who, Actor):
            return who
        if isinstance(who, str):
            assert who.startswith(SYSTEM), "who is a user id, an actor or system:<reason>"
            return system_actor(who.removeprefix(SYSTEM))
        state = (head.digest, head.perm_epoch, head.identity_epoch)
        kept = self._actors.get(who)
        if kept is not None and kept[0] == state:
            return kept[1]
        from engine.access.actors import load_actor

        actor = load_actor(conn, snapshot.model, snapshot.columns, who)
        self._actors[who] = (state, actor)
        while len(self._actors) > MOST_ACTORS:
            self._actors.popitem(last=False)
        return actor

    def _context(self, snapshot: Snapshot, actor: Actor) -> Context:
        return Context(
            tenant=self.tenant.name,
            database=self.database,
            model=snapshot.model,
            revision=snapshot.rev,
            columns=snapshot.columns,
            actor=actor,
            extensions=self.extensions,
            clock=self._clock,
            files=self._files,
            catalogue=self.catalogue,
        )


_runtimes: dict[tuple[str, str, str], Runtime] = {}
_models = Models()
_opening = threading.Lock()


def runtime(tenant: Tenant) -> Runtime:
    """Give the runtime of a tenant, one per process; refuses data of a newer release."""
    key = (tenant.name, tenant.dsn, tenant.schema)
    found = _runtimes.get(key)
    if found is None:
        with _opening:
            found = _runtimes.get(key)
            if found is None:
                found = Runtime(tenant, catalogue(), extensions(), _models)
                _runtimes[key] = found
    return found


def forget(tenant: Tenant) -> None:
    """Forget the runtime of a tenant that is dropped, moved or restored."""
    with _opening:
        _runtimes.pop((tenant.name, tenant.dsn, tenant.schema), None)


def workplaces(registry: TenantRegistry) -> list[Runtime]:
    """Give every tenant of an installation as a place where jobs are done."""
    return [runtime(tenant) for tenant in registry.all()]
