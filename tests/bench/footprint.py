"""Measures how fast a server starts, and its memory with 60 objects of 40 fields."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from engine import install_package, open_session, read_package, set_grants
from engine.packages.writer import write_yaml
from tests.bench import company
from tests.bench.client import run_client
from tests.bench.figures import Figure
from tests.bench.metadata import OBJECTS, write_package
from tests.bench.places import Place, environment, make_app, shelf_of
from tests.bench.rounds import KEEL_APP, RECORDS
from tests.bench.servers import gunicorn

STARTS, REQUESTS = 5, 200
COLD_BAR, MEMORY_BAR = 2.5, 250.0


def measure_start(place: Place) -> list[Figure]:
    """Give the time from starting the server to the answer of its first API request."""
    taken = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with gunicorn(KEEL_APP, environment(place), "/healthz") as server:
            asked = [("GET", f"{RECORDS}?limit=50", None)]
            run_client(server.port, place.facts.token, asked)
            taken.append(time.perf_counter() - began)
    return [Figure("cold_start", place.database, statistics.median(taken), "s", None, COLD_BAR)]


def measure_memory(database: str) -> list[Figure]:
    """Give the proportional memory of master and workers after lists and creates of all objects."""
    with TemporaryDirectory() as folder:
        shelf = shelf_of(database, Path(folder))
        shelf.clear()
        tenant = shelf.tenant("main")
        package = Path(folder) / "large"
        make_app(shelf.environment)
        write_package(package)
        add_people(package)
        actor = open_session(tenant, company.SYSTEM).context.actor
        install_package(tenant, read_package(package), actor)
        system = open_session(tenant, company.SYSTEM)
        person = system.records("user").create({"name": "Ada", "active": True}).id
        with system.transaction() as inside:
            set_grants(inside.context, person, ["admin"])
        token = company.give_token(tenant, person)
        asked = []
        for number in range(REQUESTS):
            path = f"/api/v1/records/thing{number % OBJECTS}"
            asked.append(("POST", path, {"name": f"Thing {number}", "f2": "7"}))
            asked.append(("GET", f"{path}?count=capped&sort=-f2", None))
        around = {**shelf.environment, "PYTHONPATH": environment_path()}
        with gunicorn(KEEL_APP, around, "/healthz") as server:
            run_client(server.port, token, asked[:REQUESTS])
            used = server.pss()
    return [Figure("memory", database, used, "MiB", None, MEMORY_BAR)]


def environment_path() -> str:
    return str(Path(__file__).parents[2])


def add_people(package: Path) -> None:
    """Let the package have users and a role that may do everything."""
    rights = {
        "read": "all", "create": "yes", "update": "all", "delete": "all", "export": "yes",
        "fields": {"read": "all", "write": "all"},
    }  # fmt: skip
    names = ["user", *(f"thing{number}" for number in range(OBJECTS))]
    label = {"en": "All", "zh": "全部"}
    fields = {
        "name": {"type": "text", "label": label, "required": True},
        "email": {"type": "email", "label": label},
        "identity": {"type": "text", "label": label},
        "active": {"type": "boolean", "label": label, "default": "true"},
        "manager": {"type": "user", "label": label},
        "language": {"type": "text", "label": label},
        "zone": {"type": "text", "label": label},
    }
    files = {
        "objects/user.yaml": {
            "label": label, "plural": label, "name_field": "name", "owner": "none",
            "default_access": "read", "fields": fields,
        },
        "roles/admin.yaml": {"label": label, "permission_sets": ["everything"]},
        "permission_sets/everything.yaml": {
            "label": label, "objects": dict.fromkeys(names, rights), "system": ["manage_users"],
        },
        "settings/company.yaml": {
            "company": label, "language": "en", "zone": "Europe/Berlin",
            "currencies": {"corporate": "EUR", "active": ["EUR"]},
        },
    }  # fmt: skip
    for path, body in files.items():
        file = package / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(write_yaml(body), "utf-8")
