"""The list page: saved views, filter, sort, columns, totals and pages of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import Query
from ui.i18n import counted_records
from ui.i18n import gettext as _
from ui.pages.currencies import with_currencies
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.filter_forms import adding
from ui.pages.filter_words import chip_of
from ui.pages.filters import Terms
from ui.pages.formats import amount
from ui.pages.left_out import fitting, left_out
from ui.pages.list_state import SIZES, ListState, read_state
from ui.pages.phone_columns import PHONE_BELOW, phone_figure
from ui.pages.values import NUMBERS, field_at, label_at, shown, view_of, widget_of
from ui.pages.work import Work, address, record_url, work

MAX_VIEWS = 9


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the grid; ``sorted`` is ``ascending``, ``descending`` or empty."""

    path: str
    label: str
    view: FieldView
    number: bool
    main: bool
    sort_url: str
    sorted: str
    editable: bool
    place: str
    """Where the column goes on a phone: ``k2`` at the right of the first line, ``k3`` below."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record in the grid."""

    id: str
    url: str
    name: str
    version: int
    cells: tuple[Shown, ...]
    amount: str = ""


def list_records(object_name: str) -> str | Response:
    """Show the list of an object."""
    at = work()
    obj = at.object(object_name)
    views = at.list_views(obj)
    view = at.view(obj, request.args.get("view", ""), views)
    if view.mode == "board" and "mode" not in request.args and obj.body.get("board"):
        return redirect(url_for("pages.board", object_name=obj.name, view=view.name))
    return render_template("pages/list.html", **page_of(at, obj, views, view, request.args))


def page_of(
    at: Work, obj: Any, views: Sequence[Any], view: Any, asked: MultiDict[str, str]
) -> dict[str, Any]:
    """Give what the page of a list is drawn from."""
    state = fitting(at, obj, read_state(obj, view, asked))
    page = at.records(obj.name).query(_query(at, obj, state))
    columns = columns_of(at, obj, state)
    drop_url, empty_hint = "", ""
    if not page.records and state.terms.all:
        drop_url, empty_hint = _way_out(at, obj, state)
    return {
        "obj": obj,
        "head": head(at, obj),
        "state": state,
        "view": view,
        "left_out": left_out(at, obj, asked),
        "tabs": tabs(at, obj, views, state),
        "chips": chips(at, obj, state),
        "columns": columns,
        "rows": [row(at, obj, columns, record) for record in page.records],
        "totals": _totals(at, obj, state, view, page),
        "counted": counted(page.count),
        "place": _place(state, page),
        "next_url": state.next_url(page.next) if page.next else "",
        "sizes": [(size, size == state.size) for size in SIZES],
        "fields": filterable(at, obj),
        "choosable": choosable(at, obj, state),
        "rights": at.rights(obj.name),
        "adding": adding(at, obj, asked.get("add", "")),
        "drop_url": drop_url,
        "empty_hint": empty_hint,
        "ctx": Drawing(obj.name),
    }


def _way_out(at: Work, obj: Any, state: ListState) -> tuple[str, str]:
    """Say which filter to drop and how many records that returns; none when none returns any."""
    names = at.names_of(obj, state.terms.all)
    for number in reversed(range(len(state.terms.all))):
        wider = state.with_terms(state.terms.without(number))
        query = Query(
            fields=(obj.name_field,),
            where=wider.where(),
            search=state.search,
            limit=1,
            count="capped",
        )
        page = at.records(obj.name).query(query)
        if page.records:
            label, words = chip_of(at, obj, state.terms.all[number], names)
            hint = _(
                "Without “{filter}” there is more: {records}.",
                filter=f"{label} {words}",
                records=counted_records(counted(page.count)),
            )
            return wider.url(), hint
    return "", ""


def _query(at: Work, obj: Any, state: ListState) -> Query:
    return Query(
        fields=with_currencies(at, obj, [*state.columns, obj.name_field]),
        where=state.where(),
        sort=state.sort,
        limit=state.size,
        after=state.after,
        search=state.search,
        count="capped",
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Words, icon and addresses at the head of an object's pages; an empty address is no right."""

    object: str
    title: str
    one: str
    title_in_text: str
    one_in_text: str
    icon: str
    url: str
    board_url: str
    new_url: str
    import_url: str
    trash_url: str
    bulk_url: str
    counts_url: str
    filter_url: str
    filter_row_url: str
    save_view_url: str
    bulk: bool
    can_bulk_edit: bool
    can_save_view: bool
    has_owner: bool
    currency: str

    def export_url(self, state: ListState, form: str) -> str:
        """Give the address that exports this list with its filter and columns."""
        return address(
            "pages.export", [*state.pairs(), ("form", form)], object_name=self.object
        )


def head(at: Work, obj: Any) -> Head:
    """Give the head of an object's pages for this actor."""
    rights, name = at.rights(obj.name), obj.name
    title, one = at.say(obj.plural or obj.label), at.say(obj.label)
    imports = rights.create and "import_data" in at.system_rights
    edits = bool(rights.update) and "bulk_edit" in at.system_rights
    return Head(
        object=name,
        title=title,
        one=one,
        title_in_text=in_text(title),
        one_in_text=in_text(one),
        icon=str(obj.body.get("icon", name)),
        url=url_for("pages.list_records", object_name=name),
        board_url=url_for("pages.board", object_name=name) if obj.body.get("board") else "",
        new_url=url_for("pages.new", object_name=name) if rights.create else "",
        import_url=at.url_of("imports.start", object_name=name) if imports else "",
        trash_url=url_for("pages.trash", object=name),
        bulk_url=url_for("pages.bulk", object_name=name),
        counts_url=url_for("pages.counts", object_name=name),
        filter_url=url_for("pages.add_filter", object_name=name),
        filter_row_url=url_for("pages.filter_row", object_name=name),
        save_view_url=url_for("pages.save_view", object_name=name),
        bulk=edits or bool(rights.delete) or rights.export,
        can_bulk_edit=edits,
        can_save_view=True,
        has_owner=obj.has_owner,
        currency=str(at.locale.currency) if obj.has_money else "",
    )


def in_text(label: str) -> str:
    """Give a label as it stands inside a sentence: lower case, except for acronyms."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def tabs(at: Work, obj: Any, views: Sequence[Any], state: ListState) -> list[dict[str, Any]]:
    """Give the saved views as tabs; counts come with a later request."""
    endpoint = "pages.board" if state.mode == "board" else "pages.list_records"
    return [
        {
            "name": view.name,
            "label": at.words(view.label),
            "url": url_for(endpoint, object_name=obj.name, view=view.name),
            "current": view.name == state.view,
            "dirty": view.name == state.view and state.dirty,
            "key": number if number <= MAX_VIEWS else 0,
        }
        for number, view in enumerate(views, 1)
    ]


def chips(at: Work, obj: Any, state: ListState) -> list[dict[str, Any]]:
    """Give the conditions as chips, each with the address of the list without it."""
    names = at.names_of(obj, [*state.terms.all, *(t for g in state.terms.groups for t in g)])
    made: list[dict[str, Any]] = []
    if state.base:
        made.append(
            {
                "label": _("View"),
                "words": at.words(at.view(obj, state.view).label),
                "url": state.without_base().url(),
            }
        )
    for number, term in enumerate(state.terms.all):
        label, words = chip_of(at, obj, term, names)
        made.append(
            {
                "label": label,
                "words": words,
                "url": state.with_terms(state.terms.without(number)).url(),
                "new": state.edited_terms,
            }
        )
    for group_number, group in enumerate(state.terms.groups, 1):
        said = [chip_of(at, obj, term, names) for term in group]
        made.append(
            {
                "label": "",
                "words": f" {_('or')} ".join(f"{label} {words}" for label, words in said),
                "url": state.with_terms(_without_group(state, group_number)).url(),
                "new": True,
                "group": group_number,
            }
        )
    return made


def _without_group(state: ListState, number: int) -> Any:
    groups = state.terms.groups
    return Terms(state.terms.all, groups[: number - 1] + groups[number:])


def columns_of(at: Work, obj: Any, state: ListState) -> list[Column]:
    """Give the columns of the grid in order; the name comes first and is the row's link."""
    paths = list(state.columns)
    if obj.name_field in paths:
        paths.remove(obj.name_field)
    paths.insert(0, obj.name_field)
    first = state.sort[0] if state.sort else None
    made: list[Column] = []
    figure, below = phone_figure(at, obj, paths, first), 0
    for path in paths:
        field = field_at(at, obj, path)
        if field is None:
            continue
        number = widget_of(at, field) in NUMBERS
        place = "nm" if path == obj.name_field else "k2" if path == figure else ""
        if not place and not number and below < PHONE_BELOW:
            place, below = "k3", below + 1
        sorted_ = ""
        if first is not None and first.path == path:
            sorted_ = "descending" if first.descending else "ascending"
        made.append(
            Column(
                path=path,
                label=label_at(at, obj, path),
                view=view_of(at, field),
                number=number,
                main=path == obj.name_field,
                sort_url=state.sorted_by(path).url() if field.type.sortable else "",
                sorted=sorted_,
                editable=path == field.name and at.edits_in_place(field),
                place=place,
            )
        )
    return made


def row(at: Work, obj: Any, columns: Sequence[Column], record: Any) -> Row:
    """Give one record as a row."""
    cells = tuple(shown(at, obj, column.path, record) for column in columns)
    amount = next(
        (
            str(c.raw)
            for col, c in zip(columns, cells, strict=True)
            if col.view.widget == "currency"
        ),
        "",
    )
    name = next((c.text for col, c in zip(columns, cells, strict=True) if col.main), "")
    return Row(
        str(record.id), record_url(obj.name, record.id), name or _("No name"), record.row_version,
        cells, amount,
    )  # fmt: skip


def counted(count: Any) -> str:
    """Say how many records there are; a capped count ends with a plus."""
    if count is None:
        return ""
    return f"{count.value:,}" if count.exact else f"{count.value:,}+"


def _place(state: ListState, page: Any) -> str:
    number = len(page.records)
    if not number:
        return _("No records")
    first = len(state.trail) * state.size + 1
    last = first + number - 1
    of = counted(page.count)
    return _("{first} to {last} of {count}", first=first, last=last, count=of or last)


def _totals(at: Work, obj: Any, state: ListState, view: Any, page: Any) -> dict[str, str]:
    """Give the totals row by column: over all records that match, where their count is known."""
    if not page.records or page.count is None or not page.count.exact:
        return {}
    measures = [one for one in view.totals if one.path in state.columns]
    if not measures:
        return {}
    found = at.records(obj.name).query(
        Query(
            fields=(obj.name_field,),
            where=state.where(),
            search=state.search,
            limit=1,
            totals=tuple(measures),
        )
    )
    made = {}
    for measure, value in zip(measures, found.totals, strict=True):
        field = field_at(at, obj, measure.path)
        if value is not None and field is not None:
            made[measure.path] = (
                at.display(field, value)
                if widget_of(at, field) != "currency"
                else amount(Decimal(value), str(at.locale.currency), at.language)
            )
    return made


def filterable(at: Work, obj: Any) -> list[tuple[str, str]]:
    """Give the fields that can be filtered by, as path and label."""
    readable = at.rights(obj.name).readable
    found = [
        (name, at.say(field.label))
        for name, field in obj.fields.items()
        if name in readable and field.type.operators and name not in _NOT_FILTERED
    ]
    return sorted(found, key=lambda one: one[1].casefold())


_NOT_FILTERED = frozenset(
    {"id", "row_version", "import_ref", "deleted_at", "deleted_by", "deletion"}
)


def choosable(at: Work, obj: Any, state: ListState) -> list[tuple[str, str, bool]]:
    """Give the columns one may choose: the shown ones in their order, then the others."""
    shown_now = list(dict.fromkeys([obj.name_field, *state.columns]))
    others = [(path, label) for path, label in filterable(at, obj) if path not in shown_now]
    first = [(path, label_at(at, obj, path), True) for path in shown_now]
    return first + [(path, label, False) for path, label in others]
