"""Finds the packages that Keel ships: the core, and the industry templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.kernel.catalogue import Catalogue
from engine.packages.files import ROOT_FILE
from engine.packages.package import Package
from engine.packages.problems import did_you_mean
from engine.packages.reader import read_package
from engine.packages.yaml import read_yaml
from engine.paths import data_root
from engine.text import text

_ROOMS = ("metadata", "industry_templates")


def shipped_folder(name: str) -> Path:
    """Give the folder of a shipped package; `EngineError` if there is none of that name."""
    folders = shipped_folders()
    if name not in folders:
        message = text("Keel ships no package “{name}”", "Keel 不自带“{name}”包", name=name)
        raise EngineError("package.unknown", message, hint=did_you_mean(name, folders))
    return folders[name]


def shipped_folders() -> dict[str, Path]:
    """Give the folders of all shipped packages by name."""
    root = data_root()
    return {
        head.parent.name: head.parent
        for room in _ROOMS
        for head in sorted((root / room).glob(f"*/{ROOT_FILE}"))
    }


def shipped_heads() -> dict[str, Mapping[str, Any]]:
    """Give what the heads of all shipped packages say, by name, without reading the packages."""
    read = {
        name: read_yaml(folder / ROOT_FILE, ROOT_FILE).value
        for name, folder in shipped_folders().items()
    }
    return {name: head for name, head in read.items() if isinstance(head, Mapping)}


def with_required(packages: Sequence[Package], catalogue: Catalogue) -> list[Package]:
    """Add the shipped packages that these require, and those that they require in turn."""
    found = {package.name: package for package in packages}
    folders = shipped_folders()
    waiting = list(packages)
    while waiting:
        for name in waiting.pop().requires:
            if name not in found and name in folders:
                found[name] = read_package(folders[name], catalogue)
                waiting.append(found[name])
    return list(found.values())


def shipped_package(name: str, catalogue: Catalogue) -> Package:
    """Read the core package or an industry template."""
    return read_package(shipped_folder(name), catalogue)
