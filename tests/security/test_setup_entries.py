"""What an admin types into Setup, or somebody in their browser: it is refused in words or shown as text."""

from __future__ import annotations

import time

import pytest

from engine import changes
from engine.kernel.actor import system_actor
from engine.registry import catalogue
from engine.session import open_session
from tests.tenants import ADMIN, sqlite_copy
from tests.ui.pages.conftest import sign_in, system
from tests.ui.studio.conftest import company, make_app, second_admin

__all__ = ["company", "make_app", "second_admin", "sign_in", "system"]
HOSTILE = "</text></svg><script>alert(1)</script>\"'><img src=x onerror=alert(2)>客户{{7*7}}"
HARMFUL = ("<script>alert", "<img src=x", "</text></svg><", ">49<")
CHANNEL = ("field", "machine", "x__channel")


@pytest.fixture
def ada(sign_in):
    return sign_in(ADMIN)


@pytest.mark.parametrize(
    "form",
    [
        {"company_en": "x" * 200_000},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe/Berlin\0"},
        {"language": "xx"},
        {"region": HOSTILE},
        {"week_start": "someday"},
        {"fiscal_year_start": "9" * 30},
        {"fiscal_year_start": "²"},
        {"trash_days": "-1"},
        {"trash_days": "9" * 5_000},
        {"calendar": "nowhere"},
        {"corporate": HOSTILE},
        {"corporate": "EUR", "active": ["<b>", "EUR"]},
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(ada, form):
    began = time.process_time()
    answer = ada.post("/setup/settings", data=form)
    assert (
        answer.status_code,
        'class="problems' in answer.text or "rule bad" in answer.text,
    ) == (
        422,
        True,
    )
    assert time.process_time() - began < 5


def test_a_company_may_be_called_anything_and_that_is_shown_as_text(ada):
    assert ada.post("/setup/settings", data={"company_en": HOSTILE}).status_code == 302
    for address in ("settings", "draft", "draft/panel", "translations"):
        page = ada.get(f"/setup/{address}")
        assert page.status_code == 200
        assert [each for each in HARMFUL if each in page.text] == [], address


@pytest.mark.parametrize(
    "form",
    [
        {"label_en": "Office", "zone": HOSTILE},
        {"label_en": "x" * 200_000},
        {"label_en": "Office", "hours_monday": "99:99-1"},
        {"label_en": "Office", "hours_monday": "09:00-" * 20_000},
        {"label_en": "Office", "holidays": f"2026-13-40; {HOSTILE}\n" * 5_000},
    ],
)
def test_calendars_that_cannot_be_are_refused_in_words(ada, form):
    began = time.process_time()
    answer = ada.post("/setup/calendars/new", data=form)
    assert answer.status_code == 422
    assert [each for each in HARMFUL if each in answer.text] == []
    assert time.process_time() - began < 5


def test_a_number_without_end_in_a_form_of_properties_stays_what_was_typed(ada):
    began = time.process_time()
    for most in ("1e999999999", "9" * 10_000, "NaN", "-Infinity", "²"):
        form = {"p.type": "decimal", "type": "decimal", "p.max": most, "max": most}
        answer = ada.post("/setup/c/field/machine/power", data=form)
        assert answer.status_code in (302, 422), most
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/o/machine/?size=²", None),
        (f"/o/machine/?size={'9' * 5_000}", None),
        ("/o/machine/?add=name&op=eq&value=a&group=²", None),
        ("/setup/navigation", {"do": "place:main", "index": "9" * 5_000}),
        ("/setup/design/layout/machine/standard", {"do": "place", "index": "²"}),
        ("/account/tokens", {"days": "²"}),
    ],
)
def test_no_way_of_writing_a_number_is_a_bug(ada, address, form):
    answer = ada.get(address) if form is None else ada.post(address, data=form)
    assert answer.status_code in (200, 302, 404, 422)


def test_labels_on_the_map_of_objects_and_all_over_setup_are_text(ada, company):
    words = {"en": HOSTILE, "zh": HOSTILE}
    edits = changes.Edits(
        put={
            ("object", "", "x__odd"): {"label": words, "plural": words, "name_field": "x__n"},
            ("field", "x__odd", "x__n"): {"type": "text", "label": words, "help": words},
            ("field", "x__odd", "x__m"): {"type": "lookup", "to": "machine", "label": words},
        }
    )
    planned = changes.plan_edits(company.database, catalogue(), edits)
    actor = system_actor("tests")
    rev = changes.apply(company.database, planned, actor=actor, message=HOSTILE).rev
    for language in ("en", "zh"):
        ada.set_cookie("language", language)
        for address in (
            "map", "map?object=x__odd", "objects", "objects/x__odd", "history", "indexes",
            f"history/{rev}", f"history/{rev}/undo", "search?q=script", "translations",
            "c/field/x__odd/x__m", "objects/machine",
        ):  # fmt: skip
            page = ada.get(f"/setup/{address}")
            assert page.status_code == 200, address
            assert [each for each in HARMFUL if each in page.text] == [], address


def test_ids_of_another_tenant_mean_nothing_here(ada, company, small_on_sqlite, tmp_path):
    field = {"type": "text", "label": {"en": "Channel"}}
    (tmp_path / "other").mkdir()
    with sqlite_copy(small_on_sqlite, tmp_path / "other") as other:
        theirs = changes.Workbench(open_session(other, ADMIN).context)
        theirs.save({CHANNEL: field})
        draft = theirs.mine[0].id
        theirs.begin("second")
        theirs.save({CHANNEL: field})
        planned = theirs.preview().plan
        context = open_session(other, ADMIN).context
        at = context.now.replace(year=context.now.year + 1)
        key = changes.schedule(context, planned, at, message="m").id
        there = changes.revisions(other.database)[0].rev
        here = changes.revisions(company.database)[0].rev
        assert there < here
        found = {
            (method, address): ada.open(address, method=method, data=form).status_code
            for method, address, form in (
                ("GET", f"/setup/drafts/{draft}", None),
                ("POST", f"/setup/drafts/{draft}", {"do": "discard"}),
                ("POST", f"/setup/drafts/{draft}/merge", {}),
                ("POST", f"/setup/scheduled/{key}/cancel", {}),
                ("GET", f"/setup/history/{here + 1}", None),
                ("GET", f"/setup/history/{here + 1}/undo", None),
                ("GET", "/setup/packages/own_of_theirs/uninstall", None),
                ("POST", "/setup/packages/withdraw", {"name": "own_of_theirs"}),
            )
        }
        del found["POST", "/setup/packages/withdraw"]
        assert {each: code for each, code in found.items() if code != 404} == {}
        left = changes.Workbench(open_session(other, ADMIN).context)
        assert [len(each.changes) for each in left.mine] == [1, 1]
        assert open_session(other, ADMIN).scheduled()[0].state == "waiting"


def test_nobody_ends_or_renames_the_draft_of_a_colleague(ada, company, second_admin):
    bench = changes.Workbench(open_session(company, second_admin).context)
    bench.save({CHANNEL: {"type": "text", "label": {"en": "Channel"}}})
    draft = bench.draft.id
    for do in ("discard", "name", "switch"):
        ada.post(f"/setup/drafts/{draft}", data={"do": do, "name": "Mine"})
    ada.post("/setup/draft/discard")
    left = changes.Workbench(open_session(company, second_admin).context)
    assert [(each.id, each.name, len(each.changes)) for each in left.mine] == [(draft, "", 1)]


@pytest.mark.parametrize("character", ["\a", "\ufffe", "\x85\x86"])
def test_a_text_that_no_file_could_hold_is_named_and_not_applied(ada, character):
    entered = {"shown.label": "1", "label.en": f"Sum{character}"}
    saved = ada.post("/setup/c/field/deal/amount", data=entered, follow_redirects=True)
    told = saved.text + ada.get("/setup/draft").text
    assert f"U+{ord(character[-1]):04X} cannot stand in a text" in told
