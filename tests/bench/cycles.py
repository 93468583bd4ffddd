"""Measures 2,000 fields that come and go again: the table fills up, is rewritten, and goes on."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from engine import Tenant, apply, install_package, open_session, plan_edits, read_package
from engine.changes import Edits, Plan
from engine.session import plan_compact
from engine.storage.database import close_database
from tests.bench import company
from tests.bench.figures import Figure
from tests.bench.places import shelf_of

CYCLES, SOME, LAST_BAR = 2_000, 100, 1_000.0
PACKAGE = Path(__file__).parents[1] / "packages" / "small"
OBJECT = "machine"


def measure(database: str) -> list[Figure]:
    """Give the minutes of all, one of the first and one of the last cycles, and how often it was full."""
    with TemporaryDirectory() as place:
        shelf = shelf_of(database, Path(place))
        shelf.clear()
        tenant = shelf.tenant("main")
        actor = open_session(tenant, company.SYSTEM).context.actor
        install_package(tenant, read_package(PACKAGE), actor)
        began = time.perf_counter()
        taken, rewritten = [], 0
        for number in range(CYCLES):
            start = time.perf_counter()
            rewritten += come_and_go(tenant, number)
            taken.append(1000 * (time.perf_counter() - start))
        minutes = (time.perf_counter() - began) / 60
        open_session(tenant, company.SYSTEM).records(OBJECT).create({"name": "Press"})
        close_database(tenant.database)
    first, last = statistics.median(taken[:SOME]), statistics.median(taken[-SOME:])
    return [
        Figure("cycles_2000_fields", database, minutes, "min", None, None),
        Figure("cycles_first", database, first, "ms", None, None),
        Figure("cycles_last", database, last, "ms", None, LAST_BAR),
        Figure("cycles_rewritten", database, float(rewritten), "times", None, None),
    ]


def come_and_go(tenant: Tenant, number: int) -> bool:
    """Add a field and delete it; say whether the table had to be rewritten first."""
    key = ("field", OBJECT, f"x__c{number}")
    adding = Edits(put={key: {"type": "integer", "label": {"en": f"Measured {number}"}}})
    planned = plan_edits(tenant, adding)
    full = bool(planned.blocked)
    if full:
        applied(tenant, plan_compact(tenant, OBJECT))
        planned = plan_edits(tenant, adding)
    applied(tenant, planned)
    applied(tenant, plan_edits(tenant, Edits(delete=(key,))))
    return full


def applied(tenant: Tenant, planned: Plan) -> None:
    actor = open_session(tenant, company.SYSTEM).context.actor
    apply(tenant, planned, actor=actor, message="measured", confirm=planned.confirmation)
