"""API tokens: a user's own, kept in the tenant as hashes, refused from the moment of revocation."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.errors import EngineError, InvalidRecord, Problem, RecordNotFound
from engine.kernel.context import Context
from engine.kernel.ids import new_id
from engine.storage.database import Database
from engine.storage.system import api_token, meta_head
from engine.text import text

PREFIX = "keel_"
LONGEST_NAME = 80
USED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token of a user, as a list shows it; the secret itself is kept nowhere."""

    id: UUID
    name: str
    created_at: datetime
    expires: datetime | None
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whom a valid token speaks for, and until when."""

    token_id: UUID
    user_id: UUID
    expires: datetime | None


def make_token(context: Context, name: str, *, days: int | None) -> str:
    """Make a token of the acting user and give its secret, which is shown once."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        message = text("Name the program that will use it.", "请填写使用该令牌的程序名称。")
        raise InvalidRecord([Problem("token.name", message, field="token_name")])
    secret = PREFIX + secrets.token_urlsafe(32)
    row = {
        "id": new_id(),
        "user": context.actor.user_id,
        "hash": _hash(secret),
        "name": name,
        "created_at": context.now,
        "expires": context.now + timedelta(days=days) if days else None,
    }
    with context.database.writing() as connection:
        connection.execute(api_token.insert().values(row))
    return secret


def tokens_of(context: Context) -> tuple[ApiToken, ...]:
    """List the acting user's tokens, newest first."""
    wanted = (
        sa.select(api_token)
        .where(api_token.c.user == context.actor.user_id)
        .order_by(api_token.c.created_at.desc())
    )
    with context.database.reading() as connection:
        return tuple(
            ApiToken(row.id, row.name, row.created_at, row.expires, row.last_used)
            for row in connection.execute(wanted)
        )


def revoke_token(context: Context, token_id: UUID) -> None:
    """End a token of the acting user in every process: the identity epoch tells them."""
    mine = sa.and_(api_token.c.id == token_id, api_token.c.user == context.actor.user_id)
    with context.database.writing() as connection:
        gone = connection.execute(api_token.delete().where(mine))
        if gone.rowcount != 1:
            raise RecordNotFound("token.unknown", text("No such token.", "没有该令牌。"))
        raise_identity_epoch(connection)


def find_token(database: Database, secret: str, now: datetime) -> TokenHolder | None:
    """Find whom a token speaks for; None when it is unknown, revoked or over."""
    wanted = sa.select(api_token).where(api_token.c.hash == _hash(secret))
    with database.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None or (row.expires is not None and row.expires <= now):
        return None
    if row.last_used is None or now - row.last_used > USED_EVERY:
        _note_use(database, row.id, now)
    return TokenHolder(row.id, row.user, row.expires)


def _note_use(database: Database, token_id: UUID, now: datetime) -> None:
    """Note the use of a token; on PostgreSQL past a change of metadata, which it does not concern."""
    used = api_token.update().where(api_token.c.id == token_id).values(last_used=now)
    alone = database.dialect == "postgresql"
    try:
        with database.without_transaction() if alone else database.writing() as connection:
            connection.execute(used)
    except EngineError as error:
        # Who only reads need not wait for a busy database: the next request notes it.
        if not error.passing:
            raise


def raise_identity_epoch(connection: sa.Connection) -> None:
    """Make every process check identities and tokens anew (decision 20)."""
    connection.execute(meta_head.update().values(identity_epoch=meta_head.c.identity_epoch + 1))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
