"""Tells a record's history as a person would: who changed what, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ui.i18n import gettext as _
from ui.i18n import listed
from ui.pages.currencies import currency_path
from ui.pages.fields import Linked
from ui.pages.formats import amount, short_day
from ui.pages.values import field_at, form_value
from ui.pages.work import Work

MAX_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One saved change; ``day`` is set on the first of each day."""

    day: str
    at: str
    time: str
    who: str
    title: str
    icon: str
    changes: tuple[Change, ...]


def entries_of(at: Work, obj: Any, record: Any, history: Iterable[Any]) -> list[Entry]:
    """Give the newest changes first, in words; amounts in the currency of their time."""
    made: list[Entry] = []
    currency = str(record.values.get("currency") or "")
    last_day = ""
    for one in list(history)[:MAX_ENTRIES]:
        local = one.at.astimezone(at.locale.zone or UTC)
        day = _day(at, local)
        before = str(_pair(one.changes.get("currency", (currency, "")))[0] or "")
        made.append(
            Entry(
                day=day if day != last_day else "",
                at=one.at.isoformat(),
                time=local.strftime("%H:%M"),
                who=str(one.by_name or ""),
                title=_title(one.action),
                icon=_ICONS.get(one.action, "edit"),
                changes=()
                if one.action == "create"
                else tuple(_changes(at, obj, one.changes, (before, currency))),
            )
        )
        currency = before
        last_day = day
    return made


_ICONS = {"create": "plus", "delete": "trash", "restore": "undo"}


def _title(action: str) -> str:
    return {
        "create": _("Created"),
        "update": _("Changed"),
        "delete": _("Moved to the recycle bin"),
        "restore": _("Restored"),
    }.get(action, action)


def _day(at: Work, moment: datetime) -> str:
    return short_day(moment.date(), at.context.today(viewer=True), at.language)


def _changes(
    at: Work, obj: Any, changes: Mapping[str, Any], currencies: tuple[str, str]
) -> Iterable[Change]:
    for path, pair in changes.items():
        field = field_at(at, obj, path)
        if field is None or path not in at.rights(obj.name).readable:
            continue
        said = [
            _amount(at, value, code)
            if currency_path(at, obj, path)
            else _said(at, field, value)
            for value, code in zip(_pair(pair), currencies, strict=True)
        ]
        yield Change(at.say(field.label), *said)


def _amount(at: Work, value: Any, code: str) -> str:
    return "" if value is None else amount(Decimal(str(value)), code, at.language)


def _pair(pair: Any) -> tuple[Any, Any]:
    if isinstance(pair, Mapping):
        return pair.get("old"), pair.get("new")
    old, new = pair
    return old, new


def _said(at: Work, field: Any, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    option = field.choice(str(value)) if field.choices else None
    if option is not None:
        return at.say(option.label)
    if field.target:
        ids = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        return listed(name for _id, name in at.labels(field.target, ids))
    try:
        return at.display(field, field.type.clean(value, field, at.locale))
    except ValueError:
        drawn = form_value(at, field, value)
        return drawn.label if isinstance(drawn, Linked) else str(drawn)
