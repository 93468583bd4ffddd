"""Gives the lanes of a board: the options of a select field with counts and sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rights import rights
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef, Option
from engine.kernel.query import AllOf, Condition, Filter, Group, Measure, Query
from engine.records import Records
from engine.views.specs import Column, ListView

NO_LANE = ""
"""Id of the lane of records whose field is blank; it is there only when there are any."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One option with what stands on it; ``totals`` has one value per `Board.measures`."""

    id: str
    option: Option | None
    count: int
    totals: tuple[object, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A board; ``movable`` when the actor may set its field in some records."""

    field: FieldDef
    lanes: tuple[Lane, ...]
    measures: tuple[Measure, ...]
    cards: tuple[Column, ...]
    movable: bool
    where: Filter | None

    def query(self, lane: str, view: ListView, *, limit: int = 20, after: str = "") -> Query:
        """Make the gate's question of one lane's cards."""
        stands = (
            Condition(self.field.name, "eq", lane)
            if lane
            else Condition(self.field.name, "is_blank")
        )
        parts = tuple(part for part in (self.where, stands) if part is not None)
        paths = [column.path for column in self.cards]
        return Query(
            fields=tuple(dict.fromkeys([*paths, self.field.name])),
            where=AllOf(parts) if len(parts) > 1 else stands,
            sort=view.sort,
            limit=limit,
            after=after,
        )


def board_field(obj: ObjectDef, view: ListView) -> FieldDef | None:
    """Find the select field of a view's lanes: its group, or the object's board."""
    name = view.group or str(obj.body.get("board", ""))
    field = obj.fields.get(name)
    return field if field is not None and field.choices else None


def board(
    context: Context, obj: ObjectDef, view: ListView, *, extra: Filter | None = None
) -> Board | None:
    """Make the board of a view with one grouped question; None when there is no field for lanes.

    Retired options have a lane only while records stand on them. Closed options have one only
    when the view's filter lets such records through.
    """
    field = board_field(obj, view)
    mine = rights(context).of(obj.name)
    if field is None or field.name not in mine.readable:
        return None
    parts = tuple(part for part in (view.where, extra) if part is not None)
    where = AllOf(parts) if len(parts) > 1 else next(iter(parts), None)
    measures = (Measure("count"), *view.totals)
    rows = Records(context, obj).aggregate((Group(field.name),), measures, where)
    standing = {str(row[field.name] or NO_LANE): row for row in rows}
    return Board(
        field=field,
        lanes=_lanes(field, standing, view.totals),
        measures=view.totals,
        cards=view.columns,
        movable=bool(mine.update) and field.name in mine.writable,
        where=where,
    )


def _lanes(
    field: FieldDef, standing: Mapping[str, Mapping[str, Any]], measures: tuple[Measure, ...]
) -> tuple[Lane, ...]:
    lanes = []
    for option in field.choices:
        closed = bool(option.extra.get("closed"))
        if option.id in standing or (option.active and not closed):
            lanes.append(_lane(option.id, option, standing.get(option.id, {}), measures))
    if NO_LANE in standing:
        lanes.insert(0, _lane(NO_LANE, None, standing[NO_LANE], measures))
    return tuple(lanes)


def _lane(
    name: str, option: Option | None, row: Mapping[str, Any], measures: tuple[Measure, ...]
) -> Lane:
    return Lane(
        id=name,
        option=option,
        count=int(row.get("count", 0)),
        totals=tuple(row.get(_key(measure)) for measure in measures),
        closed=bool(option and option.extra.get("closed")),
    )


def _key(measure: Measure) -> str:
    return f"{measure.fn}:{measure.path}" if measure.path else measure.fn
