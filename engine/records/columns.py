"""Chooses the columns that show a field, and says how a row of them becomes its value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import ExpressionError
from engine.expressions import Env, evaluate
from engine.kernel.field_type import Locale
from engine.records.compiled import checked
from engine.records.paths import Path, everything, resolve
from engine.records.shape import (
    FORMULA,
    holds_ids,
    is_composite,
    is_reference,
    is_side,
    visible_parts,
)
from engine.records.source import Source

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What turning rows into records may depend on: the surroundings and the viewer's locale."""

    env: Env
    locale: Locale


Maker = Callable[[Row, Reading], Any]
Labeller = Callable[[Row, Reading], str | None]


@dataclass(slots=True)
class Columns:
    """The selected columns of a statement in the making."""

    source: Source
    items: list[sa.ColumnElement[Any]] = field(default_factory=list)
    _places: dict[sa.ColumnElement[Any], int] = field(default_factory=dict)

    def add(self, column: sa.ColumnElement[Any]) -> int:
        """Select a column, each once; gives its place in the row."""
        place = self._places.get(column)
        if place is None:
            place = len(self.items)
            self._places[column] = place
            self.items.append(column.label(f"c{place}"))
        return place

    def value(self, path: Path) -> int | Maker:
        """Select what shows a path: the place of a plain value, or how it is made."""
        return self.plain(path) if is_plain(path) else self.made(path)

    def plain(self, path: Path) -> int:
        """Select the column of a path that is shown as it holds it."""
        return self.add(self.source.column(path))

    def made(self, path: Path) -> int | Maker:
        """Select what the value of any other path is made of."""
        if is_side(path.field):
            return self._several(path)
        if is_composite(path.field):
            return self._composite(path)
        return self._formula(path)

    def label(self, path: Path) -> int | Labeller | None:
        """Select the name of what a reference points to; None when the actor may not read it."""
        if is_reference(path.field):
            name = self.source.name_of((*path.steps, path.field))
            return None if name is None else self._shown(name)
        if path.field.type.name == "poly_lookup" and not path.part:
            return self._poly_label(path)
        return None

    def _shown(self, name: Path) -> int | Labeller | None:
        found = self.value(name)
        if isinstance(found, int) and name.field.type.value_type_of(name.field).is_text:
            return found
        shown = name.field

        def make(row: Row, reading: Reading) -> str | None:
            value = row[found] if isinstance(found, int) else found(row, reading)
            return None if value is None else shown.type.display(value, shown, reading.locale)

        return make

    def _composite(self, path: Path) -> Maker:
        view = self.source.view(path.steps)
        parts = tuple(
            (part.name, self.add(view.column(path.field.name, part.name)))
            for part in visible_parts(path.field)
        )

        def make(row: Row, _reading: Reading) -> dict[str, Any] | None:
            found = {name: row[place] for name, place in parts}
            return found if any(value is not None for value in found.values()) else None

        return make

    def _several(self, path: Path) -> Maker:
        place = self.add(several(self.source, path))
        ids = holds_ids(path.field)
        if self.source.context.database.dialect == "postgresql":
            return lambda row, _: tuple(row[place] or ()) or None
        if ids:
            return lambda row, _: (
                tuple(UUID(hex=each) for each in json.loads(row[place])) or None
            )
        return lambda row, _: tuple(json.loads(row[place])) or None

    def _formula(self, path: Path) -> int | Maker:
        """Select the inputs of a virtual formula and compute it from them.

        A formula that fails on the data of one record is blank there.
        """
        model = self.source.context.model
        obj = model.objects[path.field.object]
        tree = checked(model, obj, str(path.field.options["expr"]))
        if tree.rated:
            # In Python every row might ask for a rate of its own.
            return self.add(self.source.value(path))
        inputs: dict[str, int | Maker] = {}
        for inner in tree.paths:
            if not inner.startswith("me."):
                found = resolve(model, obj, inner, everything(model))
                steps = (*path.steps, *found.steps)
                inputs[inner] = self.value(Path(inner, steps, found.field, found.part))

        def make(row: Row, reading: Reading) -> Any:
            def read(name: str) -> Any:
                place = inputs.get(name)
                if place is None:
                    return reading.env.me.get(name.removeprefix("me."))
                return row[place] if isinstance(place, int) else place(row, reading)

            try:
                return evaluate(tree, read, reading.env)
            except ExpressionError:
                return None

        return make

    def _poly_label(self, path: Path) -> Labeller | None:
        """Select the name from whichever of the objects a reference points to."""
        source, model = self.source, self.source.context.model
        view = source.view(path.steps)
        record = view.column(path.field.name, "id")
        places: list[int] = []
        for name in path.field.options.get("to", ()):
            target = model.get(name)
            if target is None or target.name_field not in source.rights.of(name).readable:
                continue
            shown = target.fields[target.name_field]
            if is_composite(shown) or not shown.type.parts(shown):
                continue
            places.append(self.add(source.name_by_id(target, record)))
        if not places:
            return None
        return lambda row, _: next(
            (str(row[place]) for place in places if row[place] is not None), None
        )


def is_plain(path: Path) -> bool:
    """Say whether a path is shown as its one column holds it."""
    if is_side(path.field):
        return False
    if path.part:
        return True
    virtual = path.field.type.name == FORMULA and not path.field.type.parts(path.field)
    return not virtual and not is_composite(path.field)


def several(source: Source, path: Path) -> sa.ColumnElement[Any]:
    """Give all values of a field with several, in order, as one column."""
    rows = source.listed(path)
    found = path.field
    if source.context.database.dialect == "postgresql":
        array = sa.ARRAY(rows.selected_columns[0].type)
        return sa.func.array(rows.scalar_subquery(), type_=array)
    inner = rows.subquery()
    value = sa.func.hex(inner.c.value) if holds_ids(found) else inner.c.value
    listed: sa.ColumnElement[Any] = sa.select(
        sa.func.json_group_array(value, type_=sa.Text())
    ).scalar_subquery()
    return listed
