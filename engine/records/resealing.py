"""Encrypts stored secrets anew with the newest key, a few at a time, and as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine.errors import EngineError
from engine.fields.key_ring import KeyRing
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef

CHUNK = 200
"""Writers are short (decision 10)."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Resealed:
    """What became of the secrets of a tenant; ``lost`` ones no key of the ring opens."""

    renewed: int = 0
    fresh: int = 0
    lost: int = 0


def reseal(context: Context, ring: KeyRing) -> Resealed:
    """Encrypt every stored secret with the newest key, those in the trash too.

    What has it already stays as it is, so a run that was interrupted goes on where it ended. Versions
    and histories do not change: the value is the same.
    """
    log.info("secrets are read to encrypt them anew", tenant=context.tenant)
    counts = Resealed()
    for obj, field in secrets_of(context):
        after: UUID | None = None
        while (after := _some(context, (obj, field), ring, after, counts)) is not None:
            pass
    return counts


def secrets_of(context: Context) -> Iterator[tuple[ObjectDef, FieldDef]]:
    """Give the fields that keep secrets."""
    for obj in context.model.objects.values():
        for field in obj.fields.values():
            if field.type.secret and context.columns.table(obj).has_column(field.name):
                yield obj, field


def _some(
    context: Context,
    place: tuple[ObjectDef, FieldDef],
    ring: KeyRing,
    after: UUID | None,
    counts: Resealed,
) -> UUID | None:
    """Renew one chunk by id; gives the last id, or None when there was nothing more."""
    table = context.columns.table(place[0])
    column, key = table.column(place[1].name), table.column("id")
    query = sa.select(key, column).where(column.is_not(None)).order_by(key).limit(CHUNK)
    if after is not None:
        query = query.where(key > after)
    with context.database.writing() as connection:
        rows = connection.execute(query).all()
        for record, sealed in rows:
            new = _renewed(ring, sealed, counts)
            if new is not None:
                # Only what was read is replaced: someone may have saved another secret since.
                same = sa.and_(key == record, column == sealed)
                connection.execute(sa.update(table.table).where(same).values({column: new}))
    return rows[-1][0] if rows else None


def _renewed(ring: KeyRing, sealed: Any, counts: Resealed) -> str | None:
    if ring.is_newest(sealed):
        counts.fresh += 1
        return None
    try:
        found = ring.rotate(sealed)
    except EngineError:
        counts.lost += 1
        return None
    counts.renewed += 1
    return found
