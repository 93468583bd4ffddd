"""The fixtures give each test an empty place and clear it away."""

from __future__ import annotations

import psycopg
import sqlalchemy as sa

from tests import databases
from tests.databases import Place


def test_a_place_can_be_written_on_both_databases(place: Place):
    engine = sa.create_engine(place.dsn)
    table = sa.Table("note", sa.MetaData(schema=place.schema), sa.Column("id", sa.Integer))
    with engine.begin() as connection:
        if place.schema:
            connection.execute(sa.schema.CreateSchema(place.schema))
        table.create(connection)
        assert connection.execute(table.select()).all() == []
    engine.dispose()


def test_what_a_test_made_on_postgresql_is_gone_afterwards(postgresql_database: str):
    with (
        databases.postgresql_place(postgresql_database) as place,
        psycopg.connect(postgresql_database, autocommit=True) as connection,
    ):
        connection.execute(f"CREATE SCHEMA {place.schema}")
    with psycopg.connect(postgresql_database) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_namespace WHERE nspname = %s", [place.schema]
        ).fetchone()
    assert found is None
