"""Installs a package with everything that it requires."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from engine.changes.applying import apply
from engine.changes.history import Revision
from engine.changes.planning import plan
from engine.changes.stored_packages import load_packages
from engine.kernel.actor import Actor
from engine.kernel.catalogue import Catalogue
from engine.packages.package import Package
from engine.storage.database import Database

Finder = Callable[[str], Package]
"""Gives a package by name; LookupError or MetadataError when there is none."""


def install_package(
    database: Database,
    catalogue: Catalogue,
    package: Package,
    *,
    actor: Actor,
    find: Finder | None = None,
) -> Revision | None:
    """Install a package, or upgrade it; gives None when it is installed just so.

    Required packages that are not installed are got from ``find`` and installed with it, in the same
    revision. Raises what `plan` and `apply` raise.
    """
    with database.reading() as conn:
        installed = set(load_packages(conn))
    wanted = with_required(package, installed, find)
    planned = plan(database, catalogue, wanted)
    if planned.empty:
        return None
    names = ", ".join(f"{each.name} {each.version}" for each in wanted)
    return apply(database, planned, actor=actor, message=f"install {names}")


def with_required(
    package: Package, installed: Collection[str], find: Finder | None
) -> Sequence[Package]:
    """Give a package after all that it requires and that is not ``installed``."""
    found: dict[str, Package] = {}

    def visit(each: Package) -> None:
        for name in each.requires:
            if name not in installed and name not in found and find is not None:
                visit(find(name))
        found[each.name] = each

    visit(package)
    return tuple(found.values())
