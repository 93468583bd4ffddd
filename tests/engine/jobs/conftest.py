"""A workplace with system tables and handlers of the tests, on each database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.kernel.actor import system_actor
from engine.kernel.context import Context
from engine.kernel.extension import Extensions, JobHandler
from engine.kernel.model import Model
from engine.storage import outbox
from engine.storage.database import Database, close_database, open_database
from engine.storage.ddl import create_schema, create_system_tables
from engine.storage.system.meta import HEAD_ID, meta_head
from tests.databases import Place


@dataclass
class TestPlace:
    database: Database
    handlers: dict[str, JobHandler] = field(default_factory=dict)
    name: str = "test"

    __test__ = False

    def context(self, actor: UUID | None, reason: str) -> Context:
        return Context(
            tenant=self.name,
            database=self.database,
            model=Model({}, {}, {}, "empty"),
            revision=0,
            columns=None,
            actor=system_actor(reason),
            extensions=Extensions(handlers=self.handlers),
        )

    def put(
        self, topic: str, key: str = "k", payload: Mapping[str, object] | None = None
    ) -> UUID:
        with self.database.writing() as conn:
            return outbox.put(conn, topic, key, payload or {}, 0, None)


@pytest.fixture
def workplace(place: Place):
    database = open_database(place.dsn, place.schema or "")
    with database.writing(exclusive=True) as conn:
        if place.schema:
            create_schema(conn, place.schema)
        create_system_tables(conn)
        head = {"id": HEAD_ID, "rev": 0, "digest": "empty"}
        conn.execute(sa.insert(meta_head).values(head))
    yield TestPlace(database)
    close_database(database)
