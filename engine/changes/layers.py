"""Keeps the packages of a tenant as they were installed, and puts new versions in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.kernel.component import Component
from engine.kernel.context import utc_now
from engine.packages.canonical import digest
from engine.packages.package import Package, Patch
from engine.storage.system import meta_package
from engine.text import Text

Key = tuple[str, str, str]


def load_packages(conn: Connection) -> dict[str, Package]:
    """Read the installed packages by name."""
    rows = conn.execute(sa.select(meta_package).order_by(meta_package.c.name))
    return {row.name: _from_row(row) for row in rows}


def save_packages(conn: Connection, packages: Iterable[Package], rev: int) -> None:
    """Write packages as installed by a revision."""
    for package in packages:
        body = _body(package)
        conn.execute(meta_package.delete().where(meta_package.c.name == package.name))
        conn.execute(
            meta_package.insert().values(
                name=package.name,
                namespace=package.namespace,
                type=package.type,
                version=package.version,
                body=body,
                digest=digest(body),
                rev=rev,
                installed_at=utc_now(),
            )
        )


def same(one: Package, other: Package | None) -> bool:
    """Say whether two packages say the same."""
    return other is not None and (
        (one.namespace, one.type, one.version) == (other.namespace, other.type, other.version)
        and digest(_body(one)) == digest(_body(other))
    )


def put_in_place(
    installed: Mapping[str, Package], given: Sequence[Package], delete: Collection[Key]
) -> dict[str, Package]:
    """Give the installed packages with the given ones in place of their earlier versions.

    What a new version no longer has stays (decision 7): only ``delete`` takes components away, an
    object with all that belongs to it.
    """
    result = dict(installed)
    for package in given:
        earlier = installed.get(package.name)
        result[package.name] = package if earlier is None else _keeping(package, earlier)
    gone = set(delete)
    objects = {name for kind, _, name in gone if kind == "object"}

    def stays(key: Key) -> bool:
        return key not in gone and key[1] not in objects

    return {
        name: replace(
            package,
            components=tuple(c for c in package.components if stays(c.key)),
            patches=tuple(p for p in package.patches if stays(p.target)),
        )
        for name, package in result.items()
    }


def _keeping(package: Package, earlier: Package) -> Package:
    present = {component.uid for component in package.components}
    names = {component.key for component in package.components}
    kept = tuple(
        component
        for component in earlier.components
        if component.uid not in present and component.key not in names
    )
    return replace(package, components=(*package.components, *kept))


def _body(package: Package) -> dict[str, Any]:
    return {
        "label": package.label.as_map(),
        "requires": dict(package.requires),
        "components": [
            {"kind": c.kind, "of": c.of, "name": c.name, "uid": str(c.uid), "body": c.body}
            for c in sorted(package.components, key=lambda c: c.key)
        ],
        "patches": [_patch_body(patch) for patch in package.patches],
    }


def _patch_body(patch: Patch) -> dict[str, Any]:
    return {
        "target": list(patch.target),
        "pointer": patch.pointer,
        "op": patch.op,
        "value": patch.value,
        "namespace": patch.namespace,
        "uid": None if patch.uid is None else str(patch.uid),
        "base": patch.base,
    }


def _from_row(row: Any) -> Package:
    body = row.body
    return Package(
        name=row.name,
        namespace=row.namespace,
        type=row.type,
        version=row.version,
        requires=body["requires"],
        components=tuple(
            Component(c["kind"], c["name"], c["of"], c["body"], row.name, UUID(c["uid"]))
            for c in body["components"]
        ),
        patches=tuple(_patch(each, row.name) for each in body["patches"]),
        label=Text.of(body["label"]),
    )


def _patch(body: Mapping[str, Any], package: str) -> Patch:
    kind, of, name = body["target"]
    return Patch(
        target=(kind, of, name),
        pointer=body["pointer"],
        op=body["op"],
        value=body["value"],
        package=package,
        namespace=body["namespace"],
        uid=None if body["uid"] is None else UUID(body["uid"]),
        base=body["base"],
    )
