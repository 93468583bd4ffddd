"""Whatever is applied, planning it again finds nothing to do, on both databases.

KEEL_TEST_EXAMPLES says how many packages are tried on each (12 without it).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import changes
from engine.changes.stored_packages import load_packages
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid
from engine.packages import Package
from engine.registry import catalogue
from engine.runtime import runtime
from engine.session import open_session
from engine.text import text
from tests.engine.changes.working import apply, planned, work_off

EXAMPLES = int(os.environ.get("KEEL_TEST_EXAMPLES", "12"))
PREFIX = "fz__"
OBJECTS, FIELDS = 3, 5
OPTIONS = [{"id": f"{PREFIX}{name}", "label": {"en": name}} for name in ("a", "b", "c")]
TYPES = {
    "text": ({}, "7"),
    "long_text": ({}, "seven"),
    "integer": ({}, 7),
    "decimal": ({"digits": 2}, "7.25"),
    "boolean": ({}, True),
    "date": ({}, "2024-02-29"),
    "datetime": ({}, "2024-02-29T10:00:00Z"),
    "select": ({"options": OPTIONS}, OPTIONS[0]["id"]),
    "tags": ({}, ["x", "y"]),
    "currency": ({}, "7"),
    "lookup": ({"to": "firm"}, None),
}
"""What each type of field declares besides, and a value that it takes."""
field = st.tuples(
    st.sampled_from(sorted(TYPES)), st.integers(0, 3), st.booleans(), st.booleans()
)
objects = st.lists(st.lists(field, min_size=1, max_size=FIELDS), min_size=1, max_size=OBJECTS)


def package(shape) -> Package:
    """A package of what was drawn; a place keeps its uid, whatever stands there is called."""
    components = []
    for number, fields in enumerate(shape):
        of = f"{PREFIX}o{number}"
        uid = derived_uid("fz", "object", "", of)
        head = {"label": {"en": of}, "default_access": "write", "name_field": f"{PREFIX}name"}
        components.append(Component("object", of, "", head, "fuzz", uid))
        named = [("text", 0, False, True), *fields]
        for place, (kind, name, unique, audit) in enumerate(named):
            called = f"{PREFIX}f{place}_{name}" if place else f"{PREFIX}name"
            body = {"type": kind, "label": {"en": called}, "audit": audit, **TYPES[kind][0]}
            if unique and kind == "text":
                body["unique"] = True
            if place:
                body["renamed_from"] = [f"{PREFIX}f{place}"]
            field_uid = derived_uid("fz", "field", str(uid), f"{PREFIX}f{place}")
            components.append(Component("field", called, of, body, "fuzz", field_uid))
    return Package(
        "fuzz",
        "fz",
        "addon",
        "1.0.0",
        {"small": ">=1"},
        tuple(components),
        label=text("F", "F"),
    )


def absent(tenant, wanted: Package) -> list:
    """What a package no longer has: deleted explicitly, as it is never inferred."""
    with tenant.database.reading() as conn:
        found = load_packages(conn).get("fuzz")
    kept = {component.uid for component in wanted.components}
    had = () if found is None else found.components
    return [component.key for component in had if component.uid not in kept]


def fill(tenant) -> None:
    """One record in each object, with a value in every field that takes one."""
    session = open_session(tenant, "system:test")
    for obj in session.context.model.objects.values():
        if not obj.name.startswith(PREFIX) or session.records(obj.name).count().value:
            continue
        values = {
            name: TYPES[f.type.name][1]
            for name, f in obj.fields.items()
            if not f.system and TYPES[f.type.name][1] is not None
        }
        money = {"currency": "EUR"} if obj.has_money else {}
        session.records(obj.name).create({**values, **money})


def check(tenant) -> None:
    context = runtime(tenant).context(None, "test")
    with tenant.database.reading() as conn:
        assert list(changes.drift(conn, context.model)) == []


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(shape=objects)
def test_what_was_applied_is_not_planned_again(tenant, shape):
    wanted = package(shape)
    plan = planned(tenant, wanted, delete=absent(tenant, wanted))
    if plan.blocked:
        return
    apply(tenant, plan)
    assert planned(tenant, wanted).empty
    fill(tenant)
    work_off(tenant)
    assert planned(tenant, wanted).empty
    check(tenant)
    head = changes.revisions(tenant.database)[0].rev
    back = changes.plan_rollback(tenant.database, catalogue(), max(1, head - 2))
    if not back.blocked and not back.empty:
        apply(tenant, back)
        work_off(tenant)
        again = changes.plan_rollback(tenant.database, catalogue(), max(1, head - 2))
        assert again.empty
        check(tenant)
