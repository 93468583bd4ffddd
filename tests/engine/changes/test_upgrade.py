"""A vendor's upgrade meets what tenants made of the version before: nothing of theirs is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine import changes
from engine.changes.conflicts import Side
from engine.changes.layers import put_in_place
from engine.changes.renames import find_renames, follow
from engine.changes.upgrading import merge
from engine.errors import ApplyError
from engine.packages import record_bases, resolve
from engine.packages.package import Patch
from engine.packages.patching import MISSING, look_up, steps_of
from engine.packages.shapes_of import Shapes
from engine.registry import catalogue
from engine.runtime import runtime
from engine.storage.system import meta_revision
from tests.engine.changes.customising import (
    customisations,
    first_version,
    second_version,
    tenant_package,
    vendor,
)
from tests.engine.changes.working import (
    applied,
    apply,
    insert,
    planned,
    read,
    small,
    with_bodies,
)
from tests.engine.packages.folders import folder, read_package

TENANTS = 200
KNOWN = catalogue()


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    root = tmp_path_factory.mktemp("vendor")
    return (
        vendor(root / "1", "1.0.0", first_version()),
        vendor(root / "2", "2.0.0", second_version()),
    )


def installed_with(first, ours):
    packages = record_bases((first, ours), KNOWN, {})
    return {package.name: package for package in packages}


def upgraded(installed, second, choices=None):
    """Do what `plan` does with packages, without a database."""
    model, shapes = resolve(tuple(installed.values()), KNOWN), Shapes(KNOWN)
    renames = find_renames(installed, [second])
    base = {name: follow(p, renames, model, shapes) for name, p in installed.items()}
    coming = put_in_place(base, [second], ())
    return renames, merge(base, coming, [second], KNOWN, choices or {})


def value_at(model, target, pointer):
    component = model.find(target[0], target[2], target[1])
    return MISSING if component is None else look_up(component.body, steps_of(pointer))


@pytest.mark.slow
def test_no_edit_of_two_hundred_tenants_is_lost_and_every_conflict_is_listed(
    versions, tmp_path
):
    first, second = versions
    vendor_says = resolve((second,), KNOWN)
    vendor_said = resolve((first,), KNOWN)
    seen = set()
    for number, files in enumerate(customisations(TENANTS, seed=7)):
        ours = tenant_package(tmp_path / str(number), files)
        installed = installed_with(first, ours)
        renames, merged = upgraded(installed, second)
        model = resolve(tuple(merged.packages.values()), KNOWN)
        listed = {(each.target, each.pointer): each for each in merged.conflicts}
        for patch in installed["ours"].patches:
            target = renames.key(patch.target)
            found = listed.get((target, patch.pointer))
            now = value_at(model, target, patch.pointer)
            if patch.op == "set":
                assert now == patch.value or (found and found.winner is Side.THEIRS), (
                    patch,
                    now,
                )
                before = value_at(vendor_said, patch.target, patch.pointer)
                after = value_at(vendor_says, target, patch.pointer)
                disagree = before != after and after != patch.value and after is not MISSING
                seed = steps_of(patch.pointer)[0] == "help"
                if disagree and not seed and "max_length" not in patch.pointer:
                    assert found is not None, patch
                    assert (found.base, found.theirs) == (
                        None if before is MISSING else before, after,
                    )  # fmt: skip
            elif patch.op == "add":
                assert now is not MISSING, patch
            elif patch.op == "remove":
                assert now is MISSING, patch
            seen.add((patch.op, found is not None))
        own = {c.uid for c in installed["ours"].components}
        assert own <= {c.uid for c in merged.packages["ours"].components}
        again = upgraded(dict(merged.packages), second)[1]
        assert again.conflicts == (), "the second upgrade finds nothing to do"
        assert again.packages["ours"] == merged.packages["ours"]
    assert {("set", True), ("set", False), ("add", False), ("remove", True)} <= seen


def test_what_the_vendor_removed_stays_out_of_use(versions, tmp_path):
    first, second = versions
    ours = tenant_package(tmp_path, {})
    _, merged = upgraded(installed_with(first, ours), second)
    model = resolve(tuple(merged.packages.values()), KNOWN)
    order = model.objects["order"]
    assert model.find("field", "old", "order").body["deprecated"] is True
    assert "weight" in order.fields
    assert order.fields["state"].choice("void").active is False
    assert order.fields["state"].choice("paid").active is True
    assert model.find("object", "order").body["help"]["en"] == "A sale", "help is a seed"


@pytest.mark.parametrize("side", list(Side))
def test_a_conflict_is_decided_by_choice(versions, tmp_path, side):
    first, second = versions
    files = {"objects/order.yaml": {"extends": True, "label": {"en": "Job"}}}
    installed = installed_with(first, tenant_package(tmp_path, files))
    found = upgraded(installed, second)[1].conflicts
    assert [(each.id, each.base, each.theirs, each.ours) for each in found] == [
        ("object/order#/label/en", "Order", "Sales order", "Job")
    ]
    _, merged = upgraded(installed, second, {found[0].id: side})
    model = resolve(tuple(merged.packages.values()), KNOWN)
    label = model.find("object", "order").body["label"]["en"]
    assert label == {"ours": "Job", "theirs": "Sales order"}[side.value]


def next_small():
    """The vendor's next version: another label for machines, and a right taken from sellers."""
    package = with_bodies(
        small(), ("object", "", "machine"), label={"en": "Unit", "zh": "设备"}
    )
    selling = next(c for c in package.components if c.name == "selling")
    objects = {**selling.body["objects"]}
    objects["firm"] = {**objects["firm"], "create": "no"}
    package = with_bodies(package, selling.key, objects=objects)
    return replace(package, version="2.0.0")


def set_to(target, pointer, value):
    return Patch(target, pointer, "set", value, "own", "x")


def test_a_tenants_words_survive_an_upgrade_and_the_report_is_kept(tenant):
    machine = ("object", "", "machine")
    edits = [set_to(machine, "/label/en", "Robot")]
    apply(tenant, changes.plan_patches(tenant.database, KNOWN, edits))
    plan = planned(tenant, next_small())
    assert [each.id for each in plan.conflicts] == ["object/machine#/label/en"]
    revision = apply(tenant, plan)
    model = runtime(tenant).context(None, "test").model
    assert model.objects["machine"].label.as_map() == {"en": "Robot", "zh": "设备"}
    with tenant.database.reading() as conn:
        kept = conn.scalar(
            sa.select(meta_revision.c.plan).where(meta_revision.c.rev == revision.rev)
        )
    assert any("Robot" in step["text"] and "Unit" in step["text"] for step in kept)
    assert planned(tenant, next_small()).empty


def test_rights_that_both_changed_are_decided_before_anything_is_applied(tenant):
    pointer = "/objects/firm/create"
    edits = [set_to(("permission_set", "", "selling"), pointer, "no")]
    apply(tenant, changes.plan_patches(tenant.database, KNOWN, edits))
    assert planned(tenant, next_small()).conflicts == (), "both say the same"
    other = [set_to(("permission_set", "", "selling"), "/objects/firm/update", "none")]
    apply(tenant, changes.plan_patches(tenant.database, KNOWN, other))
    upgrade = next_small()
    selling = next(c for c in upgrade.components if c.name == "selling")
    firm = {**selling.body["objects"]["firm"], "update": "all"}
    objects = {**selling.body["objects"], "firm": firm}
    upgrade = with_bodies(upgrade, selling.key, objects=objects)
    plan = planned(tenant, upgrade)
    [conflict] = plan.conflicts
    with pytest.raises(ApplyError) as refused:
        apply(tenant, plan)
    assert refused.value.code == "apply.blocked"
    decided = planned(tenant, upgrade, choices={conflict.id: Side.THEIRS})
    apply(tenant, decided)
    model = runtime(tenant).context(None, "test").model
    rights = model.find("permission_set", "selling").body["objects"]["firm"]
    assert (rights["update"], rights["create"]) == ("all", "no")


def test_an_add_on_goes_and_comes_back_with_its_data(tenant, tmp_path):
    head = "label: {en: Add}\ntype: addon\nnamespace: add\nversion: '1.0.0'\nrequires: {small: '>=1'}\n"
    files = {
        "package.yaml": head,
        "objects/machine.yaml": "extends: true\nfields: {add__hours: {type: integer, label: {en: Hours}}}\n",
    }
    before = applied(tenant, read_package(folder(tmp_path, "add", files), KNOWN))
    insert(tenant, "machine", {"name": "M", "add__hours": 7})
    edits = [set_to(("field", "machine", "add__hours"), "/label/en", "Time")]
    apply(tenant, changes.plan_patches(tenant.database, KNOWN, edits))
    going = changes.plan_uninstall(tenant.database, KNOWN, "add")
    assert any("goes with it" in str(step.text) for step in going.steps)
    apply(tenant, going)
    model = runtime(tenant).context(None, "test").model
    assert "add__hours" not in model.objects["machine"].fields
    apply(tenant, changes.plan_rollback(tenant.database, KNOWN, before.rev))
    assert read(tenant, "machine", "add__hours") == [7]
    with pytest.raises(ApplyError) as refused:
        changes.plan_uninstall(tenant.database, KNOWN, "nothing")
    assert refused.value.code == "package.not_installed"
