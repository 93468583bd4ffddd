"""Reads and writes the stored metadata of a tenant: the head row and the components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import EngineError
from engine.kernel.component import Component
from engine.packages.canonical import component_digest
from engine.storage.putting import put_rows
from engine.storage.system import HEAD_ID, api_token, meta_component, meta_head
from engine.text import text


@dataclass(frozen=True, slots=True)
class Token:
    """The API token that a request carried, as it is stored."""

    id: UUID
    user: UUID
    expires: datetime | None
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """What is in force: revision, digest of the model, and the epochs of rights and identities."""

    rev: int
    digest: str
    perm_epoch: int
    identity_epoch: int
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A component as stored; ``dead`` ones were deleted and keep their uid."""

    component: Component
    digest: str
    dead: bool


_HEAD = (
    meta_head.c.rev,
    meta_head.c.digest,
    meta_head.c.perm_epoch,
    meta_head.c.identity_epoch,
)
_TOKEN = (
    api_token.c.id.label("token_id"),
    api_token.c.user,
    api_token.c.expires,
    api_token.c.last_used,
)
_READ_HEAD = sa.select(*_HEAD).where(meta_head.c.id == HEAD_ID)
_READ_HEAD_AND_TOKEN = (
    sa.select(*_HEAD, *_TOKEN)
    .select_from(meta_head.outerjoin(api_token, api_token.c.hash == sa.bindparam("token_hash")))
    .where(meta_head.c.id == HEAD_ID)
)


def read_head(conn: Connection, token_hash: str | None = None) -> Head:
    """Read the head, with the API token of a hash, in one statement (decision 20).

    ``token`` is None when no stored token has the hash; expiry is the caller's to check.
    EngineError ``tenant.empty`` when nobody ever created this tenant.
    """
    query: sa.Select[Any] = _READ_HEAD_AND_TOKEN if token_hash else _READ_HEAD
    row = conn.execute(query, {"token_hash": token_hash} if token_hash else {}).first()
    if row is None:
        raise EngineError("tenant.empty", text("this tenant is empty", "该租户是空的"))
    token = None
    if token_hash and row.token_id is not None:
        token = Token(row.token_id, row.user, row.expires, row.last_used)
    return Head(row.rev, row.digest, row.perm_epoch, row.identity_epoch, token)


def count_up(conn: Connection, epoch: str) -> None:
    """Say that rights (``perm_epoch``) or identities (``identity_epoch``) changed."""
    column = meta_head.c[epoch]
    conn.execute(meta_head.update().values({column: column + 1}))


def load_components(
    conn: Connection, previous: Mapping[UUID, Stored] | None = None, since: int = -1
) -> dict[UUID, Stored]:
    """Read the components by uid; with ``previous``, only what changed after ``since`` is read."""
    rows = conn.execute(sa.select(meta_component).where(meta_component.c.rev > since)).all()
    return {**(previous or {}), **{row.uid: _stored(row) for row in rows}}


def living(stored: Mapping[UUID, Stored]) -> list[Component]:
    """Give the components that are in force."""
    return [each.component for each in stored.values() if not each.dead]


def save_components(conn: Connection, changed: Iterable[Stored], rev: int) -> None:
    """Write components as of a revision; each replaces the row of its uid."""
    put_rows(conn, meta_component, [_row(each, rev) for each in changed])


def stored(component: Component, *, dead: bool = False) -> Stored:
    """Make the stored form of a component."""
    return Stored(component, component_digest(component), dead)


def _stored(row: Any) -> Stored:
    component = Component(
        kind=row.kind, name=row.name, of=row.of, body=row.body, package=row.package, uid=row.uid
    )
    return Stored(component, row.digest, row.dead)


def _row(each: Stored, rev: int) -> dict[str, object]:
    component = each.component
    return {
        "uid": component.uid,
        "kind": component.kind,
        "of": component.of,
        "name": component.name,
        "package": component.package,
        "body": component.body,
        "digest": each.digest,
        "rev": rev,
        "dead": each.dead,
    }
