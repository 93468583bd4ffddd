"""A served core cloud on each database, with people who hold API tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import Session, Tenant, make_token, open_session, runtime, set_grants
from tests.clouds import registered
from tests.statements import sent_to
from tests.tenants import lent
from ui.app import create_app
from ui.settings import from_environment

SYSTEM = "system:tests"
PEOPLE = {
    "ines": ("admin", None),
    "mara": ("sales_manager", None),
    "rob": ("sales_rep", "mara"),
    "sue": ("sales_rep", None),
}
"""Name -> role, manager."""


@dataclass
class Client:
    """A program of one user: every request carries the user's token."""

    app: Flask
    tenant: Tenant
    user: UUID
    secret: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
        return self.app.test_client().open(
            f"/api/v1{path}", method=method, headers=headers, **more
        )

    def get(self, path: str, **query: Any) -> Any:
        answer = self.call("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, json=body, headers=named)

    def make(self, name: str, /, **values: Any) -> Any:
        answer = self.post(f"/records/{name}", values)
        assert answer.status_code == 201, answer.text
        return answer.json

    def session(self) -> Session:
        return open_session(self.tenant, self.user)


@dataclass
class Cloud:
    """The served tenant and its people."""

    app: Flask
    tenant: Tenant
    people: dict[str, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Client:
        return self.people[name]

    def statements(self, call: Any) -> list[str]:
        """Run something and give the statements it sent, BEGIN and the like left out."""
        control = self.app.extensions["keel"].tenants.control
        with sent_to(self.tenant.database, control) as sent:
            call()
        left_out = ("BEGIN", "COMMIT", "SET", "PRAGMA")
        return [each for each in sent if not each.lstrip().upper().startswith(left_out)]


def _hire(cloud: Cloud) -> None:
    system = open_session(cloud.tenant, SYSTEM)
    for name, (role, manager) in PEOPLE.items():
        above = cloud.people[manager].user if manager else None
        values = {"name": name.title(), "email": f"{name}@example.com", "manager": above}
        user = system.records("user").create(values).id
        with system.transaction() as inside:
            set_grants(inside.context, user, [role])
        secret = make_token(open_session(cloud.tenant, user).context, "tests", days=1)
        cloud.people[name] = Client(cloud.app, cloud.tenant, user, secret)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def cloud(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cloud]:
    """The core package served, one tenant per module and database."""
    folder: Path = tmp_path_factory.mktemp("cloud")
    free = {"KEEL_SIGN_IN_RATE": "100000 per minute"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEL_API_RATE", "1000000 per minute")
        patch.setenv("KEEL_FILES", (folder / "files").as_uri())
        app = create_app(from_environment(folder, free))
        with lent(request, "core", folder) as copy:
            tenant = registered(app.extensions["keel"].tenants, "main", copy)
            made = Cloud(app, tenant)
            _hire(made)
            yield made
            runtime.forget(tenant)


@pytest.fixture
def account(cloud: Cloud) -> str:
    """An account of Rob's."""
    return str(cloud.rob.make("account", name=f"Pumps {uuid4()}")["id"])
