"""The rival's tables: what a careful developer would write by hand for this one page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

meta = sa.MetaData()
token = sa.Table(
    "token", meta, sa.Column("hash", sa.Text, primary_key=True), sa.Column("user", sa.Uuid)
)
closure = sa.Table(
    "closure",
    meta,
    sa.Column("ancestor", sa.Uuid, primary_key=True),
    sa.Column("descendant", sa.Uuid, primary_key=True),
)
account = sa.Table(
    "account", meta, sa.Column("id", sa.Uuid, primary_key=True), sa.Column("name", sa.Text)
)
deal = sa.Table(
    "deal",
    meta,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("account", sa.Uuid),
    sa.Column("stage", sa.Text),
    sa.Column("amount", sa.Numeric(19, 6)),
    sa.Column("close_date", sa.Date),
    sa.Column("owner", sa.Uuid),
    sa.Column("next_step", sa.Text),
    sa.Column("updated_at", sa.DateTime(timezone=True)),
    sa.Column("row_version", sa.Integer),
    sa.Index("ix_deal_close", "close_date", "id"),
    sa.Index("ix_deal_owner", "owner", "close_date", "id"),
)
history = sa.Table(
    "history",
    meta,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("deal", sa.Uuid, index=True),
    sa.Column("by", sa.Uuid),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("changes", sa.Text),
)


def open_engine(dsn: str) -> sa.Engine:
    """Open the rival's database, on SQLite with the same journal as Keel's."""
    engine = sa.create_engine(dsn)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _journal)
    return engine


def _journal(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
