"""What an admin is told while writing expressions and YAML, before anything is saved."""

from __future__ import annotations

import json
import re

import pytest

from engine import Workbench, open_session
from tests.tenants import ADMIN, SELLER

LAYOUT = "/c/layout/deal/vw__default"


def told(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).strip()


def offered(client, query, text, **form):
    """Give what is offered where ``|`` stands in a text."""
    before, _, after = text.partition("|")
    data = {"before": before, "after": after, **form}
    answer = json.loads(client.post(f"/setup/complete?{query}", data=data).text)
    return {one["label"]: one for one in answer["options"]}


def tried(client, query, name, source, **form):
    return client.post(f"/setup/try?{query}&at={name}", data={name: source, **form})


FORMULA = "kind=field&of=deal&type=formula"


def test_fields_are_offered_over_look_ups_with_label_and_type(ada):
    found = offered(ada, f"{FORMULA}&at=expr", "firm.parent.na|")
    assert found["name"]["detail"] == "Name, text"
    assert "industry" in offered(ada, f"{FORMULA}&at=expr", "firm.|")
    assert "amount" in offered(ada, f"{FORMULA}&at=expr", "2 * 金额|")
    assert offered(ada, f"{FORMULA}&at=expr", "nothing.|") == {}


def test_functions_are_offered_with_signature_and_a_line_of_help(ada):
    found = offered(ada, f"{FORMULA}&at=expr", "amount + rou|")["round"]
    assert "round(" in found["detail"] and "->" in found["detail"]
    assert found["help"] and found["sort"] == "function" and found["more"]


def test_options_are_offered_inside_a_comparison(ada):
    assert next(iter(offered(ada, f"{FORMULA}&at=expr", "stage == 'w|'"))) == "won"
    assert "lost" in offered(ada, f"{FORMULA}&at=expr", "stage in ('won', '|')")
    assert offered(ada, f"{FORMULA}&at=expr", "name == 'w|'") == {}


def test_only_what_the_draft_has_is_offered(ada):
    ada.post("/setup/objects/deal/paste", data={"fields": "Size; decimal"})
    ada.post("/setup/delete/field/deal/margin")
    found = offered(ada, f"{FORMULA}&at=expr", "|")
    assert "x__size" in found and "margin" not in found
    gives = told(tried(ada, FORMULA, "expr", "x__size * 2"))
    assert gives.startswith("Gives: a number")
    assert "margin" in told(tried(ada, FORMULA, "expr", "margin * 2"))


def test_prior_and_target_are_offered_only_where_they_mean_something(ada):
    rule = "kind=validation_rule&of=deal&at=when"
    assert "amount" in offered(ada, rule, "prior.|")
    assert "prior" not in offered(ada, "kind=list_view&of=deal&at=where", "pri|")
    choice = "kind=field&of=deal&name=firm&at=filter"
    assert "industry" in offered(ada, choice, "target.|")


@pytest.mark.parametrize(
    ("query", "name", "source", "form", "needed"),
    [
        ("kind=validation_rule&of=deal", "when", "amount + 1", {}, "yes/no is needed"),
        (
            FORMULA,
            "expr",
            "name",
            {"shown.returns": "1", "returns": "date"},
            "a date is needed",
        ),
        ("kind=field&of=deal&name=amount", "default", "'much'", {}, "currency is needed"),
        ("kind=field&of=deal&name=amount", "visible_when", "name", {}, "yes/no is needed"),
        ("kind=list_view&of=deal&name=vw__mine", "where", "firm", {}, "yes/no is needed"),
        ("kind=object&name=deal", "final_when", "amount", {}, "yes/no is needed"),
    ],
)
def test_each_place_says_the_type_that_it_needs(ada, query, name, source, form, needed):
    assert needed in told(tried(ada, query, name, source, **form))


def test_the_mistake_is_marked_where_it_stands(ada):
    answer = tried(ada, FORMULA, "expr", "amount + marginn * 2")
    assert 'data-from="9" data-to="16"' in answer.text
    assert "column 10" in told(answer) and "margin" in told(answer)
    across = {"shown.returns": "1", "returns": "text", "shown.store": "1", "store": "yes"}
    assert "across a lookup" in told(tried(ada, FORMULA, "expr", "firm.name", **across))


def test_every_expression_is_tried_on_a_chosen_record(ada, system):
    firm = system.records("firm").create({"name": "Acme", "industry": "energy"})
    pumps, valves = (
        system.records("deal").create(
            {"name": name, "owner": ADMIN, "vw__code": name, "amount": amount, "firm": firm.id}
        )
        for name, amount in (("Pumps", "1200"), ("Valves", "50"))
    )
    rule = "kind=validation_rule&of=deal"
    assert "for Valves: no" in told(tried(ada, rule, "when", "amount > 100"))
    chosen = {"try.deal": str(pumps.id)}
    assert "for Pumps: yes" in told(tried(ada, rule, "when", "amount > 100", **chosen))
    assert "for Pumps: no" in told(tried(ada, rule, "when", "changed(amount)", **chosen))
    filtered = tried(
        ada, "kind=field&of=deal&name=firm", "filter", "target.industry == 'energy'", **chosen
    )
    assert "for Pumps and Acme: yes" in told(filtered)
    page = ada.get("/setup/c/field/deal/firm").text
    assert 'name="try.deal"' in page and str(valves.id) in page


def test_yaml_is_completed_with_keys_words_and_names(ada):
    layout = "kind=layout&of=deal&name=vw__default&at=yaml&as=yaml"
    assert "highlights" in offered(ada, layout, "label: {en: Standard}\nhigh|")
    assert list(offered(ada, layout, "device: |"))[:2] == ["any", "mobile"]
    assert "firm" in offered(ada, layout, "sections:\n  - id: a\n    items: [name, fi|]")
    assert "phone" in offered(ada, layout, "sections:\n  - {id: a, items: [firm.ph|")
    assert "line" in offered(ada, layout, "sections: []\nrelated:\n  - {id: a, object: li|}")
    inside = "sections:\n  - id: a\n    visible_when: \"stage == 'l|'\"\n"
    assert list(offered(ada, layout, inside)) == ["lost"]
    taken = offered(ada, layout, "path: stage\npa|")
    assert "path" not in taken


def test_yaml_offers_options_roles_and_fields_of_other_objects(ada):
    kind = "kind=record_type&of=deal&name=vw__short&at=yaml&as=yaml"
    assert "won" in offered(ada, kind, "options: {stage: [w|]}")
    assert "amount" in offered(ada, kind, "defaults: {am|}")
    view = "kind=list_view&of=deal&name=vw__mine&at=yaml&as=yaml"
    assert "seller" in offered(ada, view, "columns: [name]\nvisible_to: {roles: [se|]}")


def test_yaml_says_all_that_is_wrong_with_line_and_column(ada):
    address = "/setup/check?kind=layout&of=deal&name=vw__default&at=yaml"

    def wrong(source):
        return told(ada.post(address, data={"yaml": source}))

    assert "Line 2, column 1" in wrong("sections: []\ncolour: 3\n")
    assert "Line 3, column 13" in wrong("sections:\n  - id: a\n    items: [nothing]\n")
    text = wrong("sections:\n  - id: a\n    visible_when: amount + 1\n")
    assert "Line 3" in text and "yes/no is needed" in text
    assert "not YAML" in wrong("sections: [\n")
    assert "Nothing is wrong" in wrong("sections:\n  - {id: a, items: [name]}\n")
    assert "Nothing is wrong" not in wrong("")


def test_a_part_of_a_form_written_as_yaml_is_helped_too(ada):
    rollup = "kind=field&of=deal&type=rollup&at=from"
    assert "line" in offered(ada, f"{rollup}&as=yaml", "from:\n  object: li|")
    found = offered(ada, f"{rollup}&as=yaml", 'from: {object: line, via: deal, where: "quan|"}')
    assert "quantity" in found
    said = told(ada.post(f"/setup/check?{rollup}", data={"from": "from: {object: nowhere}"}))
    assert "via" in said


def test_nothing_is_told_to_others_and_nothing_is_kept(ada, sign_in, company):
    tried(ada, FORMULA, "expr", "amount * 2")
    offered(ada, f"{FORMULA}&at=expr", "amo|")
    assert "draft is empty" in told(ada.get("/setup/draft"))
    assert open_session(company, ADMIN).context.revision == 2
    other = sign_in(SELLER)
    assert other.post(f"/setup/complete?{FORMULA}&at=expr").status_code == 404
    assert other.post("/setup/check?kind=layout&at=yaml").status_code == 404


def test_what_is_missing_at_the_end_is_said_once_and_marked_there(ada):
    answer = tried(ada, "kind=validation_rule&of=deal", "when", "amount >")
    assert told(answer) == "column 9: this is not a valid expression"
    assert 'data-from="8"' in answer.text


def test_a_circle_of_formulas_is_told_while_either_is_written(ada, company):
    bench = Workbench(open_session(company, ADMIN).context)
    body = {"type": "formula", "returns": "decimal", "label": {"en": "One"}}
    one, other = ("field", "deal", "x__one"), ("field", "deal", "x__two")
    bench.save({one: {**body, "expr": "amount * 2"}, other: {**body, "expr": "x__one + 1"}})
    for name, source in (("x__one", "x__two + 1"), ("x__two", "x__two * 2")):
        form = {"shown.expr": "1", "expr": source}
        query = f"kind=field&of=deal&name={name}"
        answer = tried(ada, query, "expr", source, **form)
        assert f"computed from itself: deal.{name} → deal." in told(answer), name
    bench.save({one: {**body, "expr": "x__two + 1"}})
    for name in ("x__one", "x__two"):
        source = bench.as_yaml(
            ("field", "deal", name), bench.find(("field", "deal", name)).body
        )
        query = f"kind=field&of=deal&name={name}&at=yaml&as=yaml"
        answer = ada.post(f"/setup/check?{query}", data={"yaml": source})
        assert "computed from itself" in told(answer), name
