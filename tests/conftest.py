"""Fixtures that all tests share: a place for a tenant on each database, and the servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.databases import Place

pytest_plugins = [
    "tests.processes",
    "tests.browsers",
    "tests.tenants",  # before those that import it
    "tests.clouds",
    "tests.companies",
    "tests.workshops",
    "tests.shops",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes goldens anew; read the difference before committing it."""
    parser.addoption("--update-goldens", action="store_true", help="write goldens anew")


@pytest.fixture(scope="session")
def postgresql_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """One PostgreSQL database per test process, as a libpq address."""
    workerinput = getattr(request.config, "workerinput", {"workerid": "main"})
    with databases.fresh_database(workerinput["workerid"]) as address:
        yield address


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    """A place on SQLite."""
    return databases.sqlite_place(tmp_path)


@pytest.fixture
def postgresql_place(postgresql_database: str) -> Iterator[Place]:
    """A place on PostgreSQL."""
    with databases.postgresql_place(postgresql_database) as place:
        yield place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """A place on each database in turn: the test runs twice."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def dsn(place: Place) -> str:
    """The address of the place, for tests that bring their own schema name."""
    return place.dsn


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis under test; tests use keys of their own and leave none behind."""
    return databases.redis_server()
