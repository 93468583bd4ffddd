"""The board: one lane for each option of a select, with sums, cards and what a move means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import abort, render_template, request, url_for

from engine import AllOf, Condition, Measure, Query, Sort, board
from ui.i18n import gettext as _
from ui.pages.currencies import with_currencies
from ui.pages.fields import Drawing, FieldView, Shown
from ui.pages.filter_forms import adding
from ui.pages.left_out import fitting, left_out
from ui.pages.list_state import ListState, read_state
from ui.pages.lists import chips, columns_of, filterable, head, tabs
from ui.pages.values import field_at, shown, view_of
from ui.pages.work import Work, address, record_url, work

LANE_CARDS = 30
MAX_LANE_CARDS = 300


@dataclass(frozen=True, slots=True)
class Card:
    """One record on the board."""

    id: str
    version: int
    url: str
    name: str
    move_url: str
    under: Shown
    amount: str
    when: str
    who: str
    details: tuple[tuple[FieldView, Shown], ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane with what it holds."""

    id: str
    label: str
    rank: int
    count: int
    sum: str
    note: str
    share: int
    cards: tuple[Card, ...]
    more_url: str
    new_url: str


def show_board(object_name: str) -> str:
    """Show the board of an object."""
    at = work()
    obj = at.object(object_name)
    views = at.list_views(obj)
    view = at.view(obj, request.args.get("view", ""), views)
    state = fitting(at, obj, read_state(obj, view, request.args, mode="board"))
    money = _money(at, obj)
    drawn = board(at.context, obj, _as_drawn(view, state, money))
    if drawn is None:
        abort(404)
    return render_template(
        "pages/board.html",
        obj=obj,
        head=head(at, obj),
        state=state,
        left_out=left_out(at, obj, request.args),
        tabs=tabs(at, obj, views, state),
        chips=chips(at, obj, state),
        fields=filterable(at, obj),
        columns=columns_of(at, obj, state),
        lanes=_lanes(at, obj, state, drawn, money),
        choices=[(one.id, at.say(one.label)) for one in drawn.field.choices if one.active],
        field_name=drawn.field.name,
        rights=at.rights(obj.name),
        adding=adding(at, obj, request.args.get("add", "")),
        ctx=Drawing(obj.name),
    )


def _money(at: Work, obj: Any) -> Any:
    """Give the first amount that this actor may read; None when there is none."""
    readable = at.rights(obj.name).readable
    return next(
        (f for n, f in obj.fields.items() if f.type.name == "currency" and n in readable), None
    )


def _as_drawn(view: Any, state: ListState, money: Any) -> Any:
    """Give the view as the address changed it, with one sum for the lanes."""
    return replace(
        view,
        where=state.where(),
        sort=state.sort or ((Sort(money.name, True),) if money is not None else ()),
        totals=(Measure("sum", money.name),) if money is not None else (),
    )


def _lanes(at: Work, obj: Any, state: ListState, drawn: Any, money: Any) -> list[Lane]:
    sums = [Decimal(lane.totals[0] or 0) if lane.totals else Decimal(0) for lane in drawn.lanes]
    highest = max(
        (total for _lane, total in _open_lanes(drawn.lanes, sums)), default=Decimal(0)
    )
    paths = _card_paths(at, obj, state, drawn.field, money)
    made = []
    for rank, (lane, total) in enumerate(_open_lanes(drawn.lanes, sums), 1):
        cards = _cards(at, obj, (state, drawn, money, paths), lane) if lane.count else ()
        extra = lane.option.extra if lane.option is not None else {}
        made.append(
            Lane(
                id=lane.id,
                label=at.say(lane.option.label) if lane.option is not None else _("Not set"),
                rank=min(rank, 6),
                count=lane.count,
                sum=at.total(money, total) if money is not None else "",
                note=_("win rate {n}%", n=extra["probability"])
                if "probability" in extra and not lane.closed
                else "",
                share=int(total * 100 / highest) if highest else 0,
                cards=cards,
                more_url=state.url(lane=lane.id) if lane.count > len(cards) else "",
                new_url=address(
                    "pages.new", [(drawn.field.name, lane.id)], object_name=obj.name
                )
                if at.rights(obj.name).create and lane.id
                else "",
            )
        )
    return made


def _open_lanes(lanes: Sequence[Any], sums: Sequence[Decimal]) -> list[tuple[Any, Decimal]]:
    """Leave out the lanes that end: what is closed is in the list, not on the board."""
    both = list(zip(lanes, sums, strict=True))
    kept = [(lane, total) for lane, total in both if not lane.closed]
    return kept or both


def _cards(
    at: Work, obj: Any, drawn: tuple[ListState, Any, Any, list[str]], lane: Any
) -> tuple[Card, ...]:
    state, spec, money, paths = drawn
    limit = MAX_LANE_CARDS if request.args.get("lane") == lane.id else LANE_CARDS
    stands = (
        Condition(spec.field.name, "eq", lane.id)
        if lane.id
        else Condition(spec.field.name, "is_blank")
    )
    where = state.where()
    query = Query(
        fields=with_currencies(at, obj, [*paths, obj.name_field]),
        where=AllOf((stands, where)) if where is not None else stands,
        sort=state.sort or ((Sort(money.name, True),) if money is not None else ()),
        limit=limit,
        search=state.search,
    )
    found = at.records(obj.name).query(query).records
    return tuple(_card(at, obj, record, paths, (money, spec.movable)) for record in found)


def _card_paths(at: Work, obj: Any, state: ListState, field: Any, money: Any) -> list[str]:
    chosen = [
        path
        for path in state.columns
        if path not in {obj.name_field, field.name} and at.readable(obj, path)
    ]
    if money is not None and money.name not in chosen:
        chosen.append(money.name)
    return chosen


def _card(
    at: Work, obj: Any, record: Any, paths: Sequence[str], lane: tuple[Any, bool]
) -> Card:
    money, may_move = lane
    rest = [
        (field, value)
        for path in paths
        if (field := field_at(at, obj, path)) is not None
        and path != (money.name if money is not None else "")
        and not (value := shown(at, obj, path, record)).blank
    ]
    who = _first(rest, lambda field: field.type.widget == "user")
    when = _first(rest, lambda field: field.type.widget == "date")
    under = _first(rest, lambda field: bool(field.target) or field.object != obj.name, who)
    taken = (who, when, under)
    return Card(
        id=str(record.id),
        version=record.row_version,
        url=record_url(obj.name, record.id),
        name=shown(at, obj, obj.name_field, record).text or _("No name"),
        move_url=url_for("pages.move", object_name=obj.name, record=str(record.id))
        if may_move
        else "",
        under=under,
        amount=shown(at, obj, money.name, record).text if money is not None else "",
        when=when.text,
        who=who.text,
        details=tuple((view_of(at, f), v) for f, v in rest if all(v is not t for t in taken)),
    )


def _first(
    rest: Sequence[tuple[Any, Shown]], wanted: Callable[[Any], bool], but: Shown | None = None
) -> Shown:
    return next((v for field, v in rest if wanted(field) and v is not but), Shown())
