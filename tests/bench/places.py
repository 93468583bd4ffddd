"""Where the measured company lies: filled once, kept under build/bench, copied for every run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql

from engine import Tenant, open_registry, open_session
from engine.storage.database import close_database
from tests import databases
from tests.bench import company, rival_tables
from ui.app import create_app
from ui.settings import from_environment

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "bench"
MADE_OF = (ROOT / "metadata" / "core", ROOT / "engine" / "storage", Path(__file__).parent)
KEEL, RIVAL, BEFORE = "keel_bench", "keel_bench_rival", "_before"


@dataclass(frozen=True)
class Facts:
    """What the requests need to know about the data; kept beside it."""

    token: str
    manager: str
    accounts: Sequence[str]
    deals: Sequence[str]
    """Opportunities that the manager sees."""


@dataclass(frozen=True)
class Place:
    """Keel's tenant and the rival's database, both filled, of one run."""

    database: str
    folder: Path
    keel: Mapping[str, str]
    """The environment of the served Keel."""
    rival: str
    """The rival's address."""
    facts: Facts
    tenant: Tenant


def is_filled(database: str) -> bool:
    """Tell whether there is data of this core package and these tables."""
    note = _note(database)
    return note.exists() and json.loads(note.read_text())["made_of"] == fingerprint()


def fill_anew(database: str) -> Facts:
    """Fill both databases; a process that did it holds connections, so another puts them by."""
    shelf = shelf_of(database, BUILD / database)
    _note(database).unlink(missing_ok=True)
    shelf.clear()
    return fill(shelf)


def put_by(database: str, facts: Facts) -> None:
    """Keep what was filled for later runs."""
    shelf_of(database, BUILD / database).put_by()
    _note(database).write_text(json.dumps({**asdict(facts), "made_of": fingerprint()}))


def restore(database: str) -> Place:
    """Give a fresh copy of the filled databases."""
    shelf = shelf_of(database, BUILD / database)
    kept = json.loads(_note(database).read_text())
    del kept["made_of"]
    shelf.restore()
    tenant = shelf.tenant("main")
    return Place(database, shelf.cloud, shelf.environment, shelf.rival, Facts(**kept), tenant)


def _note(database: str) -> Path:
    return BUILD / database / "facts.json"


def fingerprint() -> str:
    """Digest what the data depends on: the core package, the tables, and who fills them."""
    wanted = ("*.yaml", "tables.py", "types.py", "company.py", "rival_tables.py")
    files = {file for place in MADE_OF for each in wanted for file in place.rglob(each)}
    return sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


class OnFiles:
    """Everything in files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cloud = folder, folder / "cloud"
        self.files = (self.cloud / "tenants" / "main.db", self.cloud / "rival.db")
        self.environment = {"KEEL_BENCH_DATA": str(self.cloud)}
        self.rival = f"sqlite:///{self.files[1]}"

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.cloud.mkdir(parents=True)

    def tenant(self, name: str) -> Tenant:
        registry = open_registry(self.cloud)
        known = {tenant.name: tenant for tenant in registry.all()}
        return known.get(name) or registry.create(name)

    def put_by(self) -> None:
        for file in self.files:
            _move_journal(file)
            shutil.copyfile(file, self.folder / f"{file.name}{BEFORE}")

    def restore(self) -> None:
        for file in self.files:
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
            shutil.copyfile(self.folder / f"{file.name}{BEFORE}", file)


class OnServer:
    """Everything in databases of the PostgreSQL under test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cloud = folder, folder / "cloud"
        self.names = (KEEL, RIVAL) if folder.parent == BUILD else (f"{KEEL}_large",)
        self.control, self.rival = (_sqlalchemy(name) for name in (self.names[0], RIVAL))
        self.environment = {"KEEL_BENCH_DATA": str(self.cloud), "KEEL_CONTROL": self.control}

    def clear(self) -> None:
        self.cloud.mkdir(parents=True, exist_ok=True)
        for name in self.names:
            _drop(name + BEFORE)
            _drop(name)
            _create(name)

    def tenant(self, name: str) -> Tenant:
        registry = open_registry(self.control)
        known = {tenant.name: tenant for tenant in registry.all()}
        return known.get(name) or registry.create(name)

    def put_by(self) -> None:
        for name in self.names:
            with psycopg.connect(_libpq(name), autocommit=True) as conn:
                conn.execute("VACUUM ANALYZE")
            _create(name + BEFORE, name)

    def restore(self) -> None:
        for name in self.names:
            _drop(name)
            _create(name, name + BEFORE)


Shelf = OnFiles | OnServer


def shelf_of(database: str, folder: Path) -> Shelf:
    """Give the place of a kind of database."""
    return OnFiles(folder) if database == "sqlite" else OnServer(folder)


def fill(shelf: Shelf) -> Facts:
    """Fill both databases through their proper doors: Keel's gate, the rival's tables."""
    tenant = shelf.tenant("main")
    make_app(shelf.environment)
    company.install(tenant)
    teams = company.hire(tenant)
    owners = [person for boss, reps in teams.items() for person in (boss, *reps)]
    system = open_session(tenant, company.SYSTEM)
    accounts = list(company.account_rows(owners))
    account_ids = company.save_all(system, company.ACCOUNT, accounts)
    deals = list(company.deal_rows(account_ids, owners))
    deal_ids = company.save_all(system, company.DEAL, deals)
    manager = next(iter(teams))
    token = company.give_token(tenant, manager)
    fill_rival(shelf.rival, teams, token, (account_ids, accounts), (deal_ids, deals))
    mine = {str(manager), *map(str, teams[manager])}
    seen = [
        str(key) for key, deal in zip(deal_ids, deals, strict=True) if deal["owner"] in mine
    ]
    close_database(tenant.database)
    return Facts(token, str(manager), [str(key) for key in account_ids[:1000]], seen[:3000])


def make_app(variables: Mapping[str, str]) -> None:
    """Make the tables of identities as `keel serve` does before it starts its workers."""
    create_app(from_environment(Path(variables["KEEL_BENCH_DATA"]), variables))


def fill_rival(
    dsn: str,
    teams: Mapping[UUID, Sequence[UUID]],
    token: str,
    accounts: tuple[Sequence[UUID], Sequence[company.Row]],
    deals: tuple[Sequence[UUID], Sequence[company.Row]],
) -> None:
    """Put the same company into the rival's tables, with one line of history for each record."""
    engine = rival_tables.open_engine(dsn)
    boss = next(iter(teams))
    line = [(each, each) for each in (*teams, *(p for reps in teams.values() for p in reps))]
    line += [(manager, each) for manager, reps in teams.items() for each in reps]
    kept = [rival_deal(key, raw) for key, raw in zip(*deals, strict=True)]
    noted = [
        {"id": UUID(int=n), "deal": row["id"], "by": boss, "at": row["updated_at"], "changes": "{}"}
        for n, row in enumerate(kept)
    ]  # fmt: skip
    with engine.begin() as conn:
        rival_tables.meta.create_all(conn)
        closure = [{"ancestor": above, "descendant": below} for above, below in line]
        conn.execute(rival_tables.closure.insert(), closure)
        hashed = {"hash": sha256(token.encode()).hexdigest(), "user": boss}
        conn.execute(rival_tables.token.insert(), hashed)
        named = [{"id": key, "name": raw["name"]} for key, raw in zip(*accounts, strict=True)]
        conn.execute(rival_tables.account.insert(), named)
        conn.execute(rival_tables.deal.insert(), kept)
        conn.execute(rival_tables.history.insert(), noted)
    engine.dispose()


def rival_deal(key: UUID, raw: company.Row) -> dict[str, Any]:
    """Give the rival's row of an opportunity."""
    return {
        "id": key,
        "name": raw["name"],
        "account": UUID(raw["account"]),
        "stage": raw["stage"],
        "amount": Decimal(raw["amount"]),
        "close_date": date.fromisoformat(raw["close_date"]),
        "owner": UUID(raw["owner"]),
        "next_step": raw["next_step"],
        "updated_at": datetime.now(UTC),
        "row_version": 1,
    }


def _move_journal(file: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{file}", isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _libpq(name: str) -> str:
    return databases.in_database(databases.postgresql_server(), name)


def _sqlalchemy(name: str) -> str:
    return _libpq(name).replace("postgresql:", "postgresql+psycopg:", 1)


def _drop(name: str) -> None:
    _command(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(name: str, source: str = "template1") -> None:
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _command(create.format(sql.Identifier(name), sql.Identifier(source)))


def _command(command: sql.Composed) -> None:
    with psycopg.connect(databases.postgresql_server(), autocommit=True) as conn:
        conn.execute(command)


def environment(place: Place) -> dict[str, str]:
    """Give the environment that both servers run in."""
    return {**place.keel, "RIVAL_DSN": place.rival, "PYTHONPATH": os.fspath(ROOT)}
