"""Keeps the packages of a tenant: each as it is installed, and every body that it ever had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.ledgers import load_ledgers
from engine.errors import RecordNotFound
from engine.kernel.component import Component
from engine.kernel.context import utc_now
from engine.packages.canonical import digest
from engine.packages.ledger import Ledger
from engine.packages.package import Package, Patch
from engine.storage.putting import put_rows
from engine.storage.system import meta_package, meta_package_body, meta_revision
from engine.text import Text, text

_NAMES = ("name", "rev", "namespace", "type", "version", "body")


def load_packages(conn: Connection) -> dict[str, Package]:
    """Read the installed packages by name, each with its ledger."""
    ledgers = load_ledgers(conn)
    rows = conn.execute(sa.select(meta_package).order_by(meta_package.c.name))
    return {row.name: package_from(row, ledgers) for row in rows}


def packages_at(conn: Connection, rev: int) -> dict[str, Package]:
    """Read the packages as they were installed at a revision.

    RecordNotFound ``history.unknown`` for a revision that never was. The first release kept no bodies:
    of its revisions some may be missing (see `engine.changes.rollback`).
    """
    require_revision(conn, rev)
    ledgers = load_ledgers(conn)
    found = {row.name: row for row in _bodies(conn, rev)}
    return {n: package_from(row, ledgers) for n, row in found.items() if row.body is not None}


def body_revisions(conn: Connection, names: Collection[str]) -> dict[str, int]:
    """Give the revision that gave each of these packages its present body."""
    query = sa.select(meta_package.c.name, meta_package.c.rev)
    rows = conn.execute(query.where(meta_package.c.name.in_(sorted(names))))
    return {row.name: row.rev for row in rows}


def save_packages(conn: Connection, packages: Iterable[Package], rev: int) -> None:
    """Write packages as installed by a revision."""
    now = utc_now()
    for package in packages:
        body = body_of(package)
        row = {
            "name": package.name,
            "namespace": package.namespace,
            "type": package.type,
            "version": package.version,
            "body": body,
            "digest": digest(body),
            "rev": rev,
        }
        put_rows(conn, meta_package, [{**row, "installed_at": now}])
        conn.execute(meta_package_body.insert(), {**row, "at": now})


def remove_packages(conn: Connection, names: Iterable[str], rev: int) -> None:
    """Take packages away; what they said before stays with the earlier revisions."""
    for name in names:
        mine = meta_package.c.name == name
        kept = ("name", "namespace", "type", "version")
        row = conn.execute(sa.select(*(meta_package.c[n] for n in kept)).where(mine)).one()
        conn.execute(meta_package.delete().where(mine))
        conn.execute(
            meta_package_body.insert().values(
                **row._mapping, rev=rev, body=None, digest="", at=utc_now()
            )
        )


def _bodies(conn: Connection, rev: int) -> Iterable[Any]:
    newest = (
        sa.select(meta_package_body.c.name, sa.func.max(meta_package_body.c.rev).label("rev"))
        .where(meta_package_body.c.rev <= rev)
        .group_by(meta_package_body.c.name)
        .subquery()
    )
    both = sa.and_(
        meta_package_body.c.name == newest.c.name, meta_package_body.c.rev == newest.c.rev
    )
    query = sa.select(*(meta_package_body.c[name] for name in _NAMES)).join(newest, both)
    return conn.execute(query.order_by(meta_package_body.c.name)).all()


def require_revision(conn: Connection, rev: int) -> None:
    """Raise RecordNotFound ``history.unknown`` for a revision that never was."""
    if conn.scalar(sa.select(meta_revision.c.rev).where(meta_revision.c.rev == rev)) is None:
        message = text("there is no revision {rev}", "没有版本 {rev}", rev=rev)
        raise RecordNotFound("history.unknown", message)


def body_of(package: Package) -> dict[str, Any]:
    """Give everything that a package says, as plain JSON."""
    return {
        "label": package.label.as_map(),
        "requires": dict(package.requires),
        "components": [
            {"kind": c.kind, "of": c.of, "name": c.name, "uid": str(c.uid), "body": c.body}
            for c in sorted(package.components, key=lambda c: c.key)
        ],
        "patches": [_patch_body(patch) for patch in package.patches],
        **({"given": package.given} if package.given else {}),
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


def package_from(row: Any, ledgers: Mapping[str, Ledger]) -> Package:
    """Make a package of a row with its name, namespace, type, version and body."""
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
        ledger=ledgers.get(row.name, Ledger()),
        given=body.get("given", ""),
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
