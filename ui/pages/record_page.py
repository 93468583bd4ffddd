"""What the page of one record holds, whoever asks for it: the page itself, paper, or a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from engine import is_favourite
from ui.i18n import gettext as _
from ui.pages import related
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.formats import full_moment
from ui.pages.forms import title_of
from ui.pages.history import MAX_ENTRIES, Entry, entries_of
from ui.pages.lists import head
from ui.pages.record_actions import offers
from ui.pages.values import shown, view_of
from ui.pages.work import Work

_SUBTITLES = frozenset({"lookup", "master_detail", "auto_number"})
OVERVIEW = ""
HISTORY = "history"
RECENT = 15
"""Entries of the history beside the overview; its tab has more."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a record: fields with what they show."""

    id: str
    label: str
    columns: int
    collapsed: bool
    rows: tuple[tuple[FieldView, Shown], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stage path; ``state`` is ``d`` done, ``c`` current or empty."""

    id: str
    label: str
    state: str
    rank: int
    closed: str


@dataclass(frozen=True, slots=True)
class StagePath:
    """The stage path on top of a record, and where each step is sent."""

    label: str
    field: str
    url: str
    writable: bool
    steps: tuple[Step, ...]
    endings: tuple[tuple[str, str], ...]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a record's page; a related list's count comes with a later request."""

    id: str
    label: str
    url: str
    current: bool
    key: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel beside a record: its history, or lines of text."""

    id: str
    type: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a record's page stands: its address, and where what is read later comes from.

    Without ``later`` the related lists are read along with the page. Where it is ``fixed`` nothing
    is edited in place.
    """

    url: str
    later: str = ""
    fixed: bool = False


def page_of(at: Work, obj: Any, record: Any, tab: str, seat: Seat) -> dict[str, Any] | None:
    """Give what a record's page is drawn from, None when it has no such tab."""
    spec = at.layout(obj, record, "view")
    lists = {related.tab_of(one.id): one for one in related.seen(at, spec)}
    if tab not in {OVERVIEW, HISTORY, *lists}:
        return None
    beside = [_panel(at, one) for one in spec.panels] if tab == OVERVIEW else []
    told = tab == HISTORY or any(one.type == HISTORY for one in beside)
    described = [related.list_of(at, obj, record, one) for one in lists.values()]
    return {
        "obj": obj,
        "head": head(at, obj),
        "record": record,
        "title": title_of(at, obj, record),
        "subtitle": _subtitle(at, obj, record, spec),
        "highlights": _rows(at, obj, record, spec.highlights[:7], seat),
        "path": _path(at, obj, record, spec.path),
        "tab": tab,
        "tabs": _tabs(described, tab, seat.url),
        "sections": [_section(at, obj, record, one, seat) for one in spec.shown()],
        "related": described,
        "cards": [
            related.rows_of(at, obj, record, one)
            for one in (lists.values() if not seat.later and tab == OVERVIEW else ())
        ],
        "later": seat.later,
        "opened": related.rows_of(at, obj, record, lists[tab], rows=related.TAB_ROWS)
        if tab in lists
        else None,
        "panels": beside,
        "history": _history(at, obj, record, tab) if told else [],
        "offers": offers(at, obj, record, spec, described),
        "favourite": is_favourite(at.context, obj, record.id),
        "ctx": Drawing(obj.name),
    }


def sheet_of(at: Work, obj: Any, record: Any) -> dict[str, Any]:
    """Give what a record on paper is drawn from: everything, with a page of each list."""
    found = page_of(at, obj, record, OVERVIEW, Seat("", "later", fixed=True)) or {}
    spec = at.layout(obj, record, "view")
    read_lists = [
        related.rows_of(at, obj, record, one, rows=related.TAB_ROWS)
        for one in related.seen(at, spec)
    ]
    now = at.context.now.astimezone(at.locale.zone)
    return {
        **found,
        "cards": [one for one in read_lists if one.rows],
        "printed": full_moment(now, at.language),
        "printer": at.actor.name,
    }


def _panel(at: Work, panel: Any) -> Panel:
    said = at.say(panel.text)
    return Panel(panel.id, panel.type, at.say(panel.label), tuple(said.splitlines()))


def _tabs(lists: Sequence[related.RelatedList], tab: str, here: str) -> list[Tab]:
    """Give the tabs in order: the overview, each related list, the history."""
    words = {one.id: one.label for one in lists}
    named = {OVERVIEW: _("Overview"), **words, HISTORY: _("History")}
    return [
        Tab(name, label, _tab_url(here, name), name == tab, number)
        for number, (name, label) in enumerate(named.items(), 1)
    ]


def _tab_url(here: str, name: str) -> str:
    return f"{here}{'&' if '?' in here else '?'}tab={name}" if name else here


def _history(at: Work, obj: Any, record: Any, tab: str) -> list[Entry]:
    most = MAX_ENTRIES if tab == HISTORY else RECENT
    found = at.records(obj.name).history(record.id, limit=most)
    return entries_of(at, obj, record, found)


def _rows(
    at: Work, obj: Any, record: Any, items: Sequence[Any], seat: Seat
) -> tuple[tuple[FieldView, Shown], ...]:
    changeable = not seat.fixed and at.may("update", obj, record)
    return tuple(
        (
            replace(
                view_of(at, item.field),
                label=at.words(item.label),
                span=item.span,
                editable=changeable and not item.read_only and at.edits_in_place(item.field),
            ),
            _plain_name(obj, item.path, shown(at, obj, item.path, record)),
        )
        for item in items
        if item.visible and item.path in record.values
    )


def _plain_name(obj: Any, path: str, value: Shown) -> Shown:
    """Give a record's own name without a link to the page that one is on."""
    return replace(value, url="") if path == obj.name_field else value


def _subtitle(
    at: Work, obj: Any, record: Any, spec: Any
) -> tuple[tuple[FieldView, Shown], ...]:
    """Give what stands under the name: the first references and the number of the record."""
    hidden = (i.path for s in spec.sections for i in s.items if not (s.visible and i.visible))
    skip = {obj.name_field, "owner", *(item.path for item in spec.highlights), *hidden}
    told = [
        field
        for name, field in obj.fields.items()
        if name not in skip
        and not field.system
        and field.type.name in _SUBTITLES
        and record.values.get(name) is not None
    ]
    typed = record.values.get("record_type") is not None
    wanted = [*([obj.fields["record_type"]] if typed else []), *told[:3]]
    return tuple((view_of(at, field), shown(at, obj, field.name, record)) for field in wanted)


def _section(at: Work, obj: Any, record: Any, section: Any, seat: Seat) -> Section:
    return Section(
        section.id,
        at.words(section.label),
        section.columns,
        section.collapsed,
        _rows(at, obj, record, section.items, seat),
    )


def _path(at: Work, obj: Any, record: Any, path: Any) -> StagePath | None:
    """Give the stage path: open steps in order, and the ways it can end."""
    if path is None:
        return None
    steps, place = [], 0
    for step in path.steps:
        if step.closed and step.state != "current":
            continue
        place += 1
        closed = ("won" if step.won else "lost") if step.closed else ""
        state = {"done": "d", "current": "c"}.get(step.state, "")
        steps.append(
            Step(step.option.id, at.say(step.option.label), state, min(place, 6), closed)
        )
    if not any(step.closed for step in steps):
        won = [s for s in path.steps if s.won]
        steps += [Step(s.option.id, at.say(s.option.label), "", 6, "") for s in won[:1]]
    endings = [s for s in path.steps if s.closed and s.state != "current" and s.option.active]
    ahead = [s for s in path.steps if s.state == "ahead" and not s.closed]
    return StagePath(
        label=at.say(path.field.label),
        field=path.field.name,
        url=url_for("pages.move", object_name=obj.name, record=str(record.id)),
        writable=path.movable and at.may("update", obj, record),
        steps=tuple(steps),
        endings=tuple((s.option.id, at.say(s.option.label)) for s in endings),
        next=(ahead[0].option.id, at.say(ahead[0].option.label)) if ahead else None,
    )
