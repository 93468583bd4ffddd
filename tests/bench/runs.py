"""Runs what is named, by default all that takes minutes, and keeps the figures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from tests.bench import changing, cycles, fields, footprint, importing, locks, metadata, rounds
from tests.bench.figures import Figure, keep
from tests.bench.places import Place, fill_anew, is_filled, put_by, restore

T = TypeVar("T")

DATABASES = ("postgresql", "sqlite")
REQUESTS = ("list", "read", "create", "update")
WITH_DATA: dict[str, Callable[[Place], list[Figure]]] = {
    "import": importing.measure,
    "add_field": fields.measure,
    "cold_start": footprint.measure_start,
}
ON_THEIR_OWN: dict[str, Callable[[str], list[Figure]]] = {
    "memory": footprint.measure_memory,
    "changing": changing.measure,
    "locks": locks.measure,
    "cycles": cycles.measure,
}
NAMES = (*REQUESTS, *WITH_DATA, *ON_THEIR_OWN, "metadata")
WHEN_NAMED = {"cycles"}
"""What takes longer than all else together."""


def main(asked: Sequence[str]) -> int:
    """Measure; 1 when a name is unknown or a figure misses its bar."""
    databases = [name for name in DATABASES if name in asked] or DATABASES
    names = [name for name in asked if name not in DATABASES]
    names = names or [name for name in NAMES if name not in WHEN_NAMED]
    if unknown := set(names) - set(NAMES):
        sys.stderr.write(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}\n")
        return 2
    missed = False
    for figures in measured(databases, names):
        keep(figures)
        for figure in figures:
            missed |= not figure.holds
            sys.stdout.write(figure.line() + "\n")
        sys.stdout.flush()
    return int(missed)


def measured(databases: Sequence[str], names: Sequence[str]) -> Iterator[list[Figure]]:
    """Measure one thing after the other, each in a process of its own, with fresh connections."""
    if "metadata" in names:
        yield apart(metadata.measure)
    for database in databases:
        filled = set(names) - {*ON_THEIR_OWN, "metadata"}
        if filled and not is_filled(database):
            apart(put_by, database, apart(fill_anew, database))
        yield from of_database(database, names)


def of_database(database: str, names: Sequence[str]) -> Iterator[list[Figure]]:
    chosen = [name for name in REQUESTS if name in names]
    if chosen:
        yield apart(requests, database, chosen)
    for name in WITH_DATA:
        if name in names:
            yield apart(with_data, database, name)
    for name, measure in ON_THEIR_OWN.items():
        if name in names:
            yield apart(measure, database)


def requests(database: str, names: Sequence[str]) -> list[Figure]:
    return rounds.measure(restore(database), names)


def with_data(database: str, name: str) -> list[Figure]:
    return WITH_DATA[name](restore(database))


def apart(work: Callable[..., T], *given: object) -> T:
    """Run something in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()
