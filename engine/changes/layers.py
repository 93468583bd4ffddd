"""Puts new versions of packages in the place of those that are installed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from engine.changes.stored_packages import body_of
from engine.packages.canonical import digest
from engine.packages.package import Package

Key = tuple[str, str, str]


def same(one: Package, other: Package | None) -> bool:
    """Say whether two packages say the same."""
    return other is not None and (
        (one.namespace, one.type, one.version) == (other.namespace, other.type, other.version)
        and digest(body_of(one)) == digest(body_of(other))
    )


def is_upgrade(package: Package, earlier: Package) -> bool:
    """Say whether a package is another version of a vendor's, not its author's work on this one."""
    return package.type != "tenant" and package.version != earlier.version


def put_in_place(
    installed: Mapping[str, Package], given: Sequence[Package], delete: Collection[Key]
) -> dict[str, Package]:
    """Give the installed packages with the given ones in place of their earlier versions.

    What a new version no longer has stays (decision 7), deprecated by an upgrade: only ``delete``
    takes components away, an object with all that belongs to it.
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
    if is_upgrade(package, earlier):
        kept = tuple(replace(c, body={**c.body, "deprecated": True}) for c in kept)
    return replace(package, components=(*package.components, *kept))
