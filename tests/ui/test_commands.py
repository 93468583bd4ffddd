"""`keel serve` and `keel user`, as the person at the terminal meets them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import cli
from tests.house.services import free_port
from tests.serving import answer, serve, stop, workers
from tests.ui.conftest import PASSWORD

ROOT = Path(__file__).parent.parent.parent


def keel(folder: Path, *words: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "--data", str(folder), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def told(folder: Path, *words: str) -> dict[str, object]:
    """Run a command in this process, which takes a tenth of the time, and give what it says."""
    cli.load_commands()
    given = ["--json", "--data", str(folder), *words]
    done = CliRunner().invoke(cli.keel, given, standalone_mode=False)
    # The log of who passes the gate goes to standard output as well.
    answer: dict[str, object] = json.loads(done.output.splitlines()[-1])
    return answer


@pytest.mark.slow
def test_the_first_start_makes_a_demo_company_and_ctrl_c_ends_it_cleanly(tmp_path):
    port = free_port()
    server = serve(tmp_path, port, "--demo")
    try:
        ready = answer(f"http://127.0.0.1:{port}/readyz")
        page = answer(f"http://127.0.0.1:{port}/")
        before = workers(server)
        for worker in before:  # stopping is the master's: told twice, a worker could hang
            os.kill(worker, signal.SIGINT)
        time.sleep(0.5)
        after = workers(server)
    finally:
        said = stop(server)
    assert before and after == before
    assert ready == (200, "ready\n")
    assert "Sign in" in page[1]
    for login in ("admin", "maya", "tomas", "priya", "elin", "sofia"):
        assert f"  {login} " in said
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said
    again = stop(serve(tmp_path, port, "--demo"))
    assert again == said.replace("Making a company with demonstration data\n", "")


@pytest.mark.slow
def test_a_tenant_without_people_is_set_up_by_a_printed_link(tmp_path):
    port = free_port()
    said = stop(serve(tmp_path, port))
    assert f"http://127.0.0.1:{port}/account/first-admin/" in said


def test_a_busy_port_gives_one_clear_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = keel(tmp_path, "serve", "--embedded", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} is not free")
    assert len(refused.stderr.splitlines()) == 1


def kept_password(site, login: str) -> str:
    """Give what is kept of a password."""
    with site.app.app_context():
        identity = site.app.appbuilder.sm.find_user(login)
        return str(identity.password)


@pytest.mark.slow
def test_logins_are_managed_from_the_command_line(site):
    address = "https://keel.example"
    invited = told(
        site.folder, "user", "invite", "joe@x.example", "--name", "Joe", "--address", address
    )
    assert str(invited["result"]).startswith(f"{address}/account/invitation/")
    kim = ("kim", "--name", "Kim", "--email", "kim@x.example", "--password", PASSWORD)
    added = keel(site.folder, "--json", "user", "add", *kim)
    assert added.returncode == 0, added.stdout + added.stderr
    assert json.loads(added.stdout)["problems"] == []
    told(site.folder, "user", "disable", "rob")
    listed = {
        each["login"]: each["active"] for each in told(site.folder, "user", "list")["result"]
    }
    assert listed == {"ann": True, "rob": False, "joe@x.example": True, "kim": True}
    unknown = told(site.folder, "user", "disable", "nobody")
    assert unknown["problems"][0]["code"] == "identity.unknown"
    site.signed_in("kim")
    assert kept_password(site, "kim").startswith("scrypt:32768:8:1$")


@pytest.mark.slow
def test_an_invitation_leads_to_the_host_of_its_tenant(tmp_path):
    told(tmp_path, "tenant", "create", "acme", "--host", "acme.example.com")
    words = ("--tenant", "acme", "user", "invite", "bo@acme.example", "--name", "Bo")
    assert keel(tmp_path, *words).stdout.startswith(
        "http://acme.example.com/account/invitation/"
    )
