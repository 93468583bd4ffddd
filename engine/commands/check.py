"""``keel check`` and ``keel lock``: reads packages, says all that is wrong, keeps their uids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.commands.outcome import answers
from engine.errors import MetadataError, Problem
from engine.packages import Package, resolve
from engine.packages.export import lock_package
from engine.packages.reader import try_package
from engine.packages.shipped import shipped_folder, with_required
from engine.registry import catalogue


@click.command()
@click.argument("packages", nargs=-1, required=True)
@answers
def check(packages: tuple[str, ...]) -> dict[str, Any]:
    """Check PACKAGES on top of each other: folders, or names of shipped packages.

    Shipped packages that they require are put below them.
    """
    layers = with_required(_read(packages), catalogue())
    model = resolve(layers, catalogue())
    return {
        "packages": [f"{package.name} {package.version}" for package in layers],
        "components": len(model.components),
        "objects": len(model.objects),
        "digest": model.digest,
    }


@click.command()
@click.argument("packages", nargs=-1, required=True)
@answers
def lock(packages: tuple[str, ...]) -> list[str]:
    """Write uids.lock of PACKAGES: what is new is noted, what is gone is retired."""
    return [str(lock_package(package)) for package in _read(packages)]


def _read(names: tuple[str, ...]) -> list[Package]:
    """Read every package before saying what is wrong with any."""
    problems: list[Problem] = []
    read: list[Package] = []
    for name in names:
        folder = Path(name)
        if not folder.is_dir() and folder.name == name:
            folder = shipped_folder(name)
        package, wrong = try_package(folder, catalogue())
        problems.extend(wrong)
        if package is not None:
            read.append(package)
    if problems:
        raise MetadataError(problems)
    return read


COMMANDS = (check, lock)
