"""Lends every test a small company of its own: built once per test process, then copied."""

from __future__ import annotations

import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import ExecStatus

from engine import changes, runtime
from engine.kernel.actor import system_actor
from engine.kernel.context import utc_now
from engine.kernel.ids import derived_uid
from engine.packages import read_package
from engine.registry import catalogue
from engine.storage.columns import load_columns
from engine.storage.database import Database, close_database
from engine.storage.metadata import living, load_components
from engine.storage.migrate import create_tenant_tables
from engine.storage.system import access_grant, user_closure
from engine.tenancy.tenant import Tenant
from tests import databases

Build = Callable[[Tenant], None]
SMALL = Path(__file__).parent / "packages" / "small"
SCHEMA = "small"
MOST_COPIES = 16
"""That wait to be dropped."""

ADMIN, LEADER, SELLER, RIVAL = (
    derived_uid("tests", "user", "", name) for name in ("admin", "leader", "seller", "rival")
)
PEOPLE: Mapping[UUID, tuple[str, str, UUID | None]] = {
    ADMIN: ("Ada Admin", "admin", None),
    LEADER: ("Lena Leader", "leader", None),
    SELLER: ("Sam Seller", "seller", LEADER),
    RIVAL: ("Rita Rival", "seller", None),
}
"""Name, role and manager; the rival has the seller's role and nobody above."""


def build(tenant: Tenant, folder: Path = SMALL) -> None:
    """Install the small package, or one that extends a copy of it, and let its people in."""
    database = tenant.database
    create_tenant_tables(database)
    known = catalogue()
    package = read_package(folder, known)
    actor = system_actor("tests")
    changes.install_package(database, known, package, actor=actor)
    _hire(database)


def _hire(database: Database) -> None:
    context = _context(database)
    model, columns = context
    table = columns.table(model.objects["user"])
    now = utc_now()
    with database.writing() as conn:
        for person, (name, role, manager) in PEOPLE.items():
            row = {
                "id": person,
                "name": name,
                "email": f"{name.split()[0].lower()}@example.com",
                "active": True,
                "manager": manager,
                "row_version": 1,
                "created_at": now,
                "updated_at": now,
            }
            conn.execute(table.table.insert().values(table.row(row)))
            uid = model.find("role", role).uid
            grant = {"user_id": person, "kind": "role", "uid": uid}
            conn.execute(access_grant.insert().values(grant))
            line = {"ancestor": person, "descendant": person, "depth": 0}
            conn.execute(user_closure.insert().values(line))
            if manager is not None:
                above = {"ancestor": manager, "descendant": person, "depth": 1}
                conn.execute(user_closure.insert().values(above))


def _context(database: Database):
    from engine.packages import build_model

    with database.reading() as conn:
        model = build_model(living(load_components(conn)), catalogue())
        return model, load_columns(conn)


def sqlite_template(folder: Path, making: Build = build) -> Path:
    """Build a template as one file."""
    tenant = Tenant("template", f"sqlite:///{folder / 'template.db'}")
    making(tenant)
    runtime.forget(tenant)
    close_database(tenant.database)  # closing the last connection empties the journal
    return folder / "template.db"


@contextmanager
def sqlite_copy(template: Path, folder: Path) -> Iterator[Tenant]:
    """Lend a copy of the template file."""
    shutil.copyfile(template, folder / "small.db")
    tenant = Tenant("small", f"sqlite:///{folder / 'small.db'}")
    yield tenant
    runtime.forget(tenant)
    close_database(tenant.database)


def _dsn(address: str) -> str:
    return address.replace("postgresql:", "postgresql+psycopg:", 1)


class Dropper:
    """Drops databases beside the tests: each drop makes the server write out everything it holds.

    Without a thread, since tests fork: one statement is sent, and looked after at the next occasion.
    """

    def __init__(self, server: str) -> None:
        self._server = psycopg.connect(server, autocommit=True)
        self._names: deque[str] = deque()
        self._at_it = False

    def put(self, name: str) -> None:
        """Have a database dropped, soon."""
        self._names.append(name)
        self._server.pgconn.consume_input()
        while len(self._names) > MOST_COPIES or not self._server.pgconn.is_busy():
            if not self._next():
                return

    def finish(self) -> None:
        """Wait until all are gone."""
        while self._next():
            pass
        self._server.close()

    def _next(self) -> bool:
        while self._at_it and (result := self._server.pgconn.get_result()) is not None:
            assert result.status == ExecStatus.COMMAND_OK, result.error_message
        self._at_it = bool(self._names)
        if self._at_it:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            statement = drop.format(sql.Identifier(self._names.popleft()))
            self._server.pgconn.send_query(statement.as_bytes(self._server))
        return self._at_it


class PostgresqlTemplate:
    """The small company as a database without connections, and the copies made of it."""

    def __init__(self, address: str) -> None:
        self._source = address.rpartition("/")[2].partition("?")[0]
        self._server = databases.postgresql_server()
        self._dropper = Dropper(self._server)

    @contextmanager
    def copy(self) -> Iterator[Tenant]:
        """Lend a copy of the database."""
        name = f"keel_test_copy_{secrets.token_hex(6)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(create.format(sql.Identifier(name), sql.Identifier(self._source)))
        tenant = Tenant("small", _dsn(databases.in_database(self._server, name)), SCHEMA)
        try:
            yield tenant
        finally:
            runtime.forget(tenant)
            close_database(tenant.database)
            self._dropper.put(name)

    def drop_copies(self) -> None:
        """Wait until the copies are gone."""
        self._dropper.finish()

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as admin:
            admin.execute(statement)


@contextmanager
def postgresql_template(
    request: pytest.FixtureRequest, making: Build = build
) -> Iterator[PostgresqlTemplate]:
    """Build a template as one database, and leave it without connections."""
    worker = getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]
    with databases.fresh_database(f"{worker}_template") as address:
        tenant = Tenant("template", _dsn(address), SCHEMA)
        making(tenant)
        runtime.forget(tenant)
        close_database(tenant.database)
        template = PostgresqlTemplate(address)
        try:
            yield template
        finally:
            template.drop_copies()


def lent(
    request: pytest.FixtureRequest, name: str, folder: Path
) -> AbstractContextManager[Tenant]:
    """Lend a copy of a template on the database that the fixture's parameter names."""
    template = request.getfixturevalue(f"{name}_on_{request.param}")
    return sqlite_copy(template, folder) if request.param == "sqlite" else template.copy()


def templates(name: str, making: Build) -> tuple[Any, Any]:
    """Make the fixtures ``<name>_on_sqlite``, a file to be copied, and ``<name>_on_postgresql``."""

    @pytest.fixture(scope="session", name=f"{name}_on_sqlite")
    def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return sqlite_template(tmp_path_factory.mktemp(name), making)

    @pytest.fixture(scope="session", name=f"{name}_on_postgresql")
    def on_postgresql(request: pytest.FixtureRequest) -> Iterator[PostgresqlTemplate]:
        with postgresql_template(request, making) as template:
            yield template

    return on_sqlite, on_postgresql


small_on_sqlite, small_on_postgresql = templates("small", build)


@pytest.fixture(params=["sqlite", "postgresql"])
def tenant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tenant]:
    """The small company, of this test alone, on each database in turn."""
    with lent(request, "small", tmp_path) as found:
        yield found


@pytest.fixture
def admin() -> UUID:
    """The user who may do everything."""
    return ADMIN


@pytest.fixture
def manager() -> UUID:
    """The user above the rep."""
    return LEADER


@pytest.fixture
def rep() -> UUID:
    """A user who sees own deals only, and no margins."""
    return SELLER


@pytest.fixture
def rival() -> UUID:
    """Another rep, outside the manager's team."""
    return RIVAL
