"""``keel check`` and ``keel lock``: reads packages, says all that is wrong, keeps their uids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from engine.access.unread import unread
from engine.commands.outcome import answers
from engine.errors import EngineError, MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.model import Model
from engine.packages import Package, read_package, resolve
from engine.packages.export import lock_package
from engine.packages.reader import try_package
from engine.packages.shipped import shipped_folders, with_required
from engine.registry import catalogue
from engine.text import text


def read_named(name: str, kinds: Catalogue) -> Package:
    """Read a package by the name of a shipped one or by its folder."""
    return read_package(_folder(name), kinds)


@click.command("check")
@click.argument("packages", nargs=-1)
@answers
def check_command(packages: tuple[str, ...]) -> list[str]:
    """Check PACKAGES (folders, or names such as core) together with what they require."""
    kinds = catalogue()
    read = _read_all(packages or ("core",), kinds)
    model = resolve(with_required(read, kinds), kinds)
    return [*(line for package in read for line in _summary(package)), *_notes(model, read)]


@click.command("lock")
@click.argument("packages", nargs=-1, required=True)
@answers
def lock_command(packages: tuple[str, ...]) -> list[str]:
    """Write uids.lock of PACKAGES: what is new is noted, what is gone is retired."""
    return [str(lock_package(package)) for package in _read_all(packages, catalogue())]


def _read_all(names: Sequence[str], kinds: Catalogue) -> list[Package]:
    """Read every package before saying what is wrong with any."""
    problems: list[Problem] = []
    read: list[Package] = []
    for name in names:
        package, wrong = try_package(_folder(name), kinds)
        problems.extend(wrong)
        if package is not None:
            read.append(package)
    if problems:
        raise MetadataError(problems)
    return read


def _folder(name: str) -> Path:
    folder = Path(name)
    if folder.is_dir():
        return folder
    shipped = shipped_folders().get(name)
    if shipped is None:
        message = text("there is no folder or package “{n}”", "没有文件夹或包“{n}”", n=name)
        raise EngineError("package.no_folder", message)
    return shipped


def _summary(package: Package) -> Iterator[str]:
    counts: dict[str, int] = {}
    for component in package.components:
        counts[component.kind] = counts.get(component.kind, 0) + 1
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    patched = f", {len(package.patches)} patches" if package.patches else ""
    yield f"{package.name} {package.version}: no problems ({counted}{patched})"


def _notes(model: Model, packages: Sequence[Package]) -> Iterator[str]:
    """Say what is right but surely not meant: what these packages add and nobody may read."""
    own = {
        (component.of, component.name)
        for package in packages
        for component in package.components
        if component.kind == "field"
    }
    for name, fields in sorted(unread(model).items()):
        hidden = [field for field in fields if (name, field) in own]
        if hidden:
            yield f"note: nobody may read {name}: {', '.join(hidden)}"


COMMANDS = (check_command, lock_command)
