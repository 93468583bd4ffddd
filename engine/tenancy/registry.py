"""Keeps the list of tenants in the control database, and creates and drops their places."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine.errors import EngineError
from engine.fields.key_ring import keep_keys_in
from engine.kernel.context import utc_now
from engine.storage import ddl
from engine.storage.database import Database, close_database, open_database
from engine.storage.migrate import create_tenant_tables
from engine.storage.types import MOMENT, TEXT, JsonText
from engine.tenancy.tenant import Tenant, checked_name
from engine.text import text

CONTROL_FILE = "control.db"
_TENANT_FOLDER = "tenants"
_PREPARING = "preparing.lock"
_FRESH_SECONDS = 5.0
"""How long another process's new tenant or host may stay unknown to this one."""

_CONTROL = sa.MetaData()
_tenant = sa.Table(
    "keel_tenant",
    _CONTROL,
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("dsn", TEXT, nullable=False),
    sa.Column("schema", TEXT, nullable=False),
    sa.Column("hosts", JsonText(), nullable=False),
    sa.Column("created_at", MOMENT, nullable=False),
)


class TenantRegistry:
    """The tenants of one installation; made by `open_registry`."""

    def __init__(self, control: Database, folder: Path | None) -> None:
        self.control = control
        self.folder = folder
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Tenant]] | None = None

    def all(self) -> tuple[Tenant, ...]:
        """Give all tenants by name."""
        return tuple(self._tenants().values())

    def get(self, name: str) -> Tenant:
        """Find a tenant; EngineError ``tenant.unknown`` when there is none."""
        found = self._tenants().get(name) or self._tenants(fresh=True).get(name)
        if found is None:
            raise EngineError(
                "tenant.unknown",
                text("there is no tenant “{name}”", "没有租户“{name}”", name=name),
                hint=text("create it with: keel tenant create", "请用 keel tenant create 创建"),
            )
        return found

    def by_host(self, host: str) -> Tenant | None:
        """Find the tenant that answers to a host name; an only tenant answers to every one."""
        tenants = self._tenants()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        for tenant in tenants.values():
            if name.lower() in tenant.hosts:
                return tenant
        return next(iter(tenants.values())) if len(tenants) == 1 else None

    def create(
        self,
        name: str,
        *,
        dsn: str | None = None,
        schema: str | None = None,
        hosts: tuple[str, ...] = (),
    ) -> Tenant:
        """Create a tenant with its system tables, at revision 0: no package is installed yet.

        Without ``dsn`` it is a file in the data folder, or a schema in the control database.
        EngineError ``tenant.exists`` or ``tenant.name``.
        """
        tenant = self._placed(checked_name(name), dsn, schema, hosts)
        with self.control.writing(exclusive=True) as conn:
            ddl.one_creator(conn)
            if name in self._tenants(fresh=True):
                raise _exists(name)
            create_tenant_tables(tenant.database)
            conn.execute(_tenant.insert().values(**_row(tenant)))
        self._known = None
        return tenant

    def set_hosts(self, name: str, hosts: tuple[str, ...]) -> Tenant:
        """Change the host names that a tenant answers to."""
        self.get(name)
        lower = [host.lower() for host in hosts]
        with self.control.writing(exclusive=True) as conn:
            conn.execute(_tenant.update().where(_tenant.c.name == name).values(hosts=lower))
        self._known = None
        return self.get(name)

    def drop(self, name: str) -> None:
        """Drop a tenant with everything in it, for good."""
        tenant = self.get(name)
        database = tenant.database
        if tenant.schema:
            with database.writing(exclusive=True) as conn:
                conn.execute(sa.schema.DropSchema(tenant.schema, cascade=True, if_exists=True))
        close_database(database)
        if not tenant.schema:
            file = make_url(tenant.dsn).database or ""
            for suffix in ("", "-wal", "-shm"):
                Path(file + suffix).unlink(missing_ok=True)
        with self.control.writing(exclusive=True) as conn:
            conn.execute(_tenant.delete().where(_tenant.c.name == name))
        self._known = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other processes of this installation out while one prepares it."""
        if self.folder is None:
            with self.control.without_transaction() as conn, ddl.alone(conn):
                yield
            return
        with (self.folder / _PREPARING).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the end of the process frees it, too
            yield

    def _placed(
        self, name: str, dsn: str | None, schema: str | None, hosts: tuple[str, ...]
    ) -> Tenant:
        lower = tuple(host.lower() for host in hosts)
        if dsn is None and self.folder is not None:
            (self.folder / _TENANT_FOLDER).mkdir(parents=True, exist_ok=True)
            return Tenant(
                name, f"sqlite:///{self.folder / _TENANT_FOLDER / name}.db", hosts=lower
            )
        dsn = dsn or self.control.dsn
        if schema is None:
            on_file = make_url(dsn).get_backend_name() == "sqlite"
            schema = "" if on_file else "t_" + name.replace("-", "_")
        return Tenant(name, dsn, schema, lower)

    def _tenants(self, *, fresh: bool = False) -> dict[str, Tenant]:
        known = self._known
        if not fresh and known is not None and time.monotonic() - known[0] < _FRESH_SECONDS:
            return known[1]
        with self._lock, self.control.reading() as conn:
            rows = conn.execute(sa.select(_tenant).order_by(_tenant.c.name)).all()
            found = {row.name: self._from_row(row) for row in rows}
            self._known = (time.monotonic(), found)
        return found

    def _from_row(self, row: Any) -> Tenant:
        # A folder that was moved or copied means its own files, never those it was copied from.
        file, dsn = f"{_TENANT_FOLDER}/{row.name}.db", str(row.dsn)
        if self.folder and dsn.startswith("sqlite") and dsn.endswith(f"/{file}"):
            own = self.folder / file
            dsn = f"sqlite:///{own}" if own.exists() else dsn
        return Tenant(row.name, dsn, row.schema, tuple(row.hosts))


def open_registry(place: Path | str) -> TenantRegistry:
    """Open the registry of a data folder, or of a PostgreSQL address; creates what is missing."""
    if isinstance(place, Path):
        folder = place.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        keep_keys_in(folder)
        control = open_database(f"sqlite:///{folder / CONTROL_FILE}")
    else:
        folder = None
        control = open_database(place)
    with control.writing(exclusive=True) as conn:
        ddl.create_missing(conn, _CONTROL)
    return TenantRegistry(control, folder)


def _exists(name: str) -> EngineError:
    return EngineError(
        "tenant.exists",
        text("there is a tenant “{name}” already", "租户“{name}”已存在", name=name),
    )


def _row(tenant: Tenant) -> dict[str, object]:
    return {
        "name": tenant.name,
        "dsn": tenant.dsn,
        "schema": tenant.schema,
        "hosts": list(tenant.hosts),
        "created_at": utc_now(),
    }
