"""Reads a package from a zip archive that somebody sent: nothing in it is trusted.

Only files that declare something are unpacked, each into a new folder that is gone afterwards, by
names that were checked before; sizes are counted while unpacking, never believed.
"""

from __future__ import annotations

import io
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.packages.files import FREE_FOLDERS, ROOT_FILE
from engine.packages.package import LAYERS, Package
from engine.packages.reader import read_package
from engine.packages.yaml import MAX_BYTES
from engine.text import Text, text

LARGEST_ARCHIVE = 8 * 1024 * 1024
MOST_ENTRIES = 4_000
MOST_FOLDERS = 1_000
DEEPEST = 8
LARGEST_CONTENT = 6 * 1024 * 1024
"""What all files that declare something may have together: some ten times the core."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, UnicodeError,
)  # fmt: skip
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_IGNORED = ("__MACOSX",)


def read_archive(raw: bytes, filename: str, catalogue: Catalogue) -> Package:
    """Read the one package in a zip archive; its name is that of its folder, or of the archive.

    What follows a name is its version: ``solar-1.2.0.zip`` holds ``solar``. MetadataError with code
    ``archive.unsafe``, ``archive.size`` or ``archive.broken`` for what is not unpacked,
    ``archive.no_package`` or ``archive.own`` for what is nothing to install, and with all problems
    of all files for a package that is not right.
    """
    if len(raw) > LARGEST_ARCHIVE:
        raise _refused("archive.size", _TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, tempfile.TemporaryDirectory() as root:
            found = dict(_files(archive))
            name, inside = _package_in(list(found), filename)
            _unpack(archive, found, inside, Path(root) / name)
            package = read_package(Path(root) / name, catalogue)
    except _UNREADABLE as error:
        raise _refused("archive.broken", _BROKEN) from error
    if package.type == LAYERS[-1]:
        raise _refused("archive.own", _OWN, _PUSH)
    return replace(package, root=None)


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Give the files of an archive by their paths; one that could leave its folder is refused."""
    entries = archive.infolist()
    _check_folders([PurePosixPath(entry.orig_filename) for entry in entries])
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        path = PurePosixPath(name)
        mode = stat.S_IFMT(entry.external_attr >> 16)
        if mode not in (0, stat.S_IFREG, stat.S_IFDIR) or entry.flag_bits & 1:
            raise _refused("archive.unsafe", _NO_FILE, place=name)
        if (
            path.is_absolute()
            or ".." in path.parts
            or any(sign in name for sign in ("\\", ":", "\0"))
            or name.casefold() in seen
        ):
            raise _refused("archive.unsafe", _NO_PLACE, place=name)
        seen.add(name.casefold())
        hidden = any(part.startswith(".") or part in _IGNORED for part in path.parts)
        if not entry.is_dir() and not hidden:
            if entry.compress_type not in _METHODS:
                raise _refused("archive.broken", _BROKEN, place=name)
            yield path, entry


def _check_folders(paths: list[PurePosixPath]) -> None:
    """Refuse too many entries, and folders, which cost far more than bytes: few hold millions."""
    deep = next((path for path in paths if len(path.parts) > DEEPEST), None)
    if deep is not None:
        raise _refused("archive.unsafe", _TOO_DEEP, place=str(deep))
    folders = {folder for path in paths for folder in path.parents}
    if len(paths) > MOST_ENTRIES or len(folders) > MOST_FOLDERS:
        raise _refused("archive.size", _TOO_MANY)


def _package_in(paths: list[PurePosixPath], filename: str) -> tuple[str, PurePosixPath]:
    """Find the name of the package, and the folder of the archive in which it lies."""
    heads = [path.parent for path in paths if path.name == ROOT_FILE and len(path.parts) < 3]
    if not heads:
        raise _refused("archive.no_package", _NO_PACKAGE)
    if len(heads) > 1:
        raise _refused("archive.no_package", _SEVERAL)
    called = heads[0].name or PurePosixPath(filename).name
    match = _NAME.match(called)
    if match is None:
        raise _refused("archive.no_package", _NAMELESS, place=called)
    return match[0], heads[0]


def _unpack(
    archive: zipfile.ZipFile,
    found: dict[PurePosixPath, zipfile.ZipInfo],
    inside: PurePosixPath,
    goal: Path,
) -> None:
    left = LARGEST_CONTENT
    goal.mkdir()
    for path, entry in found.items():
        if not path.is_relative_to(inside):
            continue
        steps = path.relative_to(inside).parts
        if len(steps) > 1 and steps[0] in FREE_FOLDERS:
            continue
        with archive.open(entry) as source:
            # One byte more than a file may have is enough to see that it has too many.
            content = source.read(min(MAX_BYTES, left) + 1)
        if len(content) > min(MAX_BYTES, left):
            raise _refused("archive.size", _TOO_LARGE, place=str(path))
        left -= len(content)
        place = goal.joinpath(*steps)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _refused(
    code: str, message: Text, hint: Text | None = None, *, place: str = ""
) -> MetadataError:
    return MetadataError([Problem(code, message, file=place[:200], hint=hint or Text())])


_TOO_LARGE = text(
    "this is larger than a package may be: 8 MB as an archive, 1 MB a file, 6 MB in all",
    "超过包的大小上限：压缩包 8 MB，单个文件 1 MB，总计 6 MB",
)
_TOO_MANY = text(
    "the archive has more than 4,000 entries or 1,000 folders",
    "压缩包内的条目超过 4,000 个，或文件夹超过 1,000 个",
)
_BROKEN = text("this is no zip archive that can be read", "这不是可读取的 zip 压缩包")
_NO_FILE = text(
    "the archive holds something that is no plain file: a link, a device or a locked file",
    "压缩包内含有非普通文件：链接、设备或加密文件",
)
_NO_PLACE = text(
    "the archive holds a file that would lie outside its folder, or a name twice",
    "压缩包内的文件会落在文件夹之外，或名称重复",
)
_NO_PACKAGE = text(
    "there is no package.yaml at the top of the archive or in its one folder",
    "压缩包顶层或其唯一文件夹中没有 package.yaml",
)
_TOO_DEEP = text(
    "the archive has folders in folders, deeper than 8", "压缩包内的文件夹嵌套超过 8 层"
)
_SEVERAL = text("the archive holds several packages", "压缩包内有多个包")
_NAMELESS = text("a package is called like its folder", "包以其文件夹命名")
_OWN = text(
    "this is a tenant's own package, which is not installed",
    "这是租户自己的包，不能安装",
)
_PUSH = text(
    "bring it in with: keel push, or keel promote", "请用 keel push 或 keel promote 导入"
)
