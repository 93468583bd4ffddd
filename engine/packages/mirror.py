"""Keeps a folder saying exactly what a package says: no file more, no file less."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.packages.comments import with_comments
from engine.packages.export import package_files
from engine.packages.files import NO_LINKS, ROOT_FILE, find_files
from engine.packages.ledger import FILE as LEDGER
from engine.packages.package import Package
from engine.packages.reader import read_package


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What became of the files of a folder, as paths that begin with the package's name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __add__(self, other: Mirrored) -> Mirrored:
        return Mirrored(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
        )


def mirror(package: Package, root: Path, catalogue: Catalogue) -> Mirrored:
    """Write a package to the folder of its name; files of components that are gone are removed.

    A file that says the same already is not touched, and comments stay with what they are about;
    what declares no component is let alone: README, demo data, stories.
    """
    folder = root / package.name
    files = package_files(package, catalogue)
    refuse_links(root, (folder / name for name in files))
    removed = _clear(folder, set(files), catalogue)
    added, changed = [], []
    for name, content in files.items():
        path = folder / name
        said = _kept(path, content).encode()
        if not path.is_file():
            added.append(f"{package.name}/{name}")
        elif path.read_bytes() != said:
            changed.append(f"{package.name}/{name}")
        else:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(said)
    return Mirrored(tuple(added), tuple(changed), removed)


def refuse_links(root: Path, paths: Iterable[Path]) -> None:
    """Refuse to write through a link below a folder, which may come from elsewhere and lead anywhere.

    MetadataError ``path.link`` before anything is written.
    """
    for path in paths:
        below = path.relative_to(root)
        for place in (below, *below.parents[:-1]):
            if (root / place).is_symlink():
                raise MetadataError([Problem("path.link", NO_LINKS, file=place.as_posix())])


def _kept(path: Path, content: str) -> str:
    """Give the content of a file with the comments that people wrote there."""
    if path.suffix != ".yaml" or not path.is_file():
        return content
    try:
        return with_comments(path.read_text("utf-8"), content)
    except UnicodeDecodeError:
        return content


def unmirror(name: str, root: Path, catalogue: Catalogue) -> Mirrored:
    """Remove the files of a package that is gone."""
    refuse_links(root, [root / name])
    return Mirrored(removed=_clear(root / name, set(), catalogue))


def as_written(package: Package, catalogue: Catalogue) -> Package:
    """Give a package as it is read from its own files.

    One thing can be said in several ways; only what went through files can be compared with files.
    """
    with tempfile.TemporaryDirectory() as folder:
        mirror(package, Path(folder), catalogue)
        return read_package(Path(folder) / package.name, catalogue)


def _clear(folder: Path, kept: set[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Remove the files of components that are not to be kept, and the folders left empty."""
    gone = [name for name in _declaring(folder, catalogue) if name not in kept]
    for name in gone:
        path = folder / name
        path.unlink()
        for parent in path.relative_to(folder.parent).parents[:-1]:
            if not any((folder.parent / parent).iterdir()):
                (folder.parent / parent).rmdir()
    return tuple(f"{folder.name}/{name}" for name in gone)


def _declaring(folder: Path, catalogue: Catalogue) -> Iterator[str]:
    if not folder.is_dir():
        return
    for name in (ROOT_FILE, LEDGER):
        if (folder / name).is_file():
            yield name
    for found in find_files(folder, catalogue, []):
        yield found.file
