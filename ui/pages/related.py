"""The lists of other objects' records on a record's page: as cards, as tabs, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from engine import Query
from ui.pages.currencies import with_currencies
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.lists import counted, in_text
from ui.pages.values import shown, view_of
from ui.pages.whole import whole
from ui.pages.work import Work, address, came_from, record_id, record_url, work

CARD_ROWS = 5
TAB_ROWS = 50
CARD_COLUMNS = 6
TAB_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class RelatedList:
    """One related list: its words and addresses, known before any of its records."""

    id: str
    label: str
    one: str
    icon: str
    all_url: str
    tab_url: str
    new_url: str


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """A related list with records; ``columns`` are label, view and whether they are numbers."""

    list: RelatedList
    count: str
    more: bool
    columns: tuple[tuple[str, FieldView, bool], ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]


def tab_of(name: str) -> str:
    """Give the name of a related list's tab: no list can be called as the fixed tabs are."""
    return f"list-{name}"


def seen(at: Work, spec: Any) -> list[Any]:
    """Give the related lists of a layout whose objects this actor sees."""
    return [one for one in spec.related if at.sees(one.object)]


def list_of(at: Work, obj: Any, record: Any, related: Any) -> RelatedList:
    """Describe a related list without reading it."""
    other = at.model.get(related.object)
    of = {"object_name": obj.name, "record": str(record.id)}
    via = other.fields[related.via]
    named = [(via.name, str(record.id))]
    if not via.target:
        named = [(f"{via.name}.object", obj.name), (f"{via.name}.id", str(record.id))]
    tab_url = url_for("pages.record", tab=tab_of(related.id), **of)
    return RelatedList(
        id=tab_of(related.id),
        label=at.words(related.label) or at.say(other.plural),
        one=in_text(at.say(other.label)),
        icon=str(other.body.get("icon", other.name)),
        all_url=url_for(
            "pages.list_records",
            object_name=other.name,
            base="0",
            f=f"{related.via}~eq~{record.id}",
        ),
        tab_url=tab_url,
        new_url=address("pages.new", [*named, came_from(tab_url)], object_name=other.name)
        if related.can_create
        else "",
    )


def rows_of(
    at: Work, obj: Any, record: Any, related: Any, *, rows: int = CARD_ROWS
) -> RelatedRows:
    """Read a related list: the first few rows for a card, a page of them for its tab."""
    other = at.model.get(related.object)
    found = related.columns[: TAB_COLUMNS if rows > CARD_ROWS else CARD_COLUMNS]
    page = at.records(other.name).query(
        Query(
            fields=with_currencies(at, other, [other.name_field, *(one.path for one in found)]),
            where=related.where(obj.name, record.id),
            sort=tuple(related.sort),
            limit=rows,
            count="capped",
        )
    )
    columns = tuple(
        (at.words(one.label), view_of(at, one.field), one.align == "end") for one in found
    )
    read = tuple(
        (record_url(other.name, one.id), tuple(shown(at, other, c.path, one) for c in found))
        for one in page.records
    )
    described = list_of(at, obj, record, related)
    return RelatedRows(described, counted(page.count), bool(page.next), columns, read)


def related(object_name: str, record: str) -> str:
    """Answer the counts for the tabs, and the cards where the page has room for them."""
    at = work()
    obj = at.object(object_name)
    found = whole(at, obj, record_id(record), "view")
    wanted = seen(at, at.layout(obj, found, "view"))
    cards = request.args.get("cards") == "true"
    rows = CARD_ROWS if cards else 1
    return render_template(
        "pages/related.html",
        lists=[rows_of(at, obj, found, one, rows=rows) for one in wanted],
        cards=cards,
        ctx=Drawing(obj.name),
    )
