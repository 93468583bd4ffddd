"""A folder in git holds comments, and packages that are written there beside the tenant's own."""

from __future__ import annotations

import pytest

from engine import open_session
from engine.changes import Side
from engine.changes.carrying import Deciding
from engine.errors import ApplyError
from engine.session import apply, plan_push, pull
from tests.engine.changes.test_folders import (
    STRICT,
    edited,
    folder,
    labelled,
    pushed,
    replaced,
)
from tests.engine.changes.working import ACTOR

__all__ = ["folder"]

HEAD = """\
# The service team's add-on
label: {en: Service}
namespace: svc
type: addon
version: "1.0.0"
format: 1
requires: {small: ">=1"}
"""
VISIT = """\
label: {en: Visit}
plural: {en: Visits}
name_field: svc__name
default_access: write
fields:
  svc__name: {type: text, label: {en: Name}}
"""


@pytest.fixture
def addon(folder):
    """An add-on beside the own package, and a field of the tenant's on its object."""
    home = folder / "service"
    (home / "objects").mkdir(parents=True)
    (home / "package.yaml").write_text(HEAD, "utf-8")
    (home / "objects/svc__visit.yaml").write_text(VISIT, "utf-8")
    (folder / "own/objects/svc__visit.yaml").write_text(
        "extends: true\n# we measure it\nfields:\n"
        "  x__hours: {type: decimal, label: {en: Hours}}\n",
        "utf-8",
    )
    return home


def pushed_with(tenant, folder, *names, deciding=STRICT):
    made = plan_push(tenant, folder, deciding, names)
    apply(tenant, made, actor=ACTOR, message="from the folder", confirm=made.confirmation)
    pull(tenant, folder, overwrite=True, authored=names)
    return made


def test_comments_survive_what_others_change(tenant, folder):
    machine = folder / "own/objects/machine.yaml"
    machine.write_text(
        machine.read_text("utf-8").replace("label:", "# not “tool”\nlabel:", 1), "utf-8"
    )
    site = folder / "own/objects/x__site.yaml"
    site.write_text("# where we work\n\n" + site.read_text("utf-8") + "# end\n", "utf-8")
    kept = site.read_bytes()
    replaced(machine, "Device", "Tool")
    pushed(tenant, folder)
    assert "# not “tool”\nlabel:" in machine.read_text("utf-8")
    edited(tenant, patches=labelled(zh="工具"))
    _, done = pull(tenant, folder)
    assert done.changed == ("own/objects/machine.yaml", "own/uids.lock") or done.changed == (
        "own/objects/machine.yaml",
    )
    assert "# not “tool”\nlabel: {en: Tool, zh: 工具}" in machine.read_text("utf-8")
    assert site.read_bytes() == kept, "what says the same is not touched"
    assert plan_push(tenant, folder, STRICT).empty


def test_an_add_on_kept_in_the_folder_is_pushed_in_the_same_revision(tenant, folder, addon):
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, folder, STRICT)
    assert refused.value.code == "folder.not_own" and "--with service" in str(
        refused.value.hint
    )
    before = open_session(tenant, "system:tests").context.revision
    pushed_with(tenant, folder, "service")
    session = open_session(tenant, "system:tests")
    assert session.context.revision == before + 1
    assert "x__hours" in session.context.model.get("svc__visit").fields
    assert addon.joinpath("package.yaml").read_text("utf-8") == HEAD, "it is never written"
    assert plan_push(tenant, folder, STRICT).empty, "from then on it goes along by itself"
    replaced(addon / "objects/svc__visit.yaml", "{en: Visit}", "{en: Call}")
    pushed(tenant, folder)
    model = open_session(tenant, "system:tests").context.model
    assert model.get("svc__visit").label.to("en") == "Call"
    _, done = pull(tenant, folder, every=True)
    assert not any(name.startswith("service/") for name in (*done.added, *done.changed))


def test_a_new_version_of_it_meets_what_the_tenant_changed(tenant, folder, addon):
    pushed_with(tenant, folder, "service")
    own = folder / "own/objects/svc__visit.yaml"
    own.write_text("label: {en: Trip}\n" + own.read_text("utf-8"), "utf-8")
    pushed(tenant, folder)
    replaced(addon / "objects/svc__visit.yaml", "{en: Visit}", "{en: Call}")
    replaced(addon / "package.yaml", "1.0.0", "1.1.0")
    [conflict] = plan_push(tenant, folder, STRICT).conflicts
    assert (conflict.ours, conflict.theirs) == ("Trip", "Call")
    pushed_with(tenant, folder, deciding=Deciding({conflict.id: Side.THEIRS}, strict=True))
    model = open_session(tenant, "system:tests").context.model
    assert model.get("svc__visit").label.to("en") == "Call"


def test_a_package_that_is_not_there_is_not_pushed(tenant, folder):
    with pytest.raises(ApplyError) as refused:
        plan_push(tenant, folder, STRICT, ("service",))
    assert refused.value.code == "folder.no_package"
