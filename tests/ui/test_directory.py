"""Signing in with the password of an LDAP directory, where a directory can be run here."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.services import free_port
from tests.ui.conftest import PASSWORD, Site, token

ldap = pytest.importorskip("ldap", reason="python-ldap is not installed")
SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin")
ROOT, ROOT_PASSWORD = "cn=root,dc=halden,dc=example", "directory root"
THEIRS = "their own directory password"
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "dc=halden,dc=example"
rootdn "{root}"
rootpw "{password}"
directory {folder}/db
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous none
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory) -> Iterator[str]:
    """A directory of two people on a free port."""
    if SLAPD is None:
        pytest.skip("slapd is not installed")
    folder: Path = tmp_path_factory.mktemp("ldap")
    (folder / "db").mkdir()
    configuration = folder / "slapd.conf"
    configuration.write_text(
        CONFIGURATION.format(root=ROOT, password=ROOT_PASSWORD, folder=folder)
    )
    url = f"ldap://127.0.0.1:{free_port()}"
    command = [SLAPD, "-f", str(configuration), "-h", url, "-d", "0"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        fill(url)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def fill(url: str) -> None:
    """Add Ann and Eve, as soon as the directory answers."""
    for _ in range(100):
        try:
            connection = ldap.initialize(url)
            connection.simple_bind_s(ROOT, ROOT_PASSWORD)
            break
        except ldap.SERVER_DOWN:
            time.sleep(0.1)
    top = {"objectClass": [b"dcObject", b"organization"], "dc": [b"halden"], "o": [b"Halden"]}
    connection.add_s("dc=halden,dc=example", list(top.items()))
    for uid in ("ann", "eve"):
        person = {
            "objectClass": [b"inetOrgPerson"],
            "uid": [uid.encode()],
            "cn": [uid.encode()],
            "sn": [b"Lee"],
            "mail": [f"{uid}@halden.example".encode()],
            "userPassword": [THEIRS.encode()],
        }
        connection.add_s(f"uid={uid},dc=halden,dc=example", list(person.items()))


@pytest.fixture
def site(make_site, directory) -> Site:
    """Ann was invited and has no password here; Rob has one."""
    made: Site = make_site(
        KEEL_LDAP=directory,
        KEEL_LDAP_BASE="dc=halden,dc=example",
        KEEL_LDAP_BIND_USER=ROOT,
        KEEL_LDAP_BIND_PASSWORD=ROOT_PASSWORD,
    )
    made.add("ann", "reader", password=None)
    made.add("rob", "reader")
    return made


def status(site: Site, login: str, password: str) -> int:
    browser = site.visitor()
    form = {"login": login, "password": password, **token(browser, "/sign-in")}
    return browser.post("/sign-in", data=form).status_code


def test_an_invited_person_signs_in_with_the_password_of_the_directory(site):
    assert status(site, "ann", THEIRS) == 302
    assert status(site, "ann@halden.example", THEIRS) == 302
    assert "company account" in site.visitor().get("/sign-in").text


def test_wrong_and_blank_passwords_and_strangers_stay_outside(site):
    assert status(site, "ann", "wrong") == 401
    assert status(site, "ann", "") == 401
    assert status(site, "eve", THEIRS) == 401


def test_a_password_kept_here_works_whether_or_not_the_directory_does(site):
    assert status(site, "rob", PASSWORD) == 302


def test_a_login_rests_after_wrong_passwords_of_the_directory_too(site):
    assert [status(site, "ann", "wrong") for _ in range(5)] == [401] * 5
    assert status(site, "ann", THEIRS) == 401


def test_a_program_exchanges_the_password_of_the_directory_for_a_token(site):
    program = site.visitor()
    given = {"username": "ann", "password": THEIRS, "provider": "ldap"}
    assert program.post("/api/v1/security/login", json=given).status_code == 200
    given["password"] = ""
    assert program.post("/api/v1/security/login", json=given).status_code in (400, 401)
