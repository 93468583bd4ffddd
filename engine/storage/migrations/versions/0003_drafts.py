"""Drafts: changes of metadata that an admin collects before they are applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage import ddl
from engine.storage.types import ID, MOMENT, TEXT, CanonicalJson

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two tables."""
    schema = ddl.schema_of(op.get_bind())
    op.create_table(
        "keel_meta_draft",
        sa.Column("id", ID, primary_key=True),
        sa.Column("by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        schema=schema,
    )
    op.create_index("keel_meta_draft_by", "keel_meta_draft", ["by"], unique=True, schema=schema)
    op.create_table(
        "keel_meta_draft_change",
        sa.Column("draft", ID, primary_key=True),
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("of", TEXT, primary_key=True),
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("base", CanonicalJson()),
        sa.Column("wanted", CanonicalJson()),
        sa.Column("new_name", TEXT),
        sa.Column("reuse", TEXT),
        sa.Column("at", MOMENT, nullable=False),
        schema=schema,
    )
