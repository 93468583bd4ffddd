"""A new key takes over all stored secrets, in the trash too, and can be repeated at any point."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from engine import runtime
from engine.cli import keel, load_commands
from engine.fields.key_ring import KEYS, KEYS_FILE, KeyRing, new_key
from engine.fields.secret import reveal
from engine.records import resealing
from engine.session import install_package, open_session
from engine.storage.database import close_database
from engine.tenancy.registry import open_registry
from engine.tenancy.tenant import Tenant
from tests.tenants import SMALL, build

load_commands()


def package(folder: Path) -> Path:
    """Give the small package with a secret on firms."""
    copy = shutil.copytree(SMALL, folder / "vaults")
    firm = copy / "objects" / "firm.yaml"
    secret = "  token: {type: secret, label: {en: Token, zh: 令牌}}\n"
    firm.write_text(firm.read_text().replace("fields:\n", f"fields:\n{secret}", 1))
    return copy


@pytest.fixture
def vault(place, tmp_path):
    tenant = Tenant("vault", place.dsn, place.schema or "")
    build(tenant, package(tmp_path))
    yield tenant
    runtime.forget(tenant)
    close_database(tenant.database)


def stored(tenant):
    context = open_session(tenant, "system:tests").context
    table = context.columns.table(context.model.objects["firm"])
    with tenant.database.reading() as conn:
        rows = conn.execute(sa.select(table.column("name"), table.column("token")))
        return {name: (token and reveal(token), token) for name, token in rows}


def test_every_secret_gets_the_newest_key_whatever_happens_between(vault, monkeypatch):
    monkeypatch.setattr(resealing, "CHUNK", 2)
    old, new = new_key(), new_key()
    monkeypatch.setenv(KEYS, old)
    gate = open_session(vault, "system:tests").records("firm")
    ids = [gate.create({"name": f"F{n}", "token": f"secret {n}"}).id for n in range(5)]
    gate.create({"name": "None"})
    gate.delete(ids[4])
    before = stored(vault)
    context = open_session(vault, "system:tests").context
    ring = KeyRing((new, old))
    monkeypatch.setattr(resealing, "_renewed", stopping_after(3, resealing._renewed))
    with pytest.raises(KeyboardInterrupt):
        resealing.reseal(context, ring)
    monkeypatch.undo()
    monkeypatch.setenv(KEYS, f"{new},{old}")
    counts = resealing.reseal(context, ring)
    assert (counts.renewed, counts.fresh, counts.lost) == (3, 2, 0)
    monkeypatch.setenv(KEYS, new)
    after = stored(vault)
    assert {name: plain for name, (plain, _) in after.items()} == {
        name: plain for name, (plain, _) in {**before}.items()
    }
    assert gate.get(ids[0]).row_version == 1


def stopping_after(count, real):
    done = []

    def stop(*given):
        if len(done) == count:
            raise KeyboardInterrupt
        done.append(given)
        return real(*given)

    return stop


def test_secrets_of_a_lost_key_are_counted_and_left(vault, monkeypatch):
    monkeypatch.setenv(KEYS, new_key())
    gate = open_session(vault, "system:tests").records("firm")
    gate.create({"name": "Lost", "token": "x"})
    context = open_session(vault, "system:tests").context
    counts = resealing.reseal(context, KeyRing((new_key(),)))
    assert (counts.renewed, counts.lost) == (0, 1)
    assert stored(vault)["Lost"][0] == "x"


def test_the_command_says_what_it_did_and_can_drop_the_old_keys(tmp_path, monkeypatch):
    monkeypatch.delenv(KEYS, raising=False)
    monkeypatch.delenv(KEYS_FILE, raising=False)
    from engine.packages import read_package
    from engine.registry import catalogue

    data = tmp_path / "data"
    tenant = open_registry(data).create("main")
    actor = open_session(tenant, "system:tests").context.actor
    install_package(tenant, read_package(package(tmp_path), catalogue()), actor)
    gate = open_session(tenant, "system:tests").records("firm")
    gate.create({"name": "One", "token": "pa55"})
    first = (data / "keys").read_text()
    done = CliRunner().invoke(keel, ["--json", "--data", str(data), "keys", "rotate"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["result"] == {
        "new_key": True,
        "keys": 2,
        "tenants": {"main": {"renewed": 1, "fresh": 0, "lost": 0}},
    }
    assert (data / "keys").read_text().endswith(first)
    assert (data / "keys").stat().st_mode & 0o777 == 0o600
    again = ["--data", str(data), "keys", "rotate", "--no-new-key", "--drop-old"]
    done = CliRunner().invoke(keel, again)
    assert "0 secrets encrypted anew, 1 had the newest key" in done.output
    assert len((data / "keys").read_text().splitlines()) == 1
    assert stored(tenant)["One"][0] == "pa55"


def test_keys_of_the_environment_are_not_written_to_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv(KEYS, new_key())
    done = CliRunner().invoke(keel, ["--data", str(tmp_path), "keys", "rotate"])
    assert done.exit_code == 1
    assert "KEEL_KEYS" in done.output
