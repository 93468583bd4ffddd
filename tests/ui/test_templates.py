"""The templates as a whole: every widget draws, every text is translated, nothing is unsafe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from tests.house.texts import form_texts, unused_texts
from ui.i18n import catalogue, gettext, listed, missing_texts, of_one, used_texts
from ui.pages.fields import Choice, Drawing, Entry, FieldView, Linked, Shown, Target
from ui.templating import HTML, SPOKEN, WIDGETS, initials, prepare_templates

TEMPLATES = sorted(HTML.rglob("*.html"))
COMPOSITES = {"address", "person_name", "geo", "date_range"}
SHOW = (
    '{% import "macros/field.html" as field %}'
    "{{ field.edit(view, typed, ctx) }}{{ field.show(view, shown, ctx) }}"
)


@pytest.fixture
def app():
    made = Flask(__name__, template_folder=None)
    prepare_templates(made)
    made.jinja_env.globals["csrf_token"] = lambda: "token"
    return made


def typed_value(widget):
    if widget in COMPOSITES:
        return {"street": "1 <Main>", "start": "2026-01-02", "lat": "1"}
    if widget in {"lookup", "user", "poly_lookup"}:
        return Linked("1", "Acme <b>", "account")
    if widget == "multi_lookup":
        return (Linked("1", "Acme <b>"),)
    if widget in {"file", "image"}:
        return ()
    return ("a",) if widget in {"multi_select", "tags"} else "<b>1"


@pytest.mark.parametrize("widget", sorted(WIDGETS))
def test_each_widget_can_be_edited_and_shown_without_scripts(app, widget):
    view = FieldView(
        "amount",
        "Amount",
        widget,
        help="Net",
        error="Too large",
        choices=(Choice("a", "A"),),
        targets=(Target("account", "Account", "/o/account/lookup"),),
        many=True,
    )
    raw = {"lat": 1, "lng": 2} if widget == "geo" else 3
    shown = Shown("<i>", raw, entries=(Entry("x"),))
    with app.test_request_context("/"):
        html = render_template_string(
            SHOW, view=view, typed=typed_value(widget), shown=shown, ctx=Drawing("deal")
        )
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'id="f-amount' in html
    assert "Too large" in html


def test_english_says_one_of_one():
    counting = re.compile(r"\{(n|count)\} ([a-z]+ )?[a-z]{2,}s\b")
    assert {source for _, source in used_texts() if counting.search(source)} <= set(of_one())
    assert set(of_one()) <= {source for _, source in used_texts()}
    assert gettext("{n} components", n=1) == "1 component"
    assert gettext("{n} components", n=2) == "2 components"


def test_every_text_is_said_in_chinese():
    assert missing_texts("zh") == set()
    assert set(SPOKEN) - set(catalogue("zh")) == set()
    assert form_texts() - set(catalogue("zh")) == set()


def test_no_text_is_kept_that_nothing_says():
    assert unused_texts("zh") == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HTML)))
def test_no_template_needs_a_looser_content_policy(path: Path):
    source = path.read_text("utf-8")
    assert not re.search(
        r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|hx-vals='js", source
    )
    assert "|safe" not in source.replace(" ", "")
    assert not re.search(r"<script(?![^>]*(src=|application/json))", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HTML)))
def test_no_template_joins_what_it_says_by_english_marks(path: Path):
    assert not re.search(r"(\}\}|%\})(, |: |; | \()(\{\{|\{%)", path.read_text("utf-8"))


def test_chinese_is_joined_by_its_own_marks(app):
    source = "{{ punct(': ') }}{{ punct(' (') }}{{ between() }}"
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert render_template_string(source) == "：（、"
        assert listed(["沈若岚", "", "林"]) == "沈若岚、林"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert render_template_string(source) == ":  (, "
        assert listed(["Maya", "", "Lin"]) == "Maya, Lin"


def test_avatars_read_like_people_write_names():
    assert initials("Maya Lindqvist") == "ML"
    assert initials("沈若岚") == "沈"
