"""What the tests of changes share: the small package varied, planned, applied, and its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from engine import changes
from engine.jobs.run import run_next
from engine.kernel.actor import system_actor
from engine.kernel.component import Component
from engine.kernel.ids import derived_uid, new_id
from engine.packages import Package, read_package
from engine.registry import catalogue
from engine.runtime import runtime
from engine.storage.files import FileStore, local_files
from engine.tenancy.tenant import Tenant
from tests.tenants import SMALL

ACTOR = system_actor("tests")


def small() -> Package:
    return read_package(SMALL, catalogue())


def with_fields(package: Package, obj: str, **bodies) -> Package:
    """The package with fields added to an object, or replaced."""
    parent = next(c for c in package.components if c.key == ("object", "", obj))
    kept = [
        c
        for c in package.components
        if c.kind != "field" or c.of != obj or c.name not in bodies
    ]
    known = {c.name: c.uid for c in package.components if c.kind == "field" and c.of == obj}
    added = [
        Component(
            kind="field",
            name=name,
            of=obj,
            body={"label": {"en": name}, **body},
            package=package.name,
            uid=known.get(name) or derived_uid("", "field", str(parent.uid), name),
        )
        for name, body in bodies.items()
    ]
    return replace(package, components=(*kept, *added))


def with_bodies(package: Package, *keys: Sequence[str], **said) -> Package:
    """The package with properties of components said otherwise."""
    return replace(
        package,
        components=tuple(
            replace(c, body={**c.body, **said}) if c.key in keys else c
            for c in package.components
        ),
    )


def with_name(package: Package, key: Sequence[str], name: str) -> Package:
    """The package with a component called otherwise, as a file with ``renamed_from`` says it."""
    return replace(
        package,
        components=tuple(
            replace(c, name=name, body={**c.body, "renamed_from": [c.name]})
            if c.key == key
            else c
            for c in package.components
        ),
    )


def planned(tenant: Tenant, package: Package, **options):
    return changes.plan(tenant.database, catalogue(), [package], **options)


def applied(tenant: Tenant, package: Package, message: str = "test", **options):
    return apply(tenant, planned(tenant, package, **options), message)


def apply(tenant: Tenant, plan, message: str = "test"):
    """Apply a plan as somebody who has read it and confirms what is lost."""
    return changes.apply(
        tenant.database,
        plan,
        actor=ACTOR,
        message=message,
        confirm=plan.confirmation,
        files=files_of(tenant),
    )


def files_of(tenant: Tenant) -> FileStore:
    return tenant.files or local_files(Path(tempfile.gettempdir()) / "keel_test_files")


def insert(tenant: Tenant, obj: str, *rows) -> list:
    context = runtime(tenant).context(None, "test")
    table = context.columns.table(context.model.objects[obj])
    ids = [new_id() for _ in rows]
    with tenant.database.writing() as conn:
        for record, row in zip(ids, rows, strict=True):
            conn.execute(table.table.insert().values(table.row({"id": record, **row})))
    return ids


def read(tenant: Tenant, obj: str, field: str) -> list:
    context = runtime(tenant).context(None, "test")
    table = context.columns.table(context.model.objects[obj])
    with tenant.database.reading() as conn:
        rows = conn.execute(sa.select(table.table).order_by(table.table.c.id)).mappings()
        return [table.value(field, row) for row in rows]


def work_off(tenant: Tenant) -> None:
    while run_next(runtime(tenant), "test"):
        pass
