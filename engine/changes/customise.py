"""Puts what an admin changes in the browser into the tenant's own package, the topmost layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.changes.planning import plan
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages
from engine.kernel.catalogue import Catalogue
from engine.packages.package import Package, Patch
from engine.storage.database import Database
from engine.text import text

OWN = "own"
PREFIX = "x"
"""The prefix of what a tenant adds (decision 4)."""


def plan_patches(database: Database, catalogue: Catalogue, patches: Sequence[Patch]) -> Plan:
    """Plan to put patches on top of all packages; a newer one replaces the one at its pointer.

    To remove what the tenant itself added is to forget the patch that added it.
    MetadataError with all problems when the outcome would not be right.
    """
    with database.reading() as conn:
        own = load_packages(conn).get(OWN) or _empty()
    newer = {(patch.target, patch.pointer) for patch in patches}
    mine = {(p.target, p.pointer) for p in own.patches if p.op in ("add", "put")}
    kept = [patch for patch in own.patches if (patch.target, patch.pointer) not in newer]
    added = [
        replace(patch, package=OWN, namespace=PREFIX)
        for patch in patches
        if patch.op != "remove" or (patch.target, patch.pointer) not in mine
    ]
    return plan(database, catalogue, [replace(own, patches=(*kept, *added))])


def _empty() -> Package:
    label = text("Own changes", "自定义修改")
    return Package(OWN, PREFIX, "tenant", "1.0.0", {}, (), label=label)
