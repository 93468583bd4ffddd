"""The company's settings: name, place, money, year and week, collected in the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Drafted, Problem
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.studio import loaded
from ui.studio.desk import Desk, desk

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = ("language", "zone", "region", "week_start", "calendar")
_NUMBERS = ("fiscal_year_start", "trash_days")


def company() -> str | BaseResponse | tuple[str, int]:
    """Show the settings as the draft leaves them, or put what was changed into the draft."""
    at = desk()
    found = next(at.bench.of_kind("settings"), None)
    if found is None:
        abort(404)
    if request.method == "GET":
        return _page(at, found, _shown(at, found), ())
    body = _entered(at, replace(found, body=loaded.before(at, found.key, found.body)))
    problems = at.bench.assistant(found.key, body).faults()
    if problems:
        return _page(at, found, body, problems), 422
    try:
        loaded.put(at, {found.key: body})
    except loaded.ChangedElsewhere as met:
        both = {**at.at.model.settings, **met.saved.bodies.get(found.key, body)}
        return _page(at, found, both, (), met), 409
    flash(
        _("Put into your draft") if at.bench.find(found.key) != found else _("Nothing changed")
    )
    return redirect(url_for("studio.company"))


def _shown(at: Desk, found: Drafted) -> Mapping[str, Any]:
    """Give what holds: what other components of settings say counts where this one is silent."""
    return {**at.at.model.settings, **found.body}


def _entered(at: Desk, found: Drafted) -> dict[str, Any]:
    """Give the body with what was entered; what is as it was shown stays as it was said."""
    form, shown, body = request.form, _shown(at, found), dict(found.body)
    entered: dict[str, Any] = {name: form[name].strip() for name in _PLAIN if name in form}
    for name in _NUMBERS:
        if name in form:
            typed = form[name].strip()
            number = whole_number(typed)
            entered[name] = typed if number is None else number
    label = {code: form.get(f"company_{code}", "").strip() for code in ("en", "zh")}
    if any(f"company_{code}" in form for code in label):
        entered["company"] = {code: said for code, said in label.items() if said}
    if "corporate" in form:
        entered["currencies"] = _money(shown.get("currencies", {}))
    for name, value in entered.items():
        if value in ("", {}):
            body.pop(name, None)
        elif value != shown.get(name):
            body[name] = value
    return body


def _money(before: Mapping[str, Any]) -> dict[str, Any]:
    form = request.form
    active = [*form.getlist("active"), *filter(None, form.getlist("add"))]
    corporate = form["corporate"]
    # The company's own currency is always in use.
    return {
        **before,
        "corporate": corporate,
        "active": list(dict.fromkeys([corporate, *active])),
    }


def _page(
    at: Desk,
    found: Drafted,
    body: Mapping[str, Any],
    problems: Sequence[Problem],
    elsewhere: loaded.ChangedElsewhere | None = None,
) -> str:
    money = body.get("currencies", {})
    names = currencies(at.at.language)
    calendars = [(one.key[2], at.label(one)) for one in at.bench.of_kind("calendar")]
    said = body.get("company")
    return render_template(
        "studio/company.html",
        body=body,
        entry=at.entry(found),
        carried=loaded.carried(at, {found.key: found.body}),
        elsewhere=elsewhere,
        company=said if isinstance(said, Mapping) else {"en": said or ""},
        problems=at.problems(problems),
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        regions=regions(at.at.language),
        days=DAYS,
        calendars=sorted(calendars, key=lambda one: one[1].casefold()),
        corporate=money.get("corporate", ""),
        active=[(code, names.get(code, code)) for code in money.get("active", ())],
        names=names,
        all_url=at.url(found.key, "form"),
    )


@lru_cache(maxsize=4)
def currencies(language: str) -> Mapping[str, str]:
    """Name the currencies that are tender somewhere today, in the order of their codes."""
    spoken = Locale.parse(language)
    known = {
        code
        for used in get_global("territory_currencies").values()
        for code, begun, ended, tender in used
        if tender and ended is None and begun
    }
    return {code: str(spoken.currencies.get(code, code)) for code in sorted(known)}


@lru_cache(maxsize=4)
def regions(language: str) -> Sequence[tuple[str, str]]:
    """Name the countries and regions of the world, in the order of their names."""
    named = Locale.parse(language).territories.items()
    found = [(code, str(name)) for code, name in named if len(code) == 2 and code.isalpha()]
    return sorted(found, key=lambda one: one[1].casefold())
