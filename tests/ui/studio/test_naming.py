"""Names in the Studio: what is made or renamed takes nothing's place, and belongs to an object."""

from __future__ import annotations

import pytest

from engine import Workbench, open_session
from tests.tenants import ADMIN
from tests.ui.studio.pages import text_of

NEW = "/setup/new/field?of=deal&type=text"


@pytest.fixture
def bench(company):
    return lambda: Workbench(open_session(company, ADMIN).context)


def labelled(label, **more):
    return {"shown.label": "1", "label.en": label, **more}


def changed(bench):
    return [(each.key[2], each.sort, each.new_name) for each in bench().changes]


def test_a_new_field_does_not_take_the_place_of_another(ada, bench):
    ada.post(NEW, data=labelled("Size"))
    refused = ada.post(NEW, data=labelled("Weight", name="x__size"))
    assert refused.status_code == 422
    assert "“x__size” is there already" in text_of(refused)
    assert ada.post(NEW, data=labelled("Weight", name="amount")).status_code == 422
    assert changed(bench) == [("x__size", "added", "")]
    assert bench().find(("field", "deal", "x__size")).body["label"] == {"en": "Size"}


def test_a_name_is_not_taken_from_another_by_renaming(ada, bench):
    for label in ("Size", "Weight"):
        ada.post(NEW, data=labelled(label))
    address = "/setup/rename/field/deal/x__size"
    refused = ada.post(address, data={"name": "x__weight"})
    assert refused.status_code == 422 and "is there already" in text_of(refused)
    assert ada.post(address, data={"name": "amount"}).status_code == 422
    assert ada.post(address, data={"name": "x__size"}).status_code == 302
    assert changed(bench) == [("x__size", "added", ""), ("x__weight", "added", "")]


@pytest.mark.parametrize("name", ["a/b", "Weight of it", "x" * 60, "size", "x__me"])
def test_a_name_that_is_none_is_refused(ada, bench, name):
    ada.post(NEW, data=labelled("Size"))
    refused = ada.post("/setup/rename/field/deal/x__size", data={"name": name})
    assert refused.status_code == 422
    assert ada.post(NEW, data=labelled("Other", name=name)).status_code == 422
    assert changed(bench) == [("x__size", "added", "")]


def test_nothing_new_belongs_to_an_object_that_is_not_there(ada, bench):
    for new in ("field?of=nothing", "field?of=nothing&type=text", "layout?of=nothing"):
        assert ada.get(f"/setup/new/{new}").status_code == 404
        assert ada.post(f"/setup/new/{new}", data=labelled("Size")).status_code == 404
    assert changed(bench) == []
