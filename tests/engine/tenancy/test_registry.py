"""Tenants are created, found by host name, kept apart, and refused when a newer release wrote them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.errors import EngineError
from engine.runtime import forget, runtime
from engine.storage.database import close_database
from engine.storage.migrate import VERSION_TABLE, bring_up_to_date
from engine.tenancy.registry import TenantRegistry, open_registry


@pytest.fixture
def registry(tmp_path, place):
    on_file = place.dialect == "sqlite"
    made = open_registry(tmp_path / "data" if on_file else place.dsn)
    yield made
    for tenant in made.all():
        forget(tenant)
        made.drop(tenant.name)
    close_database(made.control)


def test_the_only_tenant_answers_to_every_host(registry: TenantRegistry):
    made = registry.create("main")
    assert registry.by_host("anything.example:8123") == made
    assert registry.get("main") == made


def test_of_several_tenants_each_answers_to_its_own_hosts(registry: TenantRegistry):
    registry.create("east", hosts=("East.example",))
    west = registry.create("west")
    assert registry.by_host("east.example:80") == registry.get("east")
    assert registry.by_host("west.example") is None
    registry.set_hosts("west", ("west.example",))
    assert registry.by_host("west.example") == registry.get("west")
    assert west.database is not registry.get("east").database


def test_another_process_finds_a_new_tenant(registry: TenantRegistry):
    other = TenantRegistry(registry.control, registry.folder)
    assert other.all() == ()
    registry.create("late")
    assert other.get("late").name == "late"


@pytest.mark.parametrize("name", ["", "Main", "a b", "../x", "x" * 41, "a--b"])
def test_a_name_that_cannot_be_a_place_is_refused(registry: TenantRegistry, name):
    with pytest.raises(EngineError) as refused:
        registry.create(name)
    assert refused.value.code == "tenant.name"


def test_a_name_is_given_once_and_is_free_after_a_drop(registry: TenantRegistry):
    registry.create("main")
    with pytest.raises(EngineError) as refused:
        registry.create("main")
    assert refused.value.code == "tenant.exists"
    registry.drop("main")
    with pytest.raises(EngineError):
        registry.get("main")
    registry.create("main")


def test_data_of_a_newer_release_is_refused_in_one_sentence(registry: TenantRegistry):
    tenant = registry.create("main")
    bring_up_to_date(tenant.database)
    table = sa.Table(VERSION_TABLE, sa.MetaData(), sa.Column("version_num", sa.String))
    with tenant.database.writing(exclusive=True) as conn:
        conn.execute(table.update().values(version_num="9999"))
    with pytest.raises(EngineError) as refused:
        runtime(tenant)
    assert refused.value.code == "data.newer"
    assert "newer release" in str(refused.value)


def test_the_latest_version_is_that_of_the_newest_script():
    from engine.storage import migrate

    scripts = Path(migrate.__file__).parent / "migrations" / "versions"
    assert max(path.name[:4] for path in scripts.glob("[0-9]*.py")) == migrate.LATEST


def test_a_copied_data_folder_works_on_its_own_copy(tmp_path: Path):
    first = tmp_path / "first"
    made = open_registry(first).create("main")
    close_database(made.database)
    shutil.copytree(first, tmp_path / "second")
    copied = open_registry(tmp_path / "second").get("main")
    assert copied.dsn == f"sqlite:///{tmp_path / 'second' / 'tenants' / 'main.db'}"
