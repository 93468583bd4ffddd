"""Writes the demonstration data of the core package: the same seed gives the same files.

Run ``python -m tests.demo.generate`` after a change; a test compares the committed files. Dates are
distances from the day of install (``-30``, ``+12``, ``+3 09:00``); references are ``import_ref`` keys;
a ``poly_lookup`` is ``object:key``; several values of one cell stand between semicolons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from tests.demo.activity import make_activity
from tests.demo.company import make_company
from tests.demo.customers import make_customers
from tests.demo.selling import make_selling
from tests.demo.world import Row, World

SEED = "halden instruments"
FOLDER = Path(__file__).resolve().parents[2] / "metadata" / "core" / "demo"


def make_world() -> World:
    """Make the whole company."""
    world = World(SEED)
    make_company(world)
    make_customers(world)
    make_selling(world)
    make_activity(world)
    return world


def files() -> Mapping[str, str]:
    """Give the text of every file by its name; columns that are blank throughout are left out."""
    return {f"{table}.csv": _csv(rows) for table, rows in sorted(make_world().rows.items())}


def _csv(rows: list[Row]) -> str:
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> None:
    """Write the files into the core package."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
