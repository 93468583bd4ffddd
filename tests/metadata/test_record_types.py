"""Kinds of opportunities: a renewal has its own stages, fields and forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import InvalidRecord, Session, layout, open_session
from tests.tenants import sqlite_copy

RENEWAL = {"record_type": "renewal"}


@pytest.fixture(scope="module")
def admin(core_on_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Everything, in a tenant with the core package."""
    with sqlite_copy(core_on_sqlite, tmp_path_factory.mktemp("core")) as tenant:
        yield open_session(tenant, "system:tests")


@pytest.fixture(scope="module")
def renewal(admin: Session) -> dict[str, object]:
    account = admin.records("account").create({"name": "Halden Paper"})
    return {"name": "Service 2027", "account": account.id, **RENEWAL}


def test_a_renewal_starts_where_the_customer_is_known(admin: Session, renewal) -> None:
    made = admin.records("opportunity").create(renewal)
    found = admin.records("opportunity").get(made.id)
    assert (found["stage"], found["type"]) == ("qualify", "service")


def test_a_renewal_skips_the_stages_of_a_first_sale(admin: Session, renewal) -> None:
    with pytest.raises(InvalidRecord) as refused:
        admin.records("opportunity").create({**renewal, "stage": "design"})
    assert [problem.field for problem in refused.value.problems] == ["stage"]
    spec = layout(admin.context, admin.context.model.objects["opportunity"], RENEWAL,
                  "desktop", "view")  # fmt: skip
    assert [step.option.id for step in spec.path.steps] == [
        "qualify", "propose", "negotiate", "won", "lost",
    ]  # fmt: skip


def test_a_renewal_says_how_it_compares_with_the_running_contract(
    admin: Session, renewal
) -> None:
    values = {"amount": "11000", "current_amount": "10000", "renews_on": "2027-01-31"}
    made = admin.records("opportunity").create({**renewal, **values})
    assert admin.records("opportunity").get(made.id)["uplift"] == 10
    blank = admin.records("opportunity").create({**renewal, "amount": "5"})
    assert admin.records("opportunity").get(blank.id)["uplift"] is None


@pytest.mark.parametrize(("purpose", "asks"), [("create", "renews_on"), ("view", "uplift")])
def test_a_renewal_has_its_own_form_and_page(admin: Session, purpose, asks) -> None:
    obj = admin.context.model.objects["opportunity"]
    for values, expected in ((RENEWAL, True), ({"record_type": "new_business"}, False)):
        spec = layout(admin.context, obj, values, "desktop", purpose)
        paths = {item.path for section in spec.sections for item in section.items}
        assert (asks in paths) is expected
