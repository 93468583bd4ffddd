"""Packages come whole or not at all: cut short, in another order, and to an empty tenant."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from engine import changes
from engine.changes import Deciding, Edits
from engine.changes.folders import read_packages
from engine.packages import Package, read_package, shipped_package
from engine.packages.package import Patch
from engine.packages.writer import write_yaml
from engine.packages.yaml import read_yaml
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session, plan_push, pull
from engine.storage.migrate import create_tenant_tables
from engine.tenancy.tenant import Tenant
from tests.engine.changes.working import applied, apply, insert, planned, read, small
from tests.tenants import PEOPLE, SMALL

KNOWN = catalogue()
TOOL = ("object", "", "x__tool")
DICE = random.Random(21)


def keys(tenant) -> set:
    return set(runtime(tenant).context(None, "test").model.components)


def test_a_package_that_was_cut_short_takes_nothing_away(tenant, tmp_path):
    insert(tenant, "machine", {"name": "Press", "power": 5})
    before = keys(tenant)
    whole = tmp_path / "small"
    for path in sorted(SMALL.rglob("*.yaml")):
        half = whole / path.relative_to(SMALL)
        half.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.name != "permission_sets":
            half.write_bytes(path.read_bytes())
    (whole / "objects" / "line.yaml").unlink()
    said = (whole / "objects" / "machine.yaml").read_text("utf-8")
    (whole / "objects" / "machine.yaml").write_text(said.partition("  power:")[0], "utf-8")
    for package in (read_package(whole, KNOWN), replace(small(), components=())):
        plan = planned(tenant, package)
        assert [each for each in plan.changes if each.after is None] == []
        if plan.steps:
            apply(tenant, plan)
    assert keys(tenant) == before
    assert read(tenant, "machine", "power") == [5]


def test_a_folder_that_was_cut_short_is_stopped_by_the_brake(tenant, tmp_path):
    named = {("field", "x__tool", f"x__f{n}"): {"type": "text"} for n in range(12)}
    made = changes.plan_edits(
        tenant.database, KNOWN, Edits(put={TOOL: {"label": {"en": "Tool"}}, **named})
    )
    apply(tenant, made)
    pull(tenant, tmp_path)
    (tmp_path / "own" / "objects" / "x__tool.yaml").unlink()
    stopped = plan_push(tenant, tmp_path, Deciding(strict=True))
    assert not stopped.blocked
    assert [step.object for step in stopped.steps if step.asks] == ["own"], "13 of 13 would go"
    assert stopped.confirmation == f"own {stopped.digest[:8]}"


def shuffled(value, *, lists):
    """The same said in another order: of keys, and of what is a set though written as a list."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(each, lists=lists)) for key, each in value.items()]
        return dict(DICE.sample(pairs, len(pairs)))
    if isinstance(value, list) and lists:
        return DICE.sample(value, len(value))
    return value


def described(tenant) -> dict:
    """What each of the people may see and do."""
    said = {person: open_session(tenant, person).describe() for person in PEOPLE}
    for each in said.values():
        del each["revision"], each["digest"]
    return said


def reordered(root: Path, *, lists: bool) -> Package:
    """The small package with its rights written in another order, and more files behind them."""
    for path in sorted(SMALL.rglob("*.yaml"), key=lambda _: DICE.random()):
        to = root / path.relative_to(SMALL)
        to.parent.mkdir(parents=True, exist_ok=True)
        said = read_yaml(path, path.name).value
        if path.parent.name in ("permission_sets", "roles"):
            to.write_text(write_yaml(shuffled(said, lists=lists)), "utf-8")
        else:
            to.write_bytes(path.read_bytes())
    return read_package(root, KNOWN)


def test_the_order_in_which_rights_are_written_means_nothing(tenant, tmp_path):
    before = described(tenant)
    for number in range(4):
        keys_moved = reordered(tmp_path / f"k{number}" / "small", lists=False)
        assert planned(tenant, keys_moved).empty
    for number in range(4):
        plan = planned(tenant, reordered(tmp_path / f"l{number}" / "small", lists=True))
        assert [step for step in plan.steps if step.kind == "access" or step.details] == []
        apply(tenant, plan)
        assert described(tenant) == before


@pytest.mark.slow
def test_every_kind_goes_out_and_comes_into_an_empty_tenant_in_the_same_bytes(
    sqlite_place, postgresql_place, tmp_path
):
    first = Tenant("first", sqlite_place.dsn)
    second = Tenant("second", postgresql_place.dsn, postgresql_place.schema)
    for tenant in (first, second):
        create_tenant_tables(tenant.database)
    core = shipped_package("core", KNOWN)
    applied(first, core)
    own = of_every_kind(core)
    apply(first, changes.plan_edits(first.database, KNOWN, own))
    pull(first, tmp_path / "out", every=True)
    given = read_packages(tmp_path / "out", KNOWN)
    assert {c.kind for c in given["core"].components} == set(KNOWN.kinds)
    for name in ("core", "own"):
        applied(second, given[name])
    pull(second, tmp_path / "again", every=True)
    assert files(tmp_path / "again") == files(tmp_path / "out")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "pulled.yaml"
    }


ONCE = ("package", "settings")
"""Kinds of which a tenant has no second component."""


def of_every_kind(core: Package) -> Edits:
    """A component of the tenant's own of each kind, and a label of each changed."""
    own = ("object", "", "x__object")
    put = {own: {"label": {"en": "Own"}}, ("field", "x__object", "x__name"): {"type": "text"}}
    patches = []
    for kind in KNOWN.kinds.values():
        sample = next(c for c in core.components if c.kind == kind.name)
        if "label" in sample.body and kind.name != "package":
            patches.append(Patch(sample.key, "/label/en", "set", f"Our {kind.name}"))
        if kind.name not in ("object", *ONCE):
            put[(kind.name, sample.of, f"x__{kind.name}")] = dict(sample.body)
    return Edits(put=put, patches=patches)
