"""Keeps and shows the history of records: who changed what, when, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.rights import rights
from engine.kernel.context import Context
from engine.kernel.extension import Change
from engine.kernel.ids import new_ids
from engine.kernel.model import Model, ObjectDef
from engine.records.drafts import Save
from engine.records.kept import UNTRACKED
from engine.storage.bulk import insert_columns
from engine.storage.system import history

MAX_ENTRIES = 500
_Writer = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One save as history shows it; values in the API's form, by field: before and after."""

    id: UUID
    at: datetime
    by: UUID | None
    by_name: str
    action: str
    revision: int
    changes: Mapping[str, tuple[Any, Any]]


def keep_history(save: Save, action: str, changes: Collection[Change]) -> None:
    """Write one row per record with one statement; secrets and unaudited fields are left out."""
    if not changes:
        return
    tracked = save.context.model.object_part(_tracked, save.obj)
    count = len(changes)
    columns: dict[str, Iterable[Any]] = {
        "id": new_ids(count),
        "object_uid": [save.obj.uid] * count,
        "record_id": [change.id for change in changes],
        "at": [save.now] * count,
        "by": [save.context.actor.user_id] * count,
        "action": [action] * count,
        "revision": [save.context.revision] * count,
        "changes": (_differences(tracked, change) for change in changes),
    }
    insert_columns(save.connection, history, columns)


def read_history(
    context: Context, obj: ObjectDef, connection: sa.Connection, record_id: UUID, limit: int
) -> list[Entry]:
    """Give what happened to a record, newest first, of the fields that the actor may read.

    The caller has made sure that the record is visible.
    """
    rows = connection.execute(
        sa.select(history)
        .where(history.c.record_id == record_id, history.c.object_uid == obj.uid)
        .order_by(history.c.id.desc())
        .limit(min(limit, MAX_ENTRIES))
    ).all()
    names = user_names(context, connection, {row.by for row in rows if row.by is not None})
    readable = rights(context).of(obj.name).readable
    return [_entry(row, names, readable) for row in rows]


def user_names(
    context: Context, connection: sa.Connection, ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Name the users that the actor may see."""
    from engine.records.asking import read_many

    user = context.model.get("user")
    wanted = sorted(ids)
    if user is None or not wanted or not user.name_field:
        return {}
    if user.name_field not in rights(context).of(user.name).readable:
        return {}
    field = user.fields[user.name_field]
    found = read_many(context, user, connection, wanted, (user.name_field,))
    locale = context.actor.locale
    return {
        each.id: field.type.display(each.values[user.name_field], field, locale)
        for each in found
    }


def _entry(row: Any, names: Mapping[UUID, str], readable: frozenset[str]) -> Entry:
    changes = {
        name: (pair[0], pair[1])
        for name, pair in (row.changes or {}).items()
        if name in readable
    }
    by_name = names.get(row.by, "")
    return Entry(row.id, row.at, row.by, by_name, row.action, row.revision, changes)


def _differences(
    tracked: Mapping[str, _Writer | None], change: Change
) -> dict[str, tuple[Any, Any]]:
    before, after = change.before, change.values
    if not before:
        return {
            name: (None, value if (write := tracked[name]) is None else write(value))
            for name, value in after.items()
            if name in tracked and value is not None and (value or type(value) is not tuple)
        }
    return {
        name: (
            _written(tracked[name], before.get(name)),
            _written(tracked[name], after.get(name)),
        )
        for name in sorted(change.changed & tracked.keys())
    }


def _written(write: _Writer | None, value: Any) -> Any:
    return value if write is None or value is None else write(value)


def _tracked(_model: Model, obj: ObjectDef) -> Mapping[str, _Writer | None]:
    return {
        name: field.type.json_writer(field)
        for name, field in obj.fields.items()
        if name not in UNTRACKED
        and field.options.get("audit") is not False
        and not field.type.secret
    }
