"""Finds records by words, without letting hidden fields be guessed by searching for them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.errors import InvalidRecord
from engine.kernel.model import Model, ObjectDef
from engine.records.shape import is_composite, is_side, value_type, visible_parts
from engine.records.source import Source
from engine.storage.search import matches


def searched(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    """Name the paths by whose text a record is found: its name, and what the object declares."""
    return model.object_part(_searched, obj)


def found_by(source: Source, words: str) -> sa.ColumnElement[bool]:
    """Give the condition that a record is found by words.

    To an actor who may not read some of the searched fields, or the record that one of them stands
    in, each word must also stand in one that they may read: otherwise a hidden phone number could be
    tried out (decision 19).
    """
    dialect = source.context.database.dialect
    found = matches(source.base.column("id"), source.obj.uid, words, dialect)
    columns, hidden = _readable(source)
    if not hidden:
        return found
    standing = sa.and_(
        sa.true(),
        *(
            sa.or_(sa.false(), *(_stands_in(column, word) for column in columns))
            for word in words.split()
        ),
    )
    return sa.and_(found, sa.or_(standing, sa.not_(sa.or_(*hidden))))


def hides_searched(source: Source) -> bool:
    """Say whether a record may be found by what the actor may not read."""
    return bool(_readable(source)[1])


def _readable(
    source: Source,
) -> tuple[list[sa.ColumnElement[Any]], list[sa.ColumnElement[bool]]]:
    """Give the searched columns that are readable, and the conditions under which others are not."""
    columns: list[sa.ColumnElement[Any]] = []
    hidden: list[sa.ColumnElement[bool]] = []
    for text in searched(source.context.model, source.obj):
        try:
            path = source.path(text)
        except InvalidRecord:
            hidden.append(sa.true())
            continue
        hidden += source.out_of_sight(path.steps)
        if is_side(path.field):
            continue
        if not path.part and is_composite(path.field):
            view = source.view(path.steps)
            columns += [view.column(path.field.name, p.name) for p in visible_parts(path.field)]
        elif value_type(path.field, path.part).is_text:
            columns.append(source.value(path))
    return columns, hidden


def _stands_in(column: sa.ColumnElement[Any], word: str) -> sa.ColumnElement[bool]:
    folded = word.encode().lower().decode()
    return sa.func.lower(sa.cast(column, sa.Text())).contains(folded, autoescape=True)


def _searched(_model: Model, obj: ObjectDef) -> tuple[str, ...]:
    declared = obj.body.get("search", ())
    named = (obj.name_field,) if obj.name_field and declared else ()
    return tuple(dict.fromkeys((*named, *declared)))
