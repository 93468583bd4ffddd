"""Measures saving 10,000 rows through the gate against an executemany of the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from engine import open_session
from tests.bench import company, rival_tables
from tests.bench.figures import Figure
from tests.bench.places import Place, rival_deal

ROWS, ROUNDS = 10_000, 5
BARS = {"postgresql": 4.0, "sqlite": 8.0}
LEAST = 3000.0


def measure(place: Place) -> list[Figure]:
    """Give the ratio, and rows a second, of importing validated rows with history."""
    manager = UUID(place.facts.manager)
    accounts = [UUID(each) for each in place.facts.accounts]
    session = open_session(place.tenant, manager)
    engine = rival_tables.open_engine(place.rival)
    company.save_all(session, company.DEAL, raw_rows(accounts, 99)[:600])
    times: list[tuple[float, float]] = []
    for turn in range(ROUNDS):
        rows = raw_rows(accounts, 100 + turn)
        keel = timed(lambda rows=rows: company.save_all(session, company.DEAL, rows))
        same = [rival_deal(uuid4(), row | {"owner": str(manager)}) for row in rows]
        times.append((keel, timed(lambda same=same: executemany(engine, same))))
    engine.dispose()
    keel = statistics.median(ours for ours, _ in times)
    ratio = statistics.median(ours / theirs for ours, theirs in times)
    return [
        Figure("import", place.database, keel, "s", ratio, BARS[place.database]),
        Figure("import_rate", place.database, ROWS / keel, "rows/s", None, LEAST),
    ]


def raw_rows(accounts: list[UUID], seed: int) -> list[company.Row]:
    return list(company.deal_rows(accounts, [None], ROWS, seed))


def executemany(engine: sa.Engine, rows: list[dict[str, Any]]) -> None:
    with engine.begin() as conn:
        conn.execute(rival_tables.deal.insert(), rows)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
