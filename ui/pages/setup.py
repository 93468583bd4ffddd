"""The admin's settings and calendars: what they say now, and changing them by plan and apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Patch, customise
from engine.errors import EngineError, Problem
from ui.i18n import gettext as _
from ui.pages.work import Work, work

STUDIO = "keel_studio"
"""Under this name an app keeps what tells the start of Setup about the Studio, if it has one."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def setup() -> str:
    """Show what an admin can set."""
    at = _admin()
    offer = current_app.extensions.get(STUDIO)
    return render_template(
        "pages/setup.html",
        studio=offer() if offer else None,
        people_url=at.url_of("account.people"),
        settings_url=url_for("pages.settings"),
        calendars_url=url_for("pages.calendars"),
        revision=at.context.revision,
    )


def settings() -> str | BaseResponse | tuple[str, int]:
    """Show the company's settings, and save what an admin changed as the next revision."""
    at = _admin()
    component = next(at.model.of_kind("settings"), None)
    if component is None:
        abort(404)
    if request.method == "GET":
        return _settings_page(at, _settings_now(at), ())
    typed = {name: request.form.get(name, "").strip() for name in _settings_now(at)}
    now = _settings_now(at)
    patches = [
        Patch(component.key, _POINTERS[name], "set", _settings_value(name, value))
        for name, value in typed.items()
        if value != now[name] and value
    ]
    problems = _apply(at, patches, _("Company settings"))
    if problems:
        return _settings_page(at, typed, problems), 422
    flash(_("Saved"))
    return redirect(url_for("pages.settings"))


_POINTERS = {
    "company_en": "/company/en",
    "company_zh": "/company/zh",
    "language": "/language",
    "zone": "/zone",
    "region": "/region",
    "corporate": "/currencies/corporate",
    "active": "/currencies/active",
    "fiscal_year_start": "/fiscal_year_start",
    "week_start": "/week_start",
    "trash_days": "/trash_days",
}


def _settings_now(at: Work) -> dict[str, str]:
    body = at.model.settings
    company, money = _by_language(body.get("company")), body.get("currencies", {})
    plain = ("language", "zone", "region", "fiscal_year_start", "week_start", "trash_days")
    return {
        "company_en": company.get("en", ""),
        "company_zh": company.get("zh", ""),
        "corporate": str(money.get("corporate", "")),
        "active": ", ".join(money.get("active", ())),
        **{name: str(body.get(name, "")) for name in plain},
    }


def _settings_value(name: str, typed: str) -> Any:
    if name == "active":
        return [
            one.strip().upper() for one in typed.replace("，", ",").split(",") if one.strip()
        ]
    if name in {"fiscal_year_start", "trash_days"}:
        return int(typed) if typed.isdigit() else typed
    return typed.upper() if name in {"corporate", "region"} else typed


def _settings_page(at: Work, typed: Mapping[str, str], problems: Sequence[Problem]) -> str:
    return render_template(
        "pages/settings.html",
        typed=typed,
        problems=[_said(at, problem) for problem in problems],
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        days=DAYS,
        revision=at.context.revision,
    )


def _said(at: Work, problem: Problem) -> str:
    where = problem.pointer.strip("/").replace("/", ", ")
    told = f"{at.say(problem.text)} {at.say(problem.hint)}".strip()
    return f"{where}: {told}" if where else told


def _apply(at: Work, patches: Sequence[Patch], message: str) -> Sequence[Problem]:
    """Apply patches to the tenant's own package; give what is wrong with them."""
    if not patches:
        return ()
    try:
        customise(g.tenant, patches, actor=at.actor, message=message)
    except EngineError as error:
        return error.problems
    return ()


def calendars() -> str:
    """Show working hours, holidays and extra working days."""
    return _calendars_page(_admin(), ())


@dataclass(frozen=True, slots=True)
class TypedHours:
    """Working hours as they were typed into a calendar, and the days that are wrong."""

    calendar: str
    hours: Mapping[str, str]
    wrong: frozenset[str]


def _calendars_page(
    at: Work, problems: Sequence[Problem], typed: TypedHours | None = None
) -> str:
    return render_template(
        "pages/calendars.html",
        calendars=[_calendar(at, one) for one in at.model.of_kind("calendar")],
        typed=typed,
        days=DAYS,
        problems=[_said(at, problem) for problem in problems],
    )


def change_hours(name: str) -> BaseResponse | tuple[str, int]:
    """Save the working hours of a calendar."""
    at = _admin()
    component = _known_calendar(at, name)
    hours = component.body.get("hours", {})
    patches = []
    for day in DAYS:
        typed = _spans(request.form.get(day, ""))
        if typed != list(hours.get(day, ())):
            op: Any = "set" if typed else "unset"
            patches.append(Patch(component.key, f"/hours/{day}", op, typed or None))
    problems = _apply(at, patches, _("Working hours"))
    if problems:
        kept = {day: request.form.get(day, "") for day in DAYS}
        days = {problem.pointer.split("/")[2] for problem in problems if _of_hours(problem)}
        other = [problem for problem in problems if not _of_hours(problem)]
        return _calendars_page(at, other, TypedHours(name, kept, frozenset(days))), 422
    flash(_("Saved"))
    return redirect(url_for("pages.calendars"))


def _of_hours(problem: Problem) -> bool:
    return problem.pointer.startswith("/hours/")


def _spans(typed: str) -> list[str]:
    parts = typed.replace("，", ",").replace("–", "-").replace("：", ":").split(",")
    return [part.replace(" ", "") for part in parts if part.strip()]


def add_day(name: str) -> BaseResponse | tuple[str, int]:
    """Add a holiday or an extra working day to a calendar."""
    at = _admin()
    component = _known_calendar(at, name)
    day, label = request.form.get("date", ""), request.form.get("label", "").strip()
    lists = {"holidays": "h", "extra_working_days": "w"}
    which = request.form.get("which", "holidays")
    if which not in lists or not day or not label:
        flash(_("Give a date and a name."), "error")
        return redirect(url_for("pages.calendars"))
    key = f"x__{lists[which]}_{day.replace('-', '_')}"
    value = {"id": key, "date": day, "label": {"en": label, "zh": label}}
    return _after(at, [Patch(component.key, f"/{which}/{key}", "put", value)], _("Calendar"))


def remove_day(name: str) -> BaseResponse | tuple[str, int]:
    """Take a day out of a calendar again."""
    at = _admin()
    component = _known_calendar(at, name)
    which, key = request.form.get("which", ""), request.form.get("id", "")
    return _after(at, [Patch(component.key, f"/{which}/{key}", "remove")], _("Calendar"))


def _known_calendar(at: Work, name: str) -> Any:
    found = at.model.find("calendar", name)
    if found is None:
        abort(404)
    return found


def _after(at: Work, patches: Sequence[Patch], message: str) -> BaseResponse | tuple[str, int]:
    problems = _apply(at, patches, message)
    if problems:
        return _calendars_page(at, problems), 422
    flash(_("Saved"))
    return redirect(url_for("pages.calendars"))


def _calendar(at: Work, component: Any) -> dict[str, Any]:
    body = component.body
    return {
        "name": component.name,
        "label": _text(at, body.get("label"), component.name),
        "zone": body.get("zone", at.model.settings.get("zone", "UTC")),
        "hours": {day: ", ".join(body.get("hours", {}).get(day, ())) for day in DAYS},
        "holidays": [_dated(at, one) for one in body.get("holidays", ())],
        "extra": [_dated(at, one) for one in body.get("extra_working_days", ())],
    }


def _dated(at: Work, entry: Any) -> tuple[str, str, str]:
    label = _text(at, entry.get("label"), entry.get("id", ""))
    return str(entry.get("date", "")), label, str(entry.get("id", ""))


def _text(at: Work, label: Any, fallback: str) -> str:
    if isinstance(label, dict):
        return str(label.get(at.language) or label.get("en") or fallback)
    return str(label or fallback)


def _by_language(value: Any) -> dict[str, str]:
    return value if isinstance(value, dict) else {"en": str(value or "")}


def _admin() -> Work:
    """Give the work of an admin; for anyone else the page does not exist."""
    at = work()
    if not (at.actor.admin or "customise" in at.system_rights):
        abort(404)
    return at
