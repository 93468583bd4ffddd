"""Says filters in words, and knows which operators and periods a field offers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from ui.i18n import gettext as _
from ui.i18n import listed
from ui.pages.filters import Term
from ui.pages.values import field_at, label_at, widget_of
from ui.pages.work import Work

PERIODS = (
    "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month",
    "last_month", "next_month", "this_quarter", "last_quarter", "next_quarter", "this_year",
    "last_year", "next_year", "last_7_days", "last_30_days", "last_90_days", "next_7_days",
    "next_30_days", "next_90_days",
)  # fmt: skip


def period_word(period: str) -> str:
    """Say a relative period."""
    known = {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "tomorrow": _("Tomorrow"),
        "this_week": _("This week"),
        "last_week": _("Last week"),
        "next_week": _("Next week"),
        "this_month": _("This month"),
        "last_month": _("Last month"),
        "next_month": _("Next month"),
        "this_quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "next_quarter": _("Next quarter"),
        "this_year": _("This year"),
        "last_year": _("Last year"),
        "next_year": _("Next year"),
    }
    if period in known:
        return known[period]
    side, number, unit = (*period.split("_"), "", "")[:3]
    if unit == "days" and side == "last":
        return _("Last {n} days", n=number)
    if unit == "days" and side == "next":
        return _("Next {n} days", n=number)
    return period.replace("_", " ")


def op_word(op: str, widget: str = "") -> str:
    """Say an operator, as it stands in the filter's list of operators."""
    if widget in {"date", "datetime"} and op in _DATED:
        return {
            "lt": _("before"),
            "le": _("on or before"),
            "gt": _("after"),
            "ge": _("on or after"),
        }[op]
    return {
        "eq": _("is"),
        "ne": _("is not"),
        "lt": "<",
        "le": "≤",
        "gt": ">",
        "ge": "≥",
        "between": _("between"),
        "in": _("is one of"),
        "not_in": _("is none of"),
        "contains": _("contains"),
        "not_contains": _("does not contain"),
        "starts_with": _("starts with"),
        "ends_with": _("ends with"),
        "is_blank": _("is blank"),
        "not_blank": _("is not blank"),
        "within": _("within"),
        "has_any": _("has any of"),
        "has_all": _("has all of"),
        "has_none": _("has none of"),
    }.get(op, op)


_DATED = frozenset({"lt", "le", "gt", "ge"})


def operators(field: Any) -> list[str]:
    """Give the operators that a field offers, in a sensible order for its type."""
    offered = list(field.type.operators)
    if "is_blank" in offered and "not_blank" not in offered:
        offered.append("not_blank")
    first = (
        "within" if "within" in offered else "in" if field.choices and "in" in offered else ""
    )
    return ([first] if first else []) + [op for op in offered if op != first]


def chip_of(work: Work, obj: Any, term: Term, names: dict[str, str]) -> tuple[str, str]:
    """Give a condition as label and words; ``names`` are labels of referenced records by id."""
    label = label_at(work, obj, term.path)
    field = field_at(work, obj, term.path)
    widget = widget_of(work, field) if field is not None else ""
    values = listed(_value(work, field, one, names) for one in term.values)
    if widget == "boolean" and term.values and term.op in {"eq", "ne"}:
        wanted = (term.values[0].lower() == "true") is (term.op == "eq")
        return label, _("Yes") if wanted else _("No")
    if term.op in {"eq", "in", "within"}:
        return label, values
    if term.op in {"ne", "not_in"}:
        return label, f"{_('is not')} {values}"
    if term.op == "between" and len(term.values) == 2:
        first, second = (_value(work, field, one, names) for one in term.values)
        return label, f"{first} – {second}"
    return label, f"{op_word(term.op, widget)} {values}".strip()


def _value(work: Work, field: Any, raw: str, names: dict[str, str]) -> str:
    if raw == "me":
        return _("me")
    if field is None or raw in names:
        return names.get(raw, raw)
    option = field.choice(raw) if field.choices else None
    if option is not None:
        return work.say(option.label)
    said = _SAID.get(widget_of(work, field))
    return said(raw) if said is not None else raw


def _yes_no(raw: str) -> str:
    return _("Yes") if raw.lower() == "true" else _("No")


def _number(raw: str) -> str:
    try:
        return f"{Decimal(raw):,f}"
    except InvalidOperation:
        return raw


_SAID = {
    "boolean": _yes_no,
    "date": period_word,
    "datetime": period_word,
    "currency": _number,
    "number": _number,
}
