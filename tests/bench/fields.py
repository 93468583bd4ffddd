"""Measures adding a field to the object of 100,000 rows while two workers serve it."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from engine import apply, open_session, plan, read_package
from tests.bench import company
from tests.bench.figures import Figure
from tests.bench.places import Place
from tests.bench.rounds import RECORDS, both

ROUNDS = 7
HEAD = "label: {en: Ours}\ntype: tenant\nnamespace: x\nversion: '1.0.0'\nrequires: {core: '>=1,<2'}\n"
TYPES = ("text", "integer", "date", "boolean", "decimal")


def measure(place: Place) -> list[Figure]:
    """Give the time from apply to the first insert, and of another worker's first request."""
    inserted, asked = [], []
    with both(place) as pair, TemporaryDirectory() as folder:
        for _ in range(20):
            get(pair.keel.port, place.facts.token, "?limit=50&fields=name,stage&sort=name")
        for turn in range(-1, ROUNDS):
            seconds, name = add_field(place, Path(folder), turn + 1)
            first = get(pair.keel.port, place.facts.token, f"?limit=50&fields=name,{name}")
            if turn >= 0:
                inserted.append(seconds)
                asked.append(first)
    first_insert, first_request = statistics.median(inserted), statistics.median(asked)
    return [
        Figure("add_field_to_insert", place.database, first_insert * 1000, "ms", None, 30.0),
        Figure(
            "add_field_other_worker", place.database, first_request * 1000, "ms", None, 60.0
        ),
    ]


def add_field(place: Place, folder: Path, number: int) -> tuple[float, str]:
    """Add one more field and save a record with it; give the seconds and the field's name."""
    fields = [
        f"  x__more{n}: {{type: {TYPES[n % len(TYPES)]}, label: {{en: More {n}}}}}\n"
        for n in range(number + 1)
    ]
    (folder / "objects").mkdir(exist_ok=True)
    (folder / "package.yaml").write_text(HEAD)
    (folder / "objects" / f"{company.DEAL}.yaml").write_text(
        "extends: true\nfields:\n" + "".join(fields)
    )
    planned = plan(place.tenant, [read_package(folder)])
    actor = open_session(place.tenant, company.SYSTEM).context.actor
    values = {
        "name": f"Pump with field {number}",
        "account": place.facts.accounts[0],
        "close_date": "2026-11-30",
        f"x__more{number}": ("a", "1", "2026-01-01", "true", "1.5")[number % len(TYPES)],
    }
    manager = UUID(place.facts.manager)
    start = time.perf_counter()
    apply(place.tenant, planned, actor=actor, message="one more field")
    open_session(place.tenant, manager).records(company.DEAL).create(values)
    return time.perf_counter() - start, f"x__more{number}"


def get(port: int, token: str, question: str) -> float:
    """Ask over a connection of its own; give the seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    connection.request("GET", RECORDS + question, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    assert answer.status == 200, body
    assert json.loads(body)["records"]
    return seconds
