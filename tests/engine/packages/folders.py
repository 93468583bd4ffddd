"""Writes small packages for tests and reads them with everything that is installed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from engine.errors import MetadataError, Problem
from engine.kernel.model import Model
from engine.packages import Package, check, read_package, resolve
from engine.packages.reader import try_package
from engine.registry import catalogue

HEADS = {
    "base": "label: {en: Base}\ntype: core\nversion: '1.2.0'\n",
    "pumps": (
        "label: {en: Pumps}\ntype: template\nnamespace: pmp\nversion: '1.0.0'\n"
        "requires: {base: '>=1,<2'}\n"
    ),
    "ours": (
        "label: {en: Ours}\ntype: tenant\nnamespace: x\nversion: '1.0.0'\n"
        "requires: {base: '>=1,<2'}\n"
    ),
}
ORDER = """
    label: {en: Order, zh: 订单}
    help: {en: A sale}
    fields:
      name: {type: text, required: true, max_length: 80}
      state:
        type: select
        label: {en: State}
        options:
          - {id: open, label: {en: Open}}
          - {id: sent, label: {en: Sent}, color: blue}
          - {id: done, label: {en: Done}}
      total: {type: currency, min: 0}
"""
LAYOUT = """
    label: {en: Standard}
    sections:
      - id: main
        columns: 2
        items: [name, state, {field: total, span: 2}]
      - {id: more, items: [owner]}
"""


def folder(root: Path, name: str, files: dict[str, str]) -> Path:
    """Write a package; its head is the one of `HEADS` unless the files bring their own."""
    place = root / name
    for path, content in {"package.yaml": HEADS.get(name, HEADS["base"]), **files}.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(dedent(content).lstrip("\n"), "utf-8")
    return place


def package(root: Path, name: str, files: dict[str, str]) -> Package:
    """Write and read a package."""
    return read_package(folder(root, name, files), catalogue())


def base(root: Path, **files: str) -> Package:
    """The lowest layer: an object with a layout."""
    return package(
        root,
        "base",
        {"objects/order.yaml": ORDER, "layouts/order/default.yaml": LAYOUT, **files},
    )


def resolved(*packages: Package) -> Model:
    """Resolve packages."""
    return resolve(packages, catalogue())


def codes(*packages: Package) -> list[str]:
    """Give the codes of all problems of packages."""
    return [problem.code for problem in check(packages, catalogue())]


def reading_problems(root: Path, name: str, files: dict[str, str]) -> list[Problem]:
    """Give what is wrong with the files of a package."""
    return try_package(folder(root, name, files), catalogue())[1]


def reading_codes(root: Path, name: str, files: dict[str, str]) -> list[str]:
    """Give the codes of what is wrong with the files of a package."""
    return [problem.code for problem in reading_problems(root, name, files)]


__all__ = ["MetadataError", "base", "codes", "folder", "package", "resolved"]
