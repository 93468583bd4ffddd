"""Measures requests: Keel and the rival under the same gunicorn, in turn, in the same run."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.bench import company
from tests.bench.client import run_client
from tests.bench.figures import Figure
from tests.bench.places import Place, environment
from tests.bench.servers import Server, gunicorn

ROUNDS, REQUESTS, WARMING = 5, 200, 60
KEEL_APP, RIVAL_APP = "tests.bench.served:make()", "tests.bench.rival:app"
RECORDS = f"/api/v1/records/{company.DEAL}"
COLUMNS = "name,account,account.name,stage,amount,close_date,owner,next_step,updated_at"
BARS = {"list": 2.0, "read": 2.5, "create": 4.0, "update": 4.0}

Request = tuple[str, str, Any]


@dataclass(frozen=True)
class Pair:
    """Both servers, warm or not."""

    keel: Server
    rival: Server


@contextmanager
def both(place: Place) -> Iterator[Pair]:
    """Serve Keel and the rival until the block ends."""
    around = {**environment(place), "KEEL_API_RATE": "1000000 per minute"}
    with (
        gunicorn(KEEL_APP, around, "/healthz") as keel,
        gunicorn(RIVAL_APP, around, "/") as rival,
    ):
        yield Pair(keel, rival)


def measure(place: Place, only: Sequence[str]) -> list[Figure]:
    """Give time and processor time of each case, as medians of interleaved rounds."""
    figures = []
    with both(place) as pair:
        for name in only:
            figures += compare(place, pair, name)
    return figures


def compare(place: Place, pair: Pair, name: str) -> list[Figure]:
    """Measure one case."""
    dice = random.Random(name)
    spent: dict[str, list[tuple[float, float]]] = {"keel": [], "rival": []}
    for turn in range(-1, ROUNDS):
        asked = [requests(place, name, dice) for _ in range(REQUESTS if turn >= 0 else WARMING)]
        for side, server in (("keel", pair.keel), ("rival", pair.rival)):
            before = server.cpu()
            chosen = [each[side == "rival"] for each in asked]
            seconds = run_client(server.port, place.facts.token, chosen)
            if turn >= 0:
                spent[side].append((seconds / REQUESTS, (server.cpu() - before) / REQUESTS))
    figures = []
    for which, suffix in enumerate(("", "_cpu")):
        value = statistics.median(each[which] for each in spent["keel"]) * 1000
        ratio = statistics.median(
            ours[which] / max(theirs[which], 1e-6)
            for ours, theirs in zip(spent["keel"], spent["rival"], strict=True)
        )
        figures.append(Figure(name + suffix, place.database, value, "ms", ratio, BARS[name]))
    return figures


def requests(place: Place, name: str, dice: random.Random) -> tuple[Request, Request]:
    """Give the same question to Keel and to the rival."""
    if name == "list":
        stage = dice.choice(company.STAGES)
        where = quote(f"stage == '{stage}'")
        asked = f"?fields={COLUMNS}&where={where}&sort=close_date&limit=50&count=capped"
        return ("GET", RECORDS + asked, None), ("GET", f"/list?stage={stage}", None)
    if name == "create":
        body = {
            "name": f"Pump {dice.randrange(10**9)}",
            "account": dice.choice(place.facts.accounts),
            "stage": "propose",
            "amount": f"{dice.randrange(10**6)}.50",
            "close_date": "2026-11-30",
            "next_step": "Call the plant manager",
        }
        return ("POST", RECORDS, body), ("POST", "/deal", body)
    key = dice.choice(place.facts.deals)
    if name == "read":
        return ("GET", f"{RECORDS}/{key}", None), ("GET", f"/deal/{key}", None)
    change = {"amount": f"{dice.randrange(10**6)}.25"}
    return ("PATCH", f"{RECORDS}/{key}", change), ("PATCH", f"/deal/{key}", change)
