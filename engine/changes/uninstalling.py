"""Takes a package away: its components are deleted, their data stays until it is purged."""

from __future__ import annotations

from dataclasses import replace

from engine.changes.planning import plan_outcome
from engine.changes.steps import Action, Plan, Step, StepClass
from engine.changes.stored_packages import load_packages
from engine.errors import ApplyError
from engine.kernel.catalogue import Catalogue
from engine.packages import record_bases
from engine.packages.package import Patch
from engine.storage.database import Database
from engine.text import text


def plan_uninstall(database: Database, catalogue: Catalogue, name: str) -> Plan:
    """Plan to be without a package; says what other layers made of it, which goes along.

    ApplyError ``package.not_installed``; MetadataError when others require the package or refer to
    what it has.
    """
    with database.snapshot() as conn:
        installed = load_packages(conn)
        going = installed.get(name)
        if going is None:
            message = text("the package “{n}” is not installed", "未安装包“{n}”", n=name)
            raise ApplyError("package.not_installed", message)
        gone = {component.key for component in going.components}
        objects = {key[2] for key in gone if key[0] == "object"}
        left, lost = [], []
        for package in installed.values():
            if package.name == name:
                continue
            kept = [p for p in package.patches if not _goes(p, gone, objects)]
            lost += [p for p in package.patches if _goes(p, gone, objects)]
            left.append(replace(package, patches=tuple(kept)))
        outcome = record_bases(left, catalogue, installed)
        planned = plan_outcome(conn, catalogue, outcome, installed, said=True)
    return replace(planned, steps=(*_said(lost), *planned.steps))


def _goes(patch: Patch, gone: set[tuple[str, str, str]], objects: set[str]) -> bool:
    return patch.target in gone or patch.target[1] in objects


def _said(lost: list[Patch]) -> list[Step]:
    targets = sorted({patch.target for patch in lost})
    return [
        Step(
            StepClass.META,
            Action.META,
            text(
                "what was changed of {kind} “{name}” goes with it",
                "对{kind}“{name}”所做的更改将一并移除",
                kind=kind,
                name=name,
            ),
            kind=kind,
            object=of or name,
        )
        for kind, of, name in targets
    ]
