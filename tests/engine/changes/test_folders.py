"""A tenant lives in a folder: it is pulled, worked on with an editor, and pushed."""

from __future__ import annotations

import pytest

from engine import Patch, open_session, plan_edits
from engine.changes import Deciding, Edits, Side, compare_folder
from engine.errors import ApplyError, MetadataError
from engine.registry import catalogue
from engine.session import apply, plan_push, pull
from tests.engine.changes.working import ACTOR

SITE = ("object", "", "x__site")
NAME = ("field", "x__site", "x__name")
COLOUR = ("field", "machine", "x__colour")
MACHINE = ("object", "", "machine")
STRICT = Deciding(strict=True)


def edited(tenant, **edits):
    apply(tenant, plan_edits(tenant, Edits(**edits)), actor=ACTOR, message="in the browser")


def labelled(**label):
    return [Patch(MACHINE, f"/label/{lang}", "set", said) for lang, said in label.items()]


def files_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def replaced(path, old, new):
    said = path.read_text("utf-8")
    assert old in said, said
    path.write_text(said.replace(old, new), "utf-8")


def pushed(tenant, folder, deciding=STRICT):
    """Push as the command does; gives what the plan said."""
    made = plan_push(tenant, folder, deciding)
    apply(tenant, made, actor=ACTOR, message="from the folder", confirm=made.confirmation)
    pull(tenant, folder, overwrite=True)
    return [f"{step.text} {step.place}" for step in made.steps]


@pytest.fixture
def folder(tenant, tmp_path):
    """The folder of a tenant with an object, a field and labels of its own."""
    site = {
        "label": {"en": "Site"},
        "plural": {"en": "Sites"},
        "name_field": "x__name",
        "default_access": "write",
    }
    text = {"type": "text", "label": {"en": "Name"}}
    edited(tenant, put={SITE: site, NAME: text})
    edited(
        tenant,
        put={COLOUR: {"type": "text", "label": {"en": "Colour"}, "after": "name"}},
        patches=labelled(en="Device"),
    )
    pull(tenant, tmp_path / "git")
    return tmp_path / "git"


def test_pulling_twice_writes_the_same_bytes(tenant, folder):
    before = files_in(folder)
    assert {"pulled.yaml", "own/package.yaml", "own/objects/x__site.yaml"} <= set(before)
    pulled, done = pull(tenant, folder)
    assert (done.added, done.changed, done.removed) == ((), (), ())
    assert (files_in(folder), pulled.revision) == (before, 3)


def test_what_was_pulled_is_pushed_as_nothing(tenant, folder):
    assert plan_push(tenant, folder, STRICT).empty
    assert compare_folder(tenant.database, catalogue(), folder) == []


def test_every_package_is_pulled_when_asked_and_from_then_on(tenant, folder):
    _, done = pull(tenant, folder, every=True)
    assert "small/objects/deal.yaml" in done.added
    assert pull(tenant, folder)[1].removed == ()
    assert plan_push(tenant, folder, STRICT).empty
    replaced(folder / "small" / "objects" / "machine.yaml", "Machines", "Engines")
    with pytest.raises(ApplyError, match="small"):
        plan_push(tenant, folder, STRICT)


def test_what_is_written_in_the_folder_is_in_force_after_a_push(tenant, folder):
    machine = folder / "own" / "objects" / "machine.yaml"
    replaced(machine, "Device", "Apparatus")
    replaced(
        folder / "own" / "objects" / "x__site.yaml",
        "fields:\n",
        "fields:\n  x__size: {type: integer, label: {en: Size}}\n",
    )
    found = {each.name: each for each in compare_folder(tenant.database, catalogue(), folder)}
    [label] = found["machine"].properties()
    assert (label.pointer, label.before, label.after) == ("/label/en", "Device", "Apparatus")
    assert found["x__size"].sort == "added"
    pushed(tenant, folder)
    model = open_session(tenant, ACTOR).context.model
    assert str(model.objects["machine"].label) == "Apparatus"
    assert list(model.objects["x__site"].fields)[:2] == ["x__size", "x__name"]
    assert plan_push(tenant, folder, STRICT).empty


def test_a_renamed_field_keeps_its_values(tenant, folder):
    sites = open_session(tenant, ACTOR).records("x__site")
    made = sites.create({"x__name": "Ulm"})
    site = folder / "own" / "objects" / "x__site.yaml"
    replaced(site, "name_field: x__name", "name_field: x__title")
    replaced(site, "  x__name: {", "  x__title: {renamed_from: [x__name], ")
    pushed(tenant, folder)
    assert open_session(tenant, ACTOR).records("x__site").get(made.id)["x__title"] == "Ulm"
    assert plan_push(tenant, folder, STRICT).empty


def test_an_object_and_its_field_are_renamed_at_once(tenant, folder):
    made = open_session(tenant, ACTOR).records("x__site").create({"x__name": "Ulm"})
    objects = folder / "own" / "objects"
    (objects / "x__site.yaml").rename(objects / "x__place.yaml")
    place = objects / "x__place.yaml"
    replaced(place, "name_field: x__name", "name_field: x__title\nrenamed_from: [x__site]")
    replaced(place, "  x__name: {", "  x__title: {renamed_from: [x__name], ")
    pushed(tenant, folder)
    assert open_session(tenant, ACTOR).records("x__place").get(made.id)["x__title"] == "Ulm"
    assert plan_push(tenant, folder, STRICT).empty


def test_what_is_gone_from_the_folder_is_deleted_by_name(tenant, folder):
    (folder / "own" / "objects" / "x__site.yaml").unlink()
    (folder / "own" / "README.md").write_text("ours")
    told = pushed(tenant, folder, Deciding(strict=True))
    assert any("x__site" in line for line in told), told
    model = open_session(tenant, ACTOR).context.model
    assert "x__site" not in model.objects
    assert "x__colour" in model.objects["machine"].fields
    assert (folder / "own" / "README.md").is_file()


def test_a_pull_removes_the_files_of_what_is_gone(tenant, folder):
    edited(tenant, delete=[SITE, NAME])
    _, done = pull(tenant, folder)
    assert done.removed == ("own/objects/x__site.yaml",)
    assert set(done.changed) == {"own/uids.lock"}


def test_a_pull_loses_nothing_that_was_not_pushed(tenant, folder):
    machine = folder / "own" / "objects" / "machine.yaml"
    before = machine.read_bytes()
    replaced(machine, "Device", "Apparatus")
    with pytest.raises(ApplyError) as refused:
        pull(tenant, folder)
    assert refused.value.code == "folder.unpushed"
    (folder / "pulled.yaml").unlink()
    with pytest.raises(ApplyError):
        pull(tenant, folder)
    _, done = pull(tenant, folder, overwrite=True)
    assert (done.changed, machine.read_bytes()) == (("own/objects/machine.yaml",), before)


def test_what_both_changed_elsewhere_is_merged(tenant, folder):
    edited(tenant, patches=labelled(zh="设备"))
    replaced(folder / "own" / "objects" / "machine.yaml", "Device", "Apparatus")
    pushed(tenant, folder)
    label = open_session(tenant, ACTOR).context.model.objects["machine"].label
    assert (label.to("en"), label.to("zh")) == ("Apparatus", "设备")


def test_what_both_changed_is_refused_with_both_values_until_it_is_decided(tenant, folder):
    edited(tenant, patches=labelled(en="Engine"))
    replaced(folder / "own" / "objects" / "machine.yaml", "Device", "Apparatus")
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, folder, STRICT)
    assert refused.value.code == "apply.stale"
    assert "Engine" in str(refused.value) and "Apparatus" in str(refused.value)
    theirs = {"object/machine#/label/en": Side.THEIRS}
    pushed(tenant, folder, Deciding(theirs, strict=True))
    label = open_session(tenant, ACTOR).context.model.objects["machine"].label
    assert str(label) == "Apparatus"


def test_an_object_that_got_a_field_meanwhile_is_not_deleted_by_a_push(tenant, folder):
    added = ("field", "x__site", "x__size")
    edited(tenant, put={added: {"type": "integer", "label": {"en": "Size"}}})
    (folder / "own" / "objects" / "x__site.yaml").unlink()
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, folder, STRICT)
    assert refused.value.code == "apply.stale"
    both = ("object/x__site#", "field/x__site/x__size#")
    made = plan_push(tenant, folder, Deciding(dict.fromkeys(both, Side.OURS), strict=True))
    assert made.changes == ()
    gone = Deciding(dict.fromkeys(both, Side.THEIRS), strict=True)
    assert {each.before.component.name for each in plan_push(tenant, folder, gone).changes} == {
        "x__site",
        "x__name",
        "x__size",
    }


def test_a_mistake_in_the_folder_is_told_with_its_place(tenant, folder):
    replaced(
        folder / "own" / "objects" / "x__site.yaml", "name_field: x__name", "name_field: x"
    )
    with pytest.raises(MetadataError) as refused:
        plan_push(tenant, folder, STRICT)
    assert refused.value.problems[0].file == "objects/x__site.yaml"


def test_a_folder_of_nothing_or_of_another_tenant_is_refused(tenant, folder, tmp_path):
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, tmp_path / "empty", STRICT)
    assert refused.value.code == "folder.not_pulled"
    record = folder / "pulled.yaml"
    record.write_text(record.read_text().replace("revision: 3", "revision: 2"))
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, folder, STRICT)
    assert refused.value.code == "folder.other_tenant"
