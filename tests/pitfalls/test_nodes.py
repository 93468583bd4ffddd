"""Several processes, also of several releases and on several machines, agree on what is declared."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from engine import changes, install_package, open_session, read_package
from engine.registry import catalogue
from engine.storage.database import close_database
from tests.databases import fresh_database
from tests.engine.changes.working import applied, small, with_fields
from tests.engine.storage.test_migrate import old_tenant
from tests.tenants import ADMIN
from tests.ui.conftest import PACKAGES, PASSWORD
from tests.ui.pages.conftest import app_for
from ui.app import create_app
from ui.people import Person, add_person
from ui.settings import from_environment
from ui.studio import routes

__all__ = ["old_tenant"]
ROOT = Path(__file__).parents[2]


class Node:
    """One of the processes that serve an installation."""

    def __init__(self, process) -> None:
        self._process = process
        assert self.ask("/sign-in", {"login": "ann", "password": PASSWORD})[0] == 302

    def ask(self, *request):
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("["):
                return json.loads(line)
        raise AssertionError("the node is gone")


@contextmanager
def node(folder: Path, control: str):
    command = [sys.executable, "-m", "tests.pitfalls.node", str(folder)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "KEEL_CONTROL": control},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield Node(process)
        process.stdin.close()


@pytest.fixture
def control(tmp_path, monkeypatch):
    """The control database of an installation with one tenant, where Ann is the admin."""
    with fresh_database("nodes") as address:
        dsn = address.replace("postgresql:", "postgresql+psycopg:", 1)
        monkeypatch.setenv("KEEL_SECRET_KEY", "a secret that both nodes have")
        monkeypatch.setenv("KEEL_KEYS", "")
        app = create_app(from_environment(tmp_path / "first", {"KEEL_CONTROL": dsn}))
        tenant = app.extensions["keel"].tenants.create("main")
        installer = open_session(tenant, "system:tests").context.actor
        install_package(tenant, read_package(PACKAGES / "people"), installer)
        with app.test_request_context():
            person = Person("Ann", "ann@halden.example", "ann", ("admin",), PASSWORD)
            add_person(open_session(tenant, "system:tests"), person)
        yield dsn
        close_database(tenant.database)


@pytest.mark.slow
def test_what_an_admin_does_on_one_node_is_on_the_other_at_once(control, tmp_path):
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(node(tmp_path / name, control)) for name in ("one", "other")
        )
        assert "x__colour" not in other.ask("/setup/objects/user")[1]
        fields = {"fields": "Colour; text"}
        assert one.ask("/setup/objects/user/paste", fields)[0] == 302
        assert "Colour" in other.ask("/setup/draft")[1], "a draft is no file of one machine"
        page = other.ask("/setup/draft")[1]
        digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
        agreed = {"digest": digest, "message": "colours"}
        assert other.ask("/setup/draft/apply", agreed)[0] == 302
        assert "Colour" in one.ask("/o/user/new")[1]
        made = {"name": "Bob", "email": "bob@halden.example", "x__colour": "red"}
        assert one.ask("/o/user/new", made)[0] == 302
        assert "Bob" in other.ask("/o/user/")[1]
        assert "colours" in one.ask("/setup/history")[1]


ADDRESSES = ("/", "/o/deal/", "/o/machine/", "/o/machine/new", "/search?q=press")
SETUP = ("/setup/objects", "/setup/objects/machine", "/setup/draft", "/setup/history")


def test_new_code_serves_what_the_release_before_left(old_tenant):
    """No page, list or form reads a column that only the next revision has."""
    app = app_for(old_tenant, ADMIN)
    routes.register(app)
    browser = app.test_client()
    for address in (*ADDRESSES, *SETUP):
        assert browser.get(address).status_code == 200, address
    assert "Press" in browser.get("/o/machine/").text
    saved = browser.post("/o/machine/new", data={"name": "Saw", "power": "2"})
    assert saved.status_code == 302, saved.text
    upgraded = with_fields(small(), "machine", colour={"type": "text"})
    applied(old_tenant, upgraded)
    assert "colour" in browser.get("/o/machine/new").text
    back = changes.plan_rollback(old_tenant.database, catalogue(), 2)
    assert back.blocked == ()
