"""What undoing needs: bodies of packages by revision, the inverse of each, names that were had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage import ddl
from engine.storage.types import BOOLEAN, ID, INTEGER, MOMENT, TEXT, CanonicalJson, JsonText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add tables and columns, and keep the packages as they are now with the revision of each."""
    schema = ddl.schema_of(op.get_bind())

    def add(table: str, *columns: sa.Column[object]) -> None:
        for column in columns:
            op.add_column(f"keel_{table}", column, schema=schema)

    add("meta_revision", sa.Column("inverse", JsonText()), sa.Column("exports", JsonText()))
    add("meta_change", sa.Column("was", TEXT))
    add(
        "meta_uid",
        sa.Column("was", JsonText(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("retired", BOOLEAN, nullable=False, server_default=sa.text("false")),
    )
    op.create_index(
        "keel_meta_change_uid_rev", "keel_meta_change", ["uid", "rev"], schema=schema
    )
    bodies = op.create_table(
        "keel_meta_package_body",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("rev", INTEGER, primary_key=True, autoincrement=False),
        sa.Column("namespace", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("body", CanonicalJson()),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        schema=schema,
    )
    op.create_table(
        "keel_meta_copy",
        sa.Column("field", ID, primary_key=True),
        sa.Column("object", ID, nullable=False),
        sa.Column("rev", INTEGER, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("cursor", ID),
        sa.Column("done", INTEGER, nullable=False, server_default=sa.text("0")),
        sa.Column("total", INTEGER, nullable=False, server_default=sa.text("0")),
        sa.Column("lost", INTEGER, nullable=False, server_default=sa.text("0")),
        sa.Column("may_lose", BOOLEAN, nullable=False, server_default=sa.text("false")),
        sa.Column("error", TEXT),
        schema=schema,
    )
    names = ("name", "rev", "namespace", "type", "version", "body", "digest")
    package = sa.table(
        "keel_meta_package", *(sa.column(n) for n in (*names, "installed_at")), schema=schema
    )
    kept = sa.select(*(package.c[name] for name in names), package.c.installed_at)
    op.execute(sa.insert(bodies).from_select([*names, "at"], kept))
    _mend_ledger(schema)


def _mend_ledger(schema: str | None) -> None:
    """The first release noted new names only: add what was renamed and deleted since."""
    ledger = sa.table(
        "keel_meta_uid",
        *(sa.column(n) for n in ("uid", "name", "parent", "was", "retired")),
        schema=schema,
    )
    component = sa.table(
        "keel_meta_component",
        *(sa.column(n) for n in ("uid", "name", "of", "dead")),
        schema=schema,
    )
    same = component.c.uid == ledger.c.uid

    def now(column: sa.ColumnClause[object]) -> sa.ScalarSelect[object]:
        return sa.select(column).where(same).scalar_subquery()

    other = sa.exists().where(same, component.c.name != ledger.c.name)
    first = sa.literal('["').concat(ledger.c.name).concat('"]')
    op.execute(sa.update(ledger).where(other).values(was=first))
    op.execute(
        sa.update(ledger)
        .where(sa.exists().where(same))
        .values(
            name=now(component.c.name),
            parent=now(component.c.of),
            retired=now(component.c.dead),
        )
    )
