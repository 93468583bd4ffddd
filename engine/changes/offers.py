"""Keeps the packages that admins uploaded, ready to be installed or to upgrade what is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.stored_packages import body_of, package_from
from engine.packages.ledger import parse_ledger
from engine.packages.package import Package
from engine.storage.system import meta_offer
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """A package of which a version can be had: shipped with Keel, or uploaded by somebody."""

    name: str
    label: Text
    version: str
    type: str
    by: UUID | None = None
    at: datetime | None = None

    @property
    def shipped(self) -> bool:
        return self.by is None


def keep_offer(conn: Connection, package: Package, by: UUID, now: datetime) -> None:
    """Keep an uploaded package in place of an earlier one of its name."""
    drop_offers(conn, [package.name])
    conn.execute(
        meta_offer.insert().values(
            name=package.name,
            namespace=package.namespace,
            type=package.type,
            version=package.version,
            body=body_of(package),
            ledger=package.ledger.written(),
            by=by,
            at=now,
        )
    )


def drop_offers(conn: Connection, names: Iterable[str], until: datetime | None = None) -> None:
    """Forget uploaded packages; with ``until`` only what was uploaded by then."""
    old = () if until is None else (meta_offer.c.at <= until,)
    conn.execute(meta_offer.delete().where(meta_offer.c.name.in_(sorted(names)), *old))


def offers(conn: Connection) -> list[Offer]:
    """List the uploaded packages."""
    rows = conn.execute(sa.select(meta_offer).order_by(meta_offer.c.name))
    return [
        Offer(row.name, Text.of(row.body["label"]), row.version, row.type, row.by, row.at)
        for row in rows
    ]


def offered(conn: Connection, name: str) -> Package | None:
    """Find an uploaded package."""
    row = conn.execute(sa.select(meta_offer).where(meta_offer.c.name == name)).one_or_none()
    return None if row is None else package_from(row, {name: parse_ledger(row.ledger)[0]})
