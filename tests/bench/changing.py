"""Measures changes of a tenant with 60 objects of 40 fields: plan, apply, and what workers pay."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from engine import apply, install_package, open_session, plan, read_package, set_grants
from engine.packages import Package
from engine.packages.writer import write_yaml
from engine.registry import catalogue
from engine.runtime import Models, Runtime, runtime
from engine.storage.metadata import read_head
from tests.bench import company
from tests.bench.figures import Figure
from tests.bench.footprint import add_people
from tests.bench.metadata import OBJECTS, label, write_package
from tests.bench.places import make_app, shelf_of

PLAN_BAR, APPLY_BAR, FIRST_BAR, GROWTH_BAR = 1.0, 2.0, 60.0, 30.0
COMPONENTS, FIELDS, ROUNDS, REVISIONS = 300, 50, 5, 60
HEAD = "label: {en: Ours}\ntype: tenant\nnamespace: x\nversion: '1.0.0'\nrequires: {large: '>=1,<2'}\n"


def measure(database: str) -> list[Figure]:
    """Give the seconds of a large plan and apply, and the cost of one changed object of 60."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        shelf = shelf_of(database, folder)
        shelf.clear()
        tenant = shelf.tenant("main")
        make_app(shelf.environment)
        write_package(folder / "large")
        add_people(folder / "large")
        actor = open_session(tenant, company.SYSTEM).context.actor
        install_package(tenant, read_package(folder / "large"), actor)
        ours = folder / "ours"
        planned = statistics.median(
            timed(lambda: plan(tenant, [relabelled(ours)])) for _ in range(ROUNDS)
        )
        wide = plan(tenant, [with_fields(ours, {0: FIELDS})])
        applied = timed(lambda: apply(tenant, wide, actor=actor, message="50 fields"))
        first, grown = follow(tenant, ours, actor)
    return [
        Figure("plan_300_components", database, planned, "s", None, PLAN_BAR),
        Figure("apply_50_fields", database, applied, "s", None, APPLY_BAR),
        Figure("recompile_one_object", database, first * 1000, "ms", None, FIRST_BAR),
        Figure("growth_60_revisions", database, grown, "MiB", None, GROWTH_BAR),
    ]


def follow(tenant: Any, ours: Path, actor: Any) -> tuple[float, float]:
    """Change one object 60 times while another worker follows: its first request, its growth."""
    person = worker_user(tenant)
    worker = Runtime(tenant, catalogue(), runtime(tenant).extensions, Models())
    taken: list[float] = []
    before = 0.0
    for number in range(REVISIONS + 5):
        more = plan(tenant, [with_fields(ours, {0: FIELDS, 1: number + 1})])
        apply(tenant, more, actor=actor, message="one more")
        taken.append(timed(lambda: ask(worker, person)))
        if number == 4:
            before = resident()
    return statistics.median(taken[5:]), resident() - before


def ask(worker: Runtime, person: UUID) -> None:
    """Do what a request does with a changed object: a page of its list."""
    from engine.kernel.query import Query
    from engine.records import Records

    context, _ = worker.enter(person)
    Records(context, "thing1").query(Query(fields=("name", "f1", "x__m0"), limit=50))


def worker_user(tenant: Any) -> UUID:
    system = open_session(tenant, company.SYSTEM)
    person = system.records("user").create({"name": "Ada", "active": True}).id
    with system.transaction() as inside:
        set_grants(inside.context, person, ["admin"])
    with tenant.database.reading() as conn:
        read_head(conn)
    return person


def relabelled(folder: Path) -> Package:
    """Give a tenant package that changes 300 components: five labels of each object."""
    for number in range(OBJECTS):
        fields = {
            f"f{k}": {"label": label("Ours", "我们的")} for k in range(COMPONENTS // OBJECTS)
        }
        write(folder, number, {"extends": True, "fields": fields})
    return read_package(folder)


def with_fields(folder: Path, more: dict[int, int]) -> Package:
    """Give a tenant package that adds fields: how many, by the object's number."""
    for number in range(OBJECTS):
        (folder / "objects" / f"thing{number}.yaml").unlink(missing_ok=True)
    for number, count in more.items():
        fields = {
            f"x__m{k}": {
                "type": ("text", "integer", "date")[k % 3],
                "label": label("M", "更多"),
            }
            for k in range(count)
        }
        write(folder, number, {"extends": True, "fields": fields})
    return read_package(folder)


def write(folder: Path, number: int, body: dict[str, Any]) -> None:
    (folder / "objects").mkdir(parents=True, exist_ok=True)
    (folder / "package.yaml").write_text(HEAD)
    (folder / "objects" / f"thing{number}.yaml").write_text(write_yaml(body), "utf-8")


def resident() -> float:
    """Give the memory of this process in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
