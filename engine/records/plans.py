"""Compiles a question once: its statements, how values go in, how rows come out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from engine.access.predicate import depends_on_viewer
from engine.access.rights import RightsKey, rights
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.query import Query, Record
from engine.packages.reach import reach_of
from engine.records.columns import Columns, Labeller, Maker, Reading, is_plain
from engine.records.filters import compile_filter
from engine.records.ordering import after, keys_of, order_by
from engine.records.parameters import Binder, Parameters
from engine.records.problems import too_big
from engine.records.searching import found_by
from engine.records.shape import holds_ids, is_side
from engine.records.source import Source
from engine.records.totals import Total, total
from engine.storage.columns import ColumnMap

Mark = tuple[str, str, str]
"""An object's name, the digest of its reach, and that of where all of it is stored."""
LIMIT = "row_limit"
COUNT_CAP = 1000
_KEPT_PLANS = 512
MAX_COLUMNS, MAX_SORTS = 1600, 20
"""PostgreSQL selects 1,664 columns; the keys of a sort are compared with all before them."""


class Key(NamedTuple):
    """What decides a plan."""

    mark: Mark
    dialect: str
    rights: RightsKey
    viewer: UUID | None
    zone: str
    question: Hashable


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled question; ``count`` and ``totals`` only when it asks for them."""

    rows: sa.Select[Any]
    count: sa.Select[Any] | None
    totals: sa.Select[Any] | None
    binders: tuple[Binder, ...]
    total_makers: tuple[Total, ...]
    plain: tuple[str, ...]
    """Paths whose values stand in the row as they are, from place 2 on."""
    made: tuple[tuple[str, Maker], ...]
    plain_labels: tuple[tuple[str, int], ...]
    made_labels: tuple[tuple[str, Labeller], ...]
    several: tuple[tuple[str, FieldDef], ...]
    """Paths to fields with several ids."""
    keys: tuple[int, ...]
    volatile: bool

    def record(self, name: str, row: Sequence[Any], reading: Reading) -> Record:
        """Turn a row into a record of object ``name``."""
        values = dict(zip(self.plain, row[2 : 2 + len(self.plain)], strict=True))
        for path, make in self.made:
            values[path] = make(row, reading)
        labels = {
            path: label
            for path, place in self.plain_labels
            if (label := row[place]) is not None
        }
        for path, make_label in self.made_labels:
            shown = make_label(row, reading)
            if shown:
                labels[path] = shown
        return Record(name, row[0], row[1], values, labels)


class Plans:
    """The plans of one Model, the least used dropped first.

    A plan is found by what it was made of, so a later model takes over those about whose objects,
    and what these lead to, it says the same (0101).
    """

    def __init__(self) -> None:
        self._known: OrderedDict[Key, Any] = OrderedDict()
        self._lock = Lock()
        self._marks: dict[tuple[ColumnMap, str], Mark] = {}

    def mark(self, model: Model, columns: ColumnMap, obj: ObjectDef) -> Mark:
        """Give what an object and all that it leads to are, and where they are stored."""
        found = self._marks.get((columns, obj.name))
        if found is None:
            reach = reach_of(model, obj)
            found = self._marks[columns, obj.name] = (
                obj.name,
                reach.digest,
                columns.digest_of(reach.objects),
            )
        return found

    def passed_on(self, later: Model) -> Plans:
        """Give the plans that hold in a later model, too.

        Those of one viewer do not: they hold what other rooms said of them.
        """
        with self._lock:
            known = list(self._known.items())
        made = Plans()
        for key, plan in known:
            name, digest, _ = key.mark
            obj = later.get(name)
            same = obj is not None and reach_of(later, obj).digest == digest
            if same and key.viewer is None:
                made._known[key] = plan
        return made

    def get(self, key: Key) -> Any:
        """Find a plan; None when it was never made or dropped."""
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
            return found

    def put(self, key: Key, plan: Any) -> None:
        """Keep a plan."""
        with self._lock:
            self._known[key] = plan
            if len(self._known) > _KEPT_PLANS:
                self._known.popitem(last=False)


def plans_of(model: Model) -> Plans:
    """Give the plans of a model, a part of it."""
    return model.part(_plans)


def plan_key(context: Context, obj: ObjectDef, question: Hashable) -> Key:
    """Give what decides a plan: the objects and their columns, the rights, the question.

    Extension clauses may bind the viewer into the statement: then the viewer decides too. Filters of
    the expression language see days in the viewer's zone.
    """
    viewer = context.actor.user_id if depends_on_viewer(context) else None
    dialect = context.database.dialect
    zone = context.actor.zone
    mark = plans_of(context.model).mark(context.model, context.columns, obj)
    return Key(mark, dialect, rights(context).key, viewer, zone, question)


def compile_query(
    context: Context, obj: ObjectDef, query: Query, blanks: Sequence[bool] | None
) -> Plan:
    """Compile a question; ``blanks`` tells which keys of the page mark are blank, None for page 1."""
    source = Source(context, obj)
    parameters = Parameters(context.database.dialect)
    columns = Columns(source)
    columns.add(source.base.column("id"))
    columns.add(source.base.column("row_version"))
    plain, made = select_values(columns, query.fields)
    labels = [
        (path, found)
        for path in query.fields
        if (found := columns.label(source.path(path))) is not None
    ]
    if len(query.sort) > MAX_SORTS:
        raise too_big()
    keys = keys_of(source, query.sort)
    places = tuple(columns.add(key.column) for key in keys)
    conditions = _conditions(source, parameters, query)
    if len(columns.items) > MAX_COLUMNS:
        raise too_big()
    statement = sa.select(*columns.items)
    rows = statement.select_from(source.tables).where(*conditions)
    if blanks is not None:
        rows = rows.where(after(keys, blanks))
    rows = rows.order_by(*order_by(keys)).limit(sa.bindparam(LIMIT, type_=sa.Integer()))
    totals, makers = _totals(context, obj, query)
    return Plan(
        rows=rows,
        count=_count(context, obj, query),
        totals=totals,
        binders=tuple(parameters.binders),
        total_makers=makers,
        plain=plain,
        made=made,
        plain_labels=tuple((p, f) for p, f in labels if isinstance(f, int)),
        made_labels=tuple((p, f) for p, f in labels if not isinstance(f, int)),
        several=_several(source, query.fields),
        keys=places,
        volatile=source.volatile,
    )


def select_values(
    columns: Columns, paths: Sequence[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, Maker], ...]]:
    """Select the values; plain ones first, so that they are one slice of the row."""
    plain: list[str] = []
    made: list[tuple[str, Maker]] = []
    found = {path: columns.source.path(path) for path in paths}
    simple = {path: is_plain(each) for path, each in found.items()}
    for path in sorted(found, key=lambda each: not simple[each]):
        before = len(columns.items)
        place = columns.plain(found[path]) if simple[path] else columns.made(found[path])
        if place == before and simple[path]:
            plain.append(path)
        else:
            made.append((path, _at(place) if isinstance(place, int) else place))
    return tuple(plain), tuple(made)


def _several(source: Source, paths: Sequence[str]) -> tuple[tuple[str, FieldDef], ...]:
    found = ((path, source.path(path).field) for path in paths)
    return tuple((path, each) for path, each in found if is_side(each) and holds_ids(each))


def _at(place: int) -> Maker:
    return lambda row, _: row[place]


def _conditions(
    source: Source, parameters: Parameters, query: Query
) -> list[sa.ColumnElement[bool]]:
    deleted = source.base.column("deleted_at")
    conditions = [deleted.is_not(None) if query.trash else deleted.is_(None)]
    seen = source.visible()
    if seen is not None:
        conditions.append(seen)
    if query.where is not None:
        conditions.append(compile_filter(source, parameters, query.where))
    if query.fits is not None:
        source.volatile = True
        conditions.append(source.fitting(query.fits))
    if query.search:
        # The words become part of the statement, so a search is compiled each time.
        source.volatile = True
        conditions.append(found_by(source, query.search))
    return conditions


def _count(context: Context, obj: ObjectDef, query: Query) -> sa.Select[Any] | None:
    if query.count == "none":
        return None
    source = Source(context, obj)
    conditions = _conditions(source, Parameters(context.database.dialect), query)
    if query.count == "exact":
        return sa.select(sa.func.count()).select_from(source.tables).where(*conditions)
    rows = (
        sa.select(sa.literal_column("1"))
        .select_from(source.tables)
        .where(*conditions)
        .limit(COUNT_CAP + 1)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(rows)


def _totals(
    context: Context, obj: ObjectDef, query: Query
) -> tuple[sa.Select[Any] | None, tuple[Total, ...]]:
    if not query.totals:
        return None, ()
    source = Source(context, obj)
    conditions = _conditions(source, Parameters(context.database.dialect), query)
    found = [total(source, measure) for measure in query.totals]
    columns = [column for each in found for column in each.columns]
    if len(columns) > MAX_COLUMNS:
        raise too_big()
    statement = sa.select(*columns).select_from(source.tables).where(*conditions)
    return statement, tuple(found)


def _plans(_model: Model) -> Plans:
    return Plans()
