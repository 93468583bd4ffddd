"""Finds the files of a package folder and tells from each path what it declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Position
from engine.kernel.kind import Kind
from engine.packages.ledger import FILE as LEDGER
from engine.packages.problems import did_you_mean, nearest, place_problem
from engine.text import Text, text

ROOT_FILE = "package.yaml"
FREE_FOLDERS = frozenset({"demo", "stories", "docs", "assets"})
"""Folders that hold no components; what is in them is the business of others."""
FREE_FILES = frozenset({LEDGER, "README.md", "README.zh.md", "LICENSE", "CHANGELOG.md"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file that declares the component (kind, of, name)."""

    path: Path
    file: str
    kind: Kind
    of: str
    name: str


def find_files(root: Path, catalogue: Catalogue, problems: list[Problem]) -> Iterator[Found]:
    """Give every component file, sorted by path; anything that has no place is a problem."""
    folders = {kind.folder: kind for kind in catalogue.kinds.values() if kind.folder}
    for entry in sorted(root.iterdir()):
        if entry.name.startswith(".") or entry.name == ROOT_FILE:
            continue
        if entry.is_dir() and entry.name in folders:
            yield from _of_kind(root, entry, folders[entry.name], problems)
        elif not _is_free(entry):
            known = {*folders, *FREE_FOLDERS} if entry.is_dir() else {ROOT_FILE, *FREE_FILES}
            message = text(
                "“{name}” has no place in a package", "包中没有“{name}”的位置", name=entry.name
            )
            near = nearest(entry.name, known)
            hint = did_you_mean(entry.name, [near]) if near else None
            problems.append(
                place_problem("path.unknown", message, Position(entry.name, 1, 1), hint=hint)
            )


def _is_free(entry: Path) -> bool:
    return entry.name in (FREE_FOLDERS if entry.is_dir() else FREE_FILES)


def _of_kind(root: Path, folder: Path, kind: Kind, problems: list[Problem]) -> Iterator[Found]:
    depth = 2 if kind.parent else 1
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        file = path.relative_to(root).as_posix()
        if (path.is_dir() and len(steps) < depth) or any(
            step.startswith(".") for step in steps
        ):
            continue
        wanted = (
            f"{kind.folder}/<object>/<name>.yaml"
            if kind.parent
            else f"{kind.folder}/<name>.yaml"
        )
        if path.is_symlink():
            _refuse(problems, file, "path.link", NO_LINKS, Text())
        elif not path.is_file() or len(steps) != depth or path.suffix != ".yaml":
            if path.parent.is_dir() and len(steps) <= depth:
                hint = text("files here are {wanted}", "此处的文件应为 {wanted}", wanted=wanted)
                _refuse(problems, file, "path.misplaced", _MISPLACED, hint)
        else:
            yield Found(path, file, kind, steps[0] if kind.parent else "", path.stem)


def _refuse(problems: list[Problem], file: str, code: str, message: Text, hint: Text) -> None:
    problems.append(place_problem(code, message, Position(file, 1, 1), hint=hint))


NO_LINKS = text("symbolic links are not followed", "不跟随符号链接")
_MISPLACED = text("this file has no place here", "此文件不应放在这里")
