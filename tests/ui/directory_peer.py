"""Directories of two people for tests: slapd where it can be run, and one in this process."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.services import free_port

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin")
BOTH_HERE = SLAPD is not None and importlib.util.find_spec("ldap") is not None
TOP = "dc=halden,dc=example"
ROOT, ROOT_PASSWORD = f"cn=root,{TOP}", "directory root"
THEIRS = "their own directory password"
PEOPLE = ("ann", "eve")
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "{top}"
rootdn "{root}"
rootpw "{password}"
directory {folder}/db
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous none
"""


def person(uid: str) -> dict[str, list[bytes]]:
    """Give what a directory says about a person."""
    return {
        "objectClass": [b"inetOrgPerson"],
        "uid": [uid.encode()],
        "cn": [uid.encode()],
        "sn": [b"Lee"],
        "mail": [f"{uid}@halden.example".encode()],
        "userPassword": [THEIRS.encode()],
    }


@contextmanager
def slapd(folder: Path) -> Iterator[str]:
    """Run OpenLDAP's server on a free port."""
    (folder / "db").mkdir()
    configuration = folder / "slapd.conf"
    said = {"top": TOP, "root": ROOT, "password": ROOT_PASSWORD, "folder": folder}
    configuration.write_text(CONFIGURATION.format(**said))
    url = f"ldap://127.0.0.1:{free_port()}"
    command = [str(SLAPD), "-f", str(configuration), "-h", url, "-d", "0"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _fill(url)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def _fill(url: str) -> None:
    import ldap

    for _ in range(100):
        try:
            connection = ldap.initialize(url)
            connection.simple_bind_s(ROOT, ROOT_PASSWORD)
            break
        except ldap.SERVER_DOWN:
            time.sleep(0.1)
    top = {"objectClass": [b"dcObject", b"organization"], "dc": [b"halden"], "o": [b"Halden"]}
    connection.add_s(TOP, list(top.items()))
    for uid in PEOPLE:
        connection.add_s(f"uid={uid},{TOP}", list(person(uid).items()))


@contextmanager
def imitated() -> Iterator[str]:
    """Put a module in the place of python-ldap, which only compiles where its headers are."""
    made, filters = ModuleType("ldap"), ModuleType("ldap.filter")
    made.INVALID_CREDENTIALS = type("INVALID_CREDENTIALS", (Exception,), {})
    made.SERVER_DOWN = type("SERVER_DOWN", (Exception,), {})
    made.LDAPError = Exception
    made.SCOPE_SUBTREE = 2
    for option in ("NETWORK_TIMEOUT", "TIMEOUT", "REFERRALS", "X_TLS_REQUIRE_CERT",
                   "X_TLS_DEMAND", "X_TLS_NEWCTX", "X_TLS_CACERTFILE"):  # fmt: skip
        setattr(made, f"OPT_{option}", option)
    made.set_option = dict[str, object]().__setitem__
    made.initialize = lambda _url: _Connection(made.INVALID_CREDENTIALS)
    filters.escape_filter_chars = lambda raw: re.sub(
        r"[\\*()\0]", lambda found: f"\\{ord(found[0]):02x}", raw
    )
    made.filter = filters
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ldap", made)
        patch.setitem(sys.modules, "ldap.filter", filters)
        yield "ldap://127.0.0.1:389"


class _Connection:
    def __init__(self, refusal: type[Exception]) -> None:
        self.refusal = refusal

    def set_option(self, option: str, value: object) -> None:
        """Take an option that changes nothing here."""

    def simple_bind_s(self, name: str, password: str) -> None:
        """Refuse a wrong password; a blank one is nobody's and passes, as in real directories."""
        known = {ROOT: ROOT_PASSWORD} | {f"uid={uid},{TOP}": THEIRS for uid in PEOPLE}
        if password and known.get(name) != password:
            raise self.refusal(name)

    def search_s(self, base: str, scope: int, wanted: str, fields: list[str]) -> list:
        """Find a person by ``(uid=...)``."""
        found = re.fullmatch(r"\(uid=(.*)\)", wanted)
        assert base == TOP and found, (base, wanted)
        return [
            (f"uid={uid},{TOP}", {k: v for k, v in person(uid).items() if k in fields})
            for uid in PEOPLE
            if uid == found[1]
        ]
