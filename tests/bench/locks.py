"""Measures whom a change of metadata keeps waiting on an object of 1,000,000 rows (PostgreSQL).

Two processes read and one writes, by the doors and with the locks of a request, with a short pause
after each, while fields are added and renamed, a filled text is made unique, and one that was deleted
comes back; then a transaction stands idle in the way. The figures
are the longest that any of them took, beside the idle transaction any reader: waiting for locks, and
what the machine adds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from engine import ApplyError, Tenant, apply, open_session, plan_edits, plan_rollback
from engine.changes import Edits, Plan
from engine.runtime import runtime
from engine.storage import ddl, indexing
from engine.storage.database import close_database
from engine.storage.tables import ObjectTable
from tests.bench import company
from tests.bench.figures import Figure
from tests.bench.places import shelf_of

ROWS, ACCOUNTS, ROUNDS, KNOWN = 1_000_000, 1_000, 5, 200
WAIT_BAR, IDLE_BAR = 150.0, 350.0
PAUSE, WARM, AFTER = 0.015, 2.0, 0.2
FIELD = ("field", company.DEAL, "x__bench")
SERIAL = ("field", company.DEAL, "x__serial")
Spell = tuple[float, float]
"""When a request began, and when it was answered."""


def measure(database: str) -> list[Figure]:
    """Give the longest request beside an added and a renamed field, and beside an idle transaction."""
    if database != "postgresql":
        return []
    with TemporaryDirectory() as place:
        os.environ["KEEL_FILES"] = place
        shelf = shelf_of(database, Path(place))
        shelf.clear()
        tenant = shelf.tenant("main")
        company.install(tenant)
        manager = next(iter(company.hire(tenant)))
        change(tenant, Edits(put={SERIAL: serial()}))
        ids = fill(tenant, manager)
        with serving(tenant, ids) as spells:
            time.sleep(WARM)
            quiet = (time.monotonic(), time.monotonic() + WARM)
            time.sleep(WARM)
            added, renamed = zip(
                *(add_and_rename(tenant, n) for n in range(ROUNDS)), strict=True
            )
            unique, undone = make_unique(tenant), bring_back(tenant)
            idle = give_up(tenant)
        every = spells()
        close_database(tenant.database)

    def longest(*windows: Spell, of: Sequence[Spell]) -> float:
        return 1000 * max(end - began for began, end in of if _in(began, end, windows))

    readers, writer = every
    all_of_them = [*readers, *writer]

    return [
        Figure("lock_undisturbed", database, longest(quiet, of=all_of_them), "ms", None, None),
        Figure(
            "lock_add_field", database, longest(*added, of=all_of_them), "ms", None, WAIT_BAR
        ),
        Figure(
            "lock_rename_field",
            database,
            longest(*renamed, of=all_of_them),
            "ms",
            None,
            WAIT_BAR,
        ),
        Figure(
            "lock_unique_field", database, longest(unique, of=all_of_them), "ms", None, WAIT_BAR
        ),
        Figure(
            "lock_undelete_field",
            database,
            longest(undone, of=all_of_them),
            "ms",
            None,
            WAIT_BAR,
        ),
        Figure(
            "lock_idle_transaction", database, longest(idle, of=readers), "ms", None, IDLE_BAR
        ),
    ]


def _in(began: float, end: float, windows: Sequence[Spell]) -> bool:
    return any(began <= until and end >= since for since, until in windows)


def add_and_rename(tenant: Tenant, number: int) -> tuple[Spell, Spell]:
    """Add a field and rename it; give when each was done."""
    kind, of, name = FIELD
    key = (kind, of, f"{name}_{number}")
    body = {"type": "text", "label": {"en": f"Measured {number}"}}
    return (
        change(tenant, Edits(put={key: body})),
        change(tenant, Edits(rename={key: f"{key[2]}_renamed"})),
    )


def make_unique(tenant: Tenant) -> Spell:
    """Have a job fold a million texts (0093), and think better of it before it begins."""
    spell = change(tenant, Edits(put={SERIAL: serial(unique=True)}))
    applied(tenant, plan_rollback(tenant, revision(tenant) - 1))
    return spell


def bring_back(tenant: Tenant) -> Spell:
    """Delete a field with a million texts, and undo that."""
    change(tenant, Edits(delete=(SERIAL,)))
    undo = plan_rollback(tenant, revision(tenant) - 1)
    return timed(lambda: applied(tenant, undo))


def serial(**more: bool) -> dict[str, Any]:
    return {"type": "text", "label": {"en": "Serial number"}, **more}


def revision(tenant: Tenant) -> int:
    return runtime(tenant).context(None, "benchmark").revision


def change(tenant: Tenant, edits: Edits) -> Spell:
    planned = plan_edits(tenant, edits)
    return timed(lambda: applied(tenant, planned))


def applied(tenant: Tenant, planned: Plan) -> None:
    actor = open_session(tenant, company.SYSTEM).context.actor
    words = planned.confirmation
    apply(tenant, planned, actor=actor, message="measured", confirm=words)


def give_up(tenant: Tenant) -> Spell:
    """Apply while a transaction stands idle: it gives up, says who is in the way, and then works."""
    table = tables(tenant).table.name
    planned = plan_edits(tenant, Edits(put={FIELD: {"type": "text", "label": {"en": "Idle"}}}))
    idle = sa.create_engine(tenant.dsn, connect_args={"application_name": "forgotten report"})

    def refused() -> None:
        try:
            applied(tenant, planned)
        except ApplyError as busy:
            hint = str(busy.hint)
            assert busy.code == "apply.busy" and "forgotten report" in hint, hint
            assert "open for" in hint, hint
        else:
            raise AssertionError("an idle transaction did not keep a change from being applied")

    with idle.connect() as conn:
        conn.exec_driver_sql(f'SELECT 1 FROM "{tenant.schema}"."{table}" LIMIT 1')
        spell = timed(refused)
    idle.dispose()
    applied(tenant, planned)
    return spell


def timed(work: Callable[[], object]) -> Spell:
    began = time.monotonic()
    work()
    ended = time.monotonic()
    time.sleep(AFTER)
    return began, ended + AFTER


def tables(tenant: Tenant) -> ObjectTable:
    context = runtime(tenant).context(None, "benchmark")
    found: ObjectTable = context.columns.table(context.model.objects[company.DEAL])
    return found


def fill(tenant: Tenant, owner: UUID) -> list[UUID]:
    """Fill the object with rows that the database makes, then build its indexes; give some ids."""
    table = tables(tenant)
    raw = [{"name": f"Works {n}", "owner": owner} for n in range(ACCOUNTS)]
    made_accounts = company.save_all(open_session(tenant, company.SYSTEM), company.ACCOUNT, raw)
    array = sa.literal(made_accounts, ARRAY(sa.Uuid()))
    accounts = sa.func.unnest(array).table_valued("id", with_ordinality="n").render_derived()
    number = sa.func.generate_series(1, ROWS).table_valued("n").render_derived()
    text = sa.cast(number.c.n, sa.Text)
    made: dict[str, Any] = {
        "id": sa.func.gen_random_uuid(),
        "row_version": sa.literal(1),
        "owner": sa.literal(owner, sa.Uuid()),
        "currency": sa.literal("EUR"),
        "created_at": sa.func.now(),
        "updated_at": sa.func.now(),
        table.column("name").name: "Pump " + text,
        table.sort("name").name: "pump " + text,
        table.column("x__serial").name: "S " + text,
        table.sort("x__serial").name: "s " + text,
        table.column("account").name: accounts.c.id,
        table.column("stage").name: sa.literal("qualify"),
        table.column("amount").name: number.c.n,
        table.column("amount", "base").name: number.c.n,
    }
    with tenant.database.writing(exclusive=True) as conn:
        for index in table.indexes:
            ddl.drop_index(conn, index.name)
        conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
        each = accounts.c.n == 1 + number.c.n % ACCOUNTS
        rows = sa.select(*made.values()).select_from(number.join(accounts, each))
        conn.execute(table.table.insert().from_select([*made], rows))
    with tenant.database.without_transaction() as conn:
        for index in table.indexes:
            indexing.build_beside(conn, table, index)
        conn.exec_driver_sql(f"ANALYZE {ddl.qualified(conn, table.table.name)}")
        found = conn.scalars(sa.select(table.table.c.id).limit(KNOWN))
        return list(found)


@contextmanager
def serving(
    tenant: Tenant, ids: Sequence[UUID]
) -> Iterator[Callable[[], tuple[list[Spell], list[Spell]]]]:
    """Let two processes read and one write until the end of the block; then give their requests."""
    spawn = get_context("spawn")
    pipes, workers = [], []
    place = (tenant.name, tenant.dsn, tenant.schema)
    for writes in (False, False, True):
        ours, theirs = spawn.Pipe()
        worker = spawn.Process(target=serve, args=(place, ids, writes, theirs), daemon=True)
        worker.start()
        pipes.append(ours)
        workers.append(worker)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    readers: list[Spell] = []
    writer: list[Spell] = []
    try:
        yield lambda: (readers, writer)
    finally:
        for pipe in pipes:
            pipe.send("end")
        for pipe in pipes:
            (writer if pipe is pipes[-1] else readers).extend(pipe.recv())
        for worker in workers:
            worker.join()


def serve(place: tuple[str, str, str], ids: Sequence[UUID], writes: bool, pipe: Pipe) -> None:
    """Ask the database until told to end: records read by their ids, or one saved.

    Through the doors of a request, with its locks; what a request computes is measured elsewhere.
    """
    tenant = Tenant(*place)
    table = tables(tenant)
    key, step = table.table.c.id, table.column("next_step")
    read = sa.select(table.table).where(key == sa.bindparam("key"))
    save = table.table.update().where(key == sa.bindparam("key"))
    spells: list[Spell] = []

    def ask(turn: int) -> None:
        record = ids[turn % len(ids)]
        if writes:
            with tenant.database.writing() as conn:
                conn.execute(save.values({step: f"Call {turn}"}), {"key": record})
        else:
            with tenant.database.reading() as conn:
                conn.execute(read, {"key": record}).all()

    for turn in range(20):
        ask(turn)
    pipe.send("ready")
    turn = 0
    while not pipe.poll():
        began = time.monotonic()
        ask(turn)
        spells.append((began, time.monotonic()))
        turn += 1
        time.sleep(PAUSE)
    pipe.send(spells)
