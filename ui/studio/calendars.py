"""Working calendars: hours, holidays and extra working days, collected in the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Problem, text
from ui.i18n import gettext as _
from ui.studio import loaded
from ui.studio.company import DAYS
from ui.studio.desk import Desk, Key, desk
from ui.studio.names import made_name, own_name

Answer = str | BaseResponse | tuple[str, int]
PARTS = {"holidays": "h", "extra_working_days": "w"}
BLANK_DAYS = 3
_OFFICE = {"hours": {day: ["09:00-12:30", "13:30-18:00"] for day in DAYS[:5]}}
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_NAMELESS = text("give the calendar a name", "请填写日历名称")
_UNREAD = text("write a date and a name, such as 2026-10-01; National Day", "请写日期和名称")


def calendars() -> str:
    """List the calendars with how much of the week and year each says."""
    at = desk()
    rows = [
        {
            "entry": at.entry(one),
            "url": url_for("studio.calendar", name=one.key[2]),
            "zone": one.body.get("zone") or at.at.model.settings.get("zone", "UTC"),
            "days": sum(1 for spans in one.body.get("hours", {}).values() if spans),
            "holidays": len(one.body.get("holidays", ())),
            "extra": len(one.body.get("extra_working_days", ())),
            "company": at.at.model.settings.get("calendar") == one.key[2],
        }
        for one in at.bench.of_kind("calendar")
    ]
    rows.sort(key=lambda row: row["entry"].label.casefold())
    return render_template("studio/calendars.html", rows=rows)


def new_calendar() -> Answer:
    """Show the form of a new calendar, with usual hours, or put it into the draft."""
    at = desk()
    if request.method == "GET":
        return _page(at, ("calendar", "", ""), _OFFICE, ())
    taken = {one.key[2] for one in at.bench.of_kind("calendar")}
    body, problems = _entered({}, "x__")
    label = body.get("label", {})
    name = own_name(label.get("en") or label.get("zh") or "calendar", taken)
    return _kept(at, ("calendar", "", name), body, problems, new=True)


def calendar(name: str) -> Answer:
    """Show a calendar as the draft leaves it, or put what was changed into the draft."""
    at = desk()
    found = at.known(("calendar", "", name))
    if request.method == "GET":
        return _page(at, found.key, found.body, ())
    start = loaded.before(at, found.key, found.body)
    body, problems = _entered(start, "" if found.own else "x__")
    return _kept(at, found.key, body, problems)


def _kept(
    at: Desk, key: Key, body: dict[str, Any], problems: list[Problem], *, new: bool = False
) -> Answer:
    if not body.get("label"):
        problems.append(Problem("studio.label", _NAMELESS, pointer="/label"))
    problems = problems or list(at.bench.assistant(key, body).faults())
    if problems:
        return _page(at, ("calendar", "", "") if new else key, body, problems), 422
    try:
        loaded.put(at, {key: body})
    except loaded.ChangedElsewhere as met:
        return _page(at, key, met.saved.bodies.get(key, body), (), met), 409
    flash(_("Put into your draft"))
    return redirect(url_for("studio.calendar", name=key[2]))


def _entered(before: Mapping[str, Any], prefix: str) -> tuple[dict[str, Any], list[Problem]]:
    form, problems = request.form, list[Problem]()
    label = {code: form.get(f"label.{code}", "").strip() for code in ("en", "zh")}
    hours = {day: _spans(form.get(f"hours.{day}", "")) for day in DAYS}
    made: dict[str, Any] = {
        **before,
        "label": {code: said for code, said in label.items() if said},
        "zone": form.get("zone", ""),
        "hours": {day: spans for day, spans in hours.items() if spans},
    }
    for which, letter in PARTS.items():
        known = list(_rows(which, before.get(which, ()), f"{prefix}{letter}"))
        pasted = list(_pasted(which, f"{prefix}{letter}", problems))
        made[which] = sorted([*known, *pasted], key=lambda day: str(day["date"]))
    return {name: value for name, value in made.items() if value}, problems


def _rows(which: str, before: Sequence[Any], prefix: str) -> Iterator[dict[str, Any]]:
    """Read the days of the table; one whose date was emptied goes."""
    form = request.form
    for index in range(len(before) + BLANK_DAYS):
        at = f"{which}.{index}"
        date = form.get(f"{at}.date", "").strip()
        label = {code: form.get(f"{at}.{code}", "").strip() for code in ("en", "zh")}
        if date:
            old = (
                before[index] if index < len(before) else {"id": _id(prefix, date, label["en"])}
            )
            said = {code: words for code, words in label.items() if words}
            yield {**old, "date": date, **({"label": said} if said else {})}


def _pasted(which: str, prefix: str, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """Read days from lines: a date, then a name in English and Chinese."""
    for number, line in enumerate(request.form.get(f"{which}.paste", "").splitlines(), 1):
        found = _DATE.search(line)
        if not line.strip():
            continue
        name = line[found.end() :].strip(" ;；,，\t") if found else ""
        if found is None or not name:
            pointer = f"/{which}/{_('Line {n}', n=number)}"
            problems.append(Problem("calendar.line", _UNREAD, pointer=pointer))
            continue
        year, month, day = found.groups()
        date = f"{year}-{int(month):02}-{int(day):02}"
        english, _slash, chinese = (part.strip() for part in name.partition("/"))
        label = {"en": english, **({"zh": chinese} if chinese else {})}
        yield {"id": _id(prefix, date, english), "date": date, "label": label}


def _id(prefix: str, date: str, label: str) -> str:
    words = f"_{made_name(label)}" if label else ""
    return f"{prefix}_{date.replace('-', '_')}{words}"[:40].rstrip("_")


def _spans(typed: str) -> list[str]:
    parts = typed.replace("，", ",").replace("–", "-").replace("：", ":").split(",")
    return [re.sub(r"\s*-\s*", "-", part.strip()) for part in parts if part.strip()]


def _page(
    at: Desk,
    key: Key,
    body: Mapping[str, Any],
    problems: Sequence[Problem],
    elsewhere: loaded.ChangedElsewhere | None = None,
) -> str:
    found = at.bench.find(key) if key[2] else None
    wrong = {one.pointer.split("/")[2] for one in problems if one.pointer.startswith("/hours/")}
    return render_template(
        "studio/calendar.html",
        body=body,
        carried=loaded.carried(at, {key: found.body} if found else {}),
        elsewhere=elsewhere,
        label=body.get("label", {}),
        entry=at.entry(found) if found else None,
        title=at.say(body.get("label"), key[2]) if found else _("New calendar"),
        hours={day: ", ".join(body.get("hours", {}).get(day, ())) for day in DAYS},
        wrong=wrong,
        days=DAYS,
        parts=[
            ("holidays", _("Holidays"), [*body.get("holidays", ()), *[{}] * BLANK_DAYS]),
            (
                "extra_working_days",
                _("Extra working days"),
                [*body.get("extra_working_days", ()), *[{}] * BLANK_DAYS],
            ),
        ],
        pasted={which: request.form.get(f"{which}.paste", "") for which in PARTS},
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        company_zone=at.at.model.settings.get("zone", "UTC"),
        problems=at.problems(problems),
        all_url=at.url(key, "form") if found else "",
        delete_url=url_for("studio.delete", kind="calendar", name=key[2]) if found else "",
    )
