"""``python -m tests.bench [NAME ...]``: measures everything or what is named, and keeps it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from tests.bench import fields, footprint, importing, metadata, rounds
from tests.bench.figures import Figure, keep
from tests.bench.places import Place, prepare

DATABASES = ("postgresql", "sqlite")
REQUESTS = ("list", "read", "create", "update")
WITH_DATA: dict[str, Callable[[Place], list[Figure]]] = {
    "import": importing.measure,
    "add_field": fields.measure,
    "cold_start": footprint.measure_start,
}
NAMES = (*REQUESTS, *WITH_DATA, "memory", "metadata")


def main(asked: Sequence[str]) -> int:
    """Measure; 1 when a name is unknown or a figure misses its bar."""
    databases = [name for name in DATABASES if name in asked] or DATABASES
    names = [name for name in asked if name not in DATABASES] or NAMES
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
    """Measure one thing after the other."""
    if "metadata" in names:
        yield metadata.measure()
    for database in databases:
        chosen = [name for name in REQUESTS if name in names]
        if chosen:
            yield rounds.measure(prepare(database), chosen)
        for name, measure in WITH_DATA.items():
            if name in names:
                yield measure(prepare(database))
        if "memory" in names:
            yield footprint.measure_memory(database)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
