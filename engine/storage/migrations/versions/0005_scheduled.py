"""Changes of metadata that wait for the time at which they are applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage import ddl
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, CanonicalJson, JsonText

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""
    schema = ddl.schema_of(op.get_bind())
    op.create_table(
        "keel_meta_scheduled",
        sa.Column("id", ID, primary_key=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("base", INTEGER, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("by", ID),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("outcome", CanonicalJson(), nullable=False),
        sa.Column("steps", JsonText(), nullable=False),
        sa.Column("news", JsonText(), nullable=False),
        sa.Column("draft", CanonicalJson()),
        sa.Column("why", JsonText()),
        sa.Column("rev", INTEGER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        schema=schema,
    )
    op.create_index(
        "keel_meta_scheduled_state", "keel_meta_scheduled", ["state"], schema=schema
    )
