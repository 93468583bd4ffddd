"""``keel check``: reads packages as they would be installed and says everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from engine.commands.outcome import answers
from engine.errors import EngineError, MetadataError
from engine.kernel.catalogue import Catalogue
from engine.packages import Package, check, read_package, shipped_package
from engine.packages.package import LAYERS
from engine.packages.shipped import shipped_folders
from engine.registry import catalogue
from engine.text import text


def read_named(name: str, kinds: Catalogue) -> Package:
    """Read a package by the name of a shipped one or by its folder."""
    if name in shipped_folders() and not Path(name).is_dir():
        return shipped_package(name, kinds)
    folder = Path(name)
    if not folder.is_dir():
        raise EngineError(
            "package.no_folder",
            text("there is no folder or package “{n}”", "没有文件夹或包“{n}”", n=name),
        )
    return read_package(folder, kinds)


def with_required(packages: list[Package], kinds: Catalogue) -> list[Package]:
    """Add the shipped packages that these need, lowest layer first."""
    found = {package.name: package for package in packages}
    waiting = list(packages)
    while waiting:
        for name in waiting.pop().requires:
            if name not in found and name in shipped_folders():
                found[name] = shipped_package(name, kinds)
                waiting.append(found[name])
    return sorted(found.values(), key=lambda package: LAYERS.index(package.type))


@click.command("check")
@click.argument("packages", nargs=-1)
@answers
def check_command(packages: tuple[str, ...]) -> list[str]:
    """Check PACKAGES (folders, or names such as core) together with what they require."""
    kinds = catalogue()
    read = [read_named(name, kinds) for name in packages or ("core",)]
    problems = check(with_required(read, kinds), kinds)
    if problems:
        raise MetadataError(problems)
    return [line for package in read for line in _summary(package)]


def _summary(package: Package) -> Iterator[str]:
    counts: dict[str, int] = {}
    for component in package.components:
        counts[component.kind] = counts.get(component.kind, 0) + 1
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    patched = f", {len(package.patches)} patches" if package.patches else ""
    yield f"{package.name} {package.version}: no problems ({counted}{patched})"


COMMANDS = (check_command,)
