"""Adds a condition to a list's filter, with or without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ui.numbers import whole_number
from ui.pages.fields import Choice, Linked
from ui.pages.filter_words import PERIODS, op_word, operators, period_word
from ui.pages.filters import MANY, NO_VALUE, OPS, Term
from ui.pages.list_state import read_state
from ui.pages.values import NUMBERS, field_at, widget_of
from ui.pages.work import Work, work


@dataclass(frozen=True, slots=True)
class Adding:
    """The condition being added: its field, the operators it offers, and how a value is given."""

    path: str
    operators: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...] = ()
    boolean: bool = False
    number: bool = False
    periods: tuple[tuple[str, str], ...] = ()
    lookup_url: str = ""
    people: bool = False
    suggestions: tuple[Linked, ...] = ()


def adding(at: Work, obj: Any, path: str) -> Adding | None:
    """Describe the condition on a path; None without a path, 404 on one that may not be read."""
    if not path:
        return None
    field = field_at(at, obj, path)
    if field is None or not at.readable(obj, path):
        abort(404)
    widget = widget_of(at, field)
    offered = tuple((op, op_word(op, widget)) for op in operators(field))
    references = widget in {"lookup", "user"} and field.target
    return Adding(
        path=path,
        operators=offered,
        choices=tuple(Choice(o.id, at.say(o.label)) for o in field.choices),
        boolean=widget == "boolean",
        number=widget in NUMBERS,
        periods=tuple((one, period_word(one)) for one in PERIODS)
        if widget in {"date", "datetime"}
        else (),
        lookup_url=url_for("pages.lookup", object_name=field.object, field=field.name)
        if references
        else "",
        people=widget == "user",
        suggestions=at.suggestions(field) if references else (),
    )


def filter_row(object_name: str) -> str:
    """Answer the rest of the filter form for the chosen field."""
    at = work()
    obj = at.object(object_name)
    made = adding(at, obj, request.args.get("path", ""))
    return render_template("pages/filter_row.html", adding=made) if made else ""


def add_filter(object_name: str) -> Response:
    """Put the typed condition into the list's address and go there."""
    at = work()
    obj = at.object(object_name)
    mode = "board" if request.args.get("from") == "board" else "list"
    view = at.view(obj, request.args.get("view", ""))
    state = read_state(obj, view, request.args, mode=mode)
    path, op = request.args.get("path", ""), request.args.get("op", "")
    if not path:
        return redirect(state.url())
    if op not in OPS:
        return redirect(state.url(add=path))
    term = _typed(path, op)
    if term is None:
        return redirect(state.url(add=path))
    number = whole_number(request.args.get("group", "0")) or 0
    return redirect(state.with_terms(state.terms.with_term(term, number)).url())


def _typed(path: str, op: str) -> Term | None:
    if op in NO_VALUE:
        return Term(path, op)
    if op == "within":
        period = request.args.get("period", "")
        return Term(path, op, (period,)) if period else None
    values = tuple(one.strip() for one in request.args.getlist("value") if one.strip())
    if not values:
        return None
    if len(values) > 1 and op in {"eq", "ne"}:
        op = "in" if op == "eq" else "not_in"
    return Term(path, op, values if op in MANY else values[:1])
