"""Writes what a plan takes from people to files, before it is taken: JSON lines, gzipped."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.dead_values import dead_values
from engine.changes.losses import fits
from engine.changes.steps import Action, Plan, Step
from engine.errors import ApplyError
from engine.kernel.context import utc_now
from engine.kernel.ids import new_id
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.storage.becoming import side_values
from engine.storage.database import Database
from engine.storage.files import FileStore
from engine.storage.system import file_blob
from engine.storage.tables import ObjectTable
from engine.text import text

GZIP = "application/gzip"
_CHUNK = 2_000


def export_losses(
    database: Database, plan: Plan, files: FileStore | None
) -> list[dict[str, Any]]:
    """Store a file for each lossy step, and describe them; ApplyError when there is no place.

    Each line is a record: its id, and the values that are lost as the API writes them. What was
    written between this and the change is still in the database: nothing is destroyed before
    `engine.changes.purge` runs.
    """
    if not plan.lossy:
        return []
    if files is None:
        raise ApplyError(
            "files.nowhere",
            text("there is no place for the export of what is lost", "没有存放导出文件的位置"),
            hint=text(
                "set KEEL_FILES to a folder or bucket", "请将 KEEL_FILES 设为文件夹或存储桶"
            ),
        )
    with database.snapshot() as conn:
        return [_exported(conn, step, plan, files) for step in plan.lossy]


def note_exports(conn: Connection, exports: Iterable[dict[str, Any]], by: UUID | None) -> None:
    """Make the files known, so that they can be fetched and belong to the tenant's data."""
    rows = [
        {
            "id": UUID(each["file"]),
            "sha256": each["sha256"],
            "size": each["size"],
            "name": each["name"],
            "type": GZIP,
            "created_at": utc_now(),
            "created_by": by,
        }
        for each in exports
    ]
    if rows:
        conn.execute(file_blob.insert(), rows)


def _exported(
    conn: Connection,
    step: Step,
    plan: Plan,
    files: FileStore,
) -> dict[str, Any]:
    assert plan.old is not None, "only a plan that was made against a model loses anything"
    assert plan.old_columns is not None
    if step.action is Action.PURGE:
        return _purged(conn, step, plan, files)
    models = (plan.old, plan.model)
    obj, new = _sides(step, models)
    field = next((f for f in obj.fields.values() if new and f.uid == new.uid), None)
    name = step.field if field is None else field.name
    table = plan.old_columns.table(obj)
    chosen = [obj.fields[name]] if name else [f for f in obj.fields.values() if f.type.parts(f)]
    taken = new and (new.becoming or new)
    if taken is not None and taken.type.computed:
        taken = None
    lines = _lines(conn, table, chosen, taken)
    return {"object": obj.name, "field": name, **_stored(lines, step, files)}


def _purged(conn: Connection, step: Step, plan: Plan, files: FileStore) -> dict[str, Any]:
    assert plan.old_columns is not None, "a purge was planned against a column map"
    lines = dead_values(conn, plan.old_columns, plan.purged, step.physical)
    return {"object": step.object, "field": step.field, **_stored(lines, step, files)}


def _stored(lines: Iterator[dict[str, Any]], step: Step, files: FileStore) -> dict[str, Any]:
    """Store lines as one gzipped file and describe it."""
    count = 0
    with tempfile.TemporaryFile() as draft:
        with gzip.GzipFile(fileobj=draft, mode="wb", mtime=0) as packed:
            for line in lines:
                packed.write(orjson.dumps(line, default=str) + b"\n")
                count += 1
        size = draft.tell()
        draft.seek(0)
        sha256 = files.put(draft.read())
    named = f"{step.object}.{step.field}" if step.field else step.object
    return {
        "file": str(new_id()),
        "name": f"{named}.jsonl.gz",
        "sha256": sha256,
        "size": size,
        "rows": count,
    }


def _sides(step: Step, models: tuple[Model, Model]) -> tuple[ObjectDef, FieldDef | None]:
    """Find the object as it is, and the field as it will be if it stays."""
    before, after = models
    coming = after.objects.get(step.object)
    if coming is None:
        return before.objects[step.object], None
    obj = next(each for each in before.objects.values() if each.uid == coming.uid)
    return obj, coming.fields.get(step.field) if step.field else None


def _lines(
    conn: Connection, table: ObjectTable, fields: list[FieldDef], new: FieldDef | None
) -> Iterator[dict[str, Any]]:
    key = table.table.c.id
    query = sa.select(table.table).order_by(key).limit(_CHUNK)
    last: UUID | None = None
    while True:
        rows = conn.execute(query if last is None else query.where(key > last)).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        sides = {
            f.name: side_values(conn, table.side(f.name), [row["id"] for row in rows])
            for f in fields
            if f.name in table.sides
        }
        for row in rows:
            line = {}
            for field in fields:
                value = (
                    sides[field.name].get(row["id"])
                    if field.name in sides
                    else table.value(field.name, dict(row))
                )
                if value is not None and (new is None or not fits(value, field, new)):
                    line[field.name] = field.type.to_json(value, field)
            if line:
                yield {"id": str(row["id"]), **line}
