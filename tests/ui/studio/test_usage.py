"""What an admin sees of how much a field is used, and that asking is cheap."""

from __future__ import annotations

from engine import open_session
from engine.changes import usages
from engine.changes.usage import all_usages
from engine.registry import catalogue
from tests.tenants import ADMIN
from tests.ui.studio.pages import applied, text_of


def test_a_field_tells_where_it_is_used_how_full_it_is_and_where_it_was_filled_last(
    sign_in, system
):
    deals = system.records("deal")
    for name, notes in (("Pumps", "call back"), ("Valves", "soon"), ("Pipes", None)):
        deals.create({"name": name, "owner": ADMIN, "vw__code": "P", "notes": notes})
    ada = sign_in(ADMIN)
    page = ada.get("/setup/c/field/deal/notes?tab=use")
    told = text_of(page)
    assert "67%" in told and "2 of 3" in told
    assert "Last saved with a value Valves" in told and "/o/deal/" in page.text
    assert "Standard layout Sections › Big deals › Items › notes" in told
    assert "In records" not in text_of(ada.get("/setup/c/layout/deal/vw__default?tab=use"))


def test_usages_are_found_once_for_a_revision(sign_in, company):
    model = open_session(company, ADMIN).context.model
    first = all_usages(model, catalogue())
    ada = sign_in(ADMIN)
    ada.get("/setup/objects/deal")
    assert all_usages(open_session(company, ADMIN).context.model, catalogue()) is first
    ada.post("/setup/objects/deal/paste", data={"fields": "Colour"})
    form = {"shown.label": "1", "label.en": "Double", "shown.expr": "1", "expr": "x__colour + '!'",
            "shown.returns": "1", "returns": "text"}  # fmt: skip
    ada.post("/setup/new/field?of=deal&type=formula", data=form)
    assert applied(ada).status_code == 302
    model = open_session(company, ADMIN).context.model
    found = usages(model, catalogue(), ("field", "deal", "x__colour"))
    assert ("field", "deal", "x__double") in [each.component.key for each in found]
