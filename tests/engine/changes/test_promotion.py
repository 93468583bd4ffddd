"""What one tenant made of its own is carried to another; what that one made stays."""

from __future__ import annotations

import pytest

from engine import Patch, open_session, plan_edits
from engine.changes import Deciding, Edits, Side
from engine.errors import RecordNotFound
from engine.session import apply, plan_promotion
from tests import tenants
from tests.engine.changes.working import ACTOR

SITE = ("object", "", "x__site")
NAME = ("field", "x__site", "x__name")
MACHINE = ("object", "", "machine")
SITE_BODY = {
    "label": {"en": "Site"},
    "plural": {"en": "Sites"},
    "name_field": "x__name",
    "default_access": "write",
}
LABEL = "object/machine#/label/en"


@pytest.fixture
def live(request, tenant, tmp_path):
    """A second company on the same database as the first, where people work."""
    folder = tmp_path / "live"
    folder.mkdir()
    if tenant.dsn.startswith("sqlite"):
        lend = tenants.sqlite_copy(request.getfixturevalue("small_on_sqlite"), folder)
    else:
        lend = request.getfixturevalue("small_on_postgresql").copy()
    with lend as found:
        yield found


def edited(tenant, **edits):
    apply(tenant, plan_edits(tenant, Edits(**edits)), actor=ACTOR, message="in the browser")


def label(said, lang="en"):
    return [Patch(MACHINE, f"/label/{lang}", "set", said)]


def promoted(source, target, since=None, **choices):
    made = plan_promotion(source, target, since, Deciding(choices.get("choices", {})))
    if not made.empty:
        apply(target, made, actor=ACTOR, message="promoted", confirm=made.confirmation)
    return made


def model_of(tenant):
    return open_session(tenant, ACTOR).context.model


@pytest.fixture
def built(tenant):
    """The company in which things are tried out, with an object of its own."""
    edited(tenant, put={SITE: SITE_BODY, NAME: {"type": "text", "label": {"en": "Name"}}})
    edited(tenant, patches=label("Device"))
    return tenant


def test_all_that_is_own_comes_once(built, live):
    promoted(built, live)
    assert list(model_of(live).objects["x__site"].fields)[:1] == ["x__name"]
    assert str(model_of(live).objects["machine"].label) == "Device"
    assert model_of(live).digest == model_of(built).digest
    assert promoted(built, live).empty


def test_what_was_made_before_the_revision_is_left_alone(built, live):
    promoted(built, live, since=2)
    assert "x__site" not in model_of(live).objects
    assert str(model_of(live).objects["machine"].label) == "Device"


def test_a_renamed_field_keeps_its_values_in_the_other_tenant(built, live):
    promoted(built, live)
    made = open_session(live, ACTOR).records("x__site").create({"x__name": "Ulm"})
    edited(built, rename={NAME: "x__title"})
    promoted(built, live, since=3)
    assert open_session(live, ACTOR).records("x__site").get(made.id)["x__title"] == "Ulm"
    assert promoted(built, live).empty


def test_a_deletion_is_carried_and_named(built, live):
    promoted(built, live)
    edited(built, delete=[SITE, NAME])
    made = plan_promotion(built, live, 3, Deciding())
    assert any("x__site" in step.place for step in made.steps)
    apply(live, made, actor=ACTOR, message="promoted", confirm=made.confirmation)
    assert "x__site" not in model_of(live).objects


def test_what_the_other_changed_stays_and_is_listed_until_somebody_chooses(built, live):
    edited(live, patches=[*label("Engine"), *label("引擎", "zh")])
    made = promoted(built, live)
    [conflict] = made.conflicts
    assert (conflict.id, conflict.ours, conflict.theirs) == (LABEL, "Engine", "Device")
    assert str(model_of(live).objects["machine"].label) == "Engine"
    promoted(built, live, choices={LABEL: Side.THEIRS})
    now = model_of(live).objects["machine"].label
    assert (now.to("en"), now.to("zh")) == ("Device", "引擎")


def test_a_revision_that_never_was_is_refused(built, live):
    with pytest.raises(RecordNotFound) as refused:
        plan_promotion(built, live, 99, Deciding())
    assert refused.value.code == "history.unknown"
