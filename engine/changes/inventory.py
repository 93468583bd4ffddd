"""Says which packages a tenant has, how they lean on each other, and what was made of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes.stored_packages import load_packages, package_from
from engine.packages.package import LAYERS, Package
from engine.storage.system import meta_package
from engine.text import Text

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package that another one needs: the versions that will do, and the one that is there."""

    name: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A component of a package of which the tenant made something else, and how.

    ``properties`` counts what it changed of it, ``added`` what it gave it: fields, layouts.
    """

    key: Key
    properties: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Installed:
    """One package as it is installed, and since which revision it says what it says."""

    name: str
    label: Text
    version: str
    type: str
    components: int
    rev: int
    at: datetime
    requires: tuple[Requirement, ...]
    needed_by: tuple[str, ...]
    touched: tuple[Touched, ...]


def inventory(conn: Connection) -> list[Installed]:
    """List the installed packages, lowest layer first."""
    packages = load_packages(conn)
    rows = {row.name: row for row in conn.execute(sa.select(*_ROW))}
    return [
        Installed(
            name=one.name,
            label=one.label,
            version=one.version,
            type=one.type,
            components=sum(each.kind != "package" for each in one.components),
            rev=rows[one.name].rev,
            at=rows[one.name].installed_at,
            requires=tuple(
                Requirement(name, wanted, packages[name].version if name in packages else "")
                for name, wanted in one.requires.items()
            ),
            needed_by=tuple(
                each.name for each in packages.values() if one.name in each.requires
            ),
            touched=tuple(_touched(one, packages)),
        )
        for one in sorted(packages.values(), key=_layer)
    ]


def made_of(conn: Connection, name: str) -> int:
    """Count what the tenant made of an object: properties it changed there, components it added."""
    own = sa.select(meta_package).where(meta_package.c.type == _TENANT)
    packages = [package_from(row, {}) for row in conn.execute(own)]
    targets = [patch.target for one in packages for patch in one.patches]
    changed = sum(key[1] == name or key == ("object", "", name) for key in targets)
    return changed + sum(each.of == name for one in packages for each in one.components)


_TENANT = LAYERS[-1]
_ROW = (meta_package.c.name, meta_package.c.rev, meta_package.c.installed_at)


def _layer(package: Package) -> tuple[int, str]:
    return LAYERS.index(package.type), package.name


def _touched(package: Package, packages: Mapping[str, Package]) -> Iterator[Touched]:
    """Give the components of a package of which the tenant made something, in its order."""
    changed: dict[Key, int] = {}
    added: dict[Key, int] = {}
    for other in packages.values():
        if other.type != _TENANT or other.name == package.name:
            continue
        for patch in other.patches:
            changed[patch.target] = changed.get(patch.target, 0) + 1
        for component in other.components:
            home = ("object", "", component.of)
            added[home] = added.get(home, 0) + bool(component.of)
    for component in package.components:
        key = component.key
        if key in changed or added.get(key):
            yield Touched(key, changed.get(key, 0), added.get(key, 0))
