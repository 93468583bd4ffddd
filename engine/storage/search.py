"""Keeps the search table of a tenant and finds records in it (decision 26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from engine.storage.bulk import insert_columns
from engine.storage.postgresql import PLAN_EACH_TIME
from engine.storage.system.search import FULL_TEXT, search_entry
from engine.storage.tokens import Asked, asked_tokens, search_tokens
from engine.storage.types import TEXT

_CHUNK = 500
_full_text = sa.Table(
    FULL_TEXT,
    sa.MetaData(),
    sa.Column("rowid", sa.Integer),
    sa.Column("tokens", TEXT),
    sa.Column(FULL_TEXT, TEXT),
)


def put(
    conn: Connection, object_uid: UUID, texts: Mapping[UUID, str], *, new: bool = False
) -> None:
    """Set the text under which records of one object are found; blank text takes them out.

    ``new`` says that none of them can be in the table yet.
    """
    tokens = {record: " ".join(search_tokens(text)) for record, text in texts.items()}
    ids = list(tokens)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        stored = {} if new else _stored(conn, part)
        same = {record for record, (_, old) in stored.items() if old == tokens[record]}
        _take_out(conn, {r: found for r, found in stored.items() if r not in same})
        fresh = [record for record in part if tokens[record] and record not in same]
        _put_in(conn, object_uid, {record: tokens[record] for record in fresh})


def remove(conn: Connection, records: Sequence[UUID]) -> None:
    """Take records out: they were put into the trash or purged."""
    for start in range(0, len(records), _CHUNK):
        _take_out(conn, _stored(conn, records[start : start + _CHUNK]))


def matches(
    record_id: ColumnElement[Any], object_uid: UUID, text: str, dialect: str
) -> ColumnElement[bool]:
    """Give the condition that a record of one object is found by a text.

    Every word must be found, at the start of a word; a text without words finds nothing.
    """
    asked = asked_tokens(text)
    if not asked:
        return sa.false()
    found = sa.select(search_entry.c.record).where(
        search_entry.c.object == object_uid, _found(asked, dialect)
    )
    return record_id.in_(found)


def find(
    conn: Connection, text: str, objects: Sequence[UUID], limit: int
) -> list[tuple[UUID, UUID]]:
    """Find records of some objects, newest first, as (object uid, record id)."""
    asked = asked_tokens(text)
    if not asked or not objects:
        return []
    query = (
        sa.select(search_entry.c.object, search_entry.c.record)
        .where(search_entry.c.object.in_(objects), _found(asked, conn.dialect.name))
        .order_by(search_entry.c.record.desc())
        .limit(limit)
    )
    return [
        (row.object, row.record)
        for row in conn.execute(query, execution_options=PLAN_EACH_TIME)
    ]


def _found(asked: Sequence[Asked], dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        question = " AND ".join(f'"{a.token}"{" *" if a.prefix else ""}' for a in asked)
        hits = sa.select(_full_text.c.rowid).where(
            sa.literal_column(FULL_TEXT).op("MATCH")(question)
        )
        return search_entry.c.id.in_(hits)
    question = " & ".join(f"'{a.token}'{':*' if a.prefix else ''}" for a in asked)
    return search_entry.c.vector.op("@@")(sa.cast(question, postgresql.TSQUERY))


def _stored(conn: Connection, records: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    rows = conn.execute(_STORED, {"records": list(records)})
    return {row.record: (row.id, row.tokens) for row in rows}


def _take_out(conn: Connection, stored: Mapping[UUID, tuple[int, str]]) -> None:
    if not stored:
        return
    if conn.dialect.name == "sqlite":
        conn.execute(
            _full_text.insert(),
            [
                {FULL_TEXT: "delete", "rowid": number, "tokens": tokens}
                for number, tokens in stored.values()
            ],
        )
    conn.execute(_DELETE, {"records": list(stored)})


def _put_in(conn: Connection, object_uid: UUID, tokens: Mapping[UUID, str]) -> None:
    if not tokens:
        return
    entries: dict[str, Sequence[Any]] = {
        "object": [object_uid] * len(tokens),
        "record": list(tokens),
        "tokens": list(tokens.values()),
    }
    if conn.dialect.name == "sqlite":
        # There is one writer at a time: no other takes these numbers.
        last = conn.scalar(_LAST) or 0
        numbers = range(last + 1, last + 1 + len(tokens))
        insert_columns(conn, search_entry, {"id": numbers, **entries})
        insert_columns(conn, _full_text, {"rowid": numbers, "tokens": entries["tokens"]})
    else:
        vectors = [_vector(each) for each in tokens.values()]
        insert_columns(conn, search_entry, {**entries, "vector": vectors})


def _vector(tokens: str) -> str:
    """Write tokens as PostgreSQL reads a tsvector: quoted, without positions."""
    if "'" in tokens or "\\" in tokens:
        tokens = tokens.replace("\\", "\\\\").replace("'", "''")
    quoted = tokens.replace(" ", "' '")
    return f"'{quoted}'"


_OF_RECORDS = search_entry.c.record.in_(
    sa.bindparam("records", type_=search_entry.c.record.type, expanding=True)
)
_STORED = sa.select(search_entry.c.record, search_entry.c.id, search_entry.c.tokens).where(
    _OF_RECORDS
)
_DELETE = search_entry.delete().where(_OF_RECORDS)
_LAST = sa.select(sa.func.max(search_entry.c.id))
