"""Several drafts for each admin; uploaded packages, and what was chosen about their conflicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage import ddl
from engine.storage.types import ID, MOMENT, TEXT, CanonicalJson

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let drafts have names, and add the two tables."""
    schema = ddl.schema_of(op.get_bind())
    name = sa.Column("name", TEXT, nullable=False, server_default=sa.text("''"))
    op.add_column("keel_meta_draft", name, schema=schema)
    op.add_column("keel_meta_draft", sa.Column("chosen_at", MOMENT), schema=schema)
    op.drop_index("keel_meta_draft_by", "keel_meta_draft", schema=schema)
    op.create_index("keel_meta_draft_by", "keel_meta_draft", ["by"], schema=schema)
    op.create_table(
        "keel_meta_offer",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("namespace", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("body", CanonicalJson(), nullable=False),
        sa.Column("ledger", TEXT, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        schema=schema,
    )
    op.create_table(
        "keel_meta_choice",
        sa.Column("conflict", TEXT, primary_key=True),
        sa.Column("side", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        schema=schema,
    )
