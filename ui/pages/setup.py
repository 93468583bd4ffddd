"""The admin's settings and calendars: what they say now, and changing them by plan and apply."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for

from ui.pages.work import Work, work

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def setup() -> str:
    """Show what an admin can set."""
    at = _admin()
    calendars = list(at.model.of_kind("calendar"))
    return render_template(
        "pages/setup.html",
        objects=len(at.model.objects),
        calendars=len(calendars),
        people_url=at.url_of("account.people"),
        settings_url=url_for("pages.settings"),
        calendars_url=url_for("pages.calendars"),
        revision=at.context.revision,
    )


def settings() -> str:
    """Show the company's settings."""
    at = _admin()
    body = at.model.settings
    currencies = body.get("currencies", {})
    return render_template(
        "pages/settings.html",
        company=_by_language(body.get("company")),
        body=body,
        corporate=currencies.get("corporate", ""),
        active=", ".join(currencies.get("active", ())),
        revision=at.context.revision,
    )


def calendars() -> str:
    """Show working hours, holidays and extra working days."""
    at = _admin()
    return render_template(
        "pages/calendars.html",
        calendars=[_calendar(at, one) for one in at.model.of_kind("calendar")],
        days=DAYS,
    )


def _calendar(at: Work, component: Any) -> dict[str, Any]:
    body = component.body
    return {
        "name": component.name,
        "label": at.words(_text(at, body.get("label"), component.name)),
        "zone": body.get("zone", at.model.settings.get("zone", "UTC")),
        "hours": {day: body.get("hours", {}).get(day, ()) for day in DAYS},
        "holidays": [_dated(at, one) for one in body.get("holidays", ())],
        "extra": [_dated(at, one) for one in body.get("extra_working_days", ())],
    }


def _dated(at: Work, entry: Any) -> tuple[str, str]:
    return str(entry.get("date", "")), _text(at, entry.get("label"), entry.get("id", ""))


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
