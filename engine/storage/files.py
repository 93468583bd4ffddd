"""Keeps the bytes of files under their hash, in any store that fsspec reaches (decision 35)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec

from engine.errors import EngineError
from engine.kernel.context import Context
from engine.text import text

_SHA256 = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileStore:
    """The files of one tenant: a folder or bucket address, such as ``file:///data/files/main``."""

    address: str
    _system: Any = field(init=False, repr=False, compare=False)
    _root: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        system, root = fsspec.core.url_to_fs(self.address)
        object.__setattr__(self, "_system", system)
        object.__setattr__(self, "_root", root.rstrip("/"))

    def put(self, data: bytes) -> str:
        """Store bytes and give their SHA-256; the same bytes are stored once.

        The bytes appear under their name whole or not at all, whatever happens meanwhile.
        """
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        if not self._system.exists(place):
            self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
            draft = f"{place}.{os.getpid()}.part"
            self._system.pipe_file(draft, data)
            self._system.mv(draft, place)
        return digest

    def get(self, digest: str) -> bytes:
        """Read bytes; FileNotFoundError when there are none."""
        found: bytes = self._system.cat_file(self._place(digest))
        return found

    def stream(self, digest: str) -> Iterator[bytes]:
        """Read bytes a piece at a time; FileNotFoundError when there are none."""
        with self._system.open(self._place(digest), "rb") as source:
            while piece := source.read(CHUNK):
                yield piece

    def remove(self, digest: str) -> None:
        """Destroy bytes; nothing happens when there are none."""
        place = self._place(digest)
        if self._system.exists(place):
            self._system.rm_file(place)

    def _place(self, digest: str) -> str:
        """Give the place of a hash; anything else is a bug, never a path from outside."""
        if not _SHA256.fullmatch(digest):
            raise ValueError("not a SHA-256")
        return f"{self._root}/{digest[:2]}/{digest}"


def files_of(context: Context) -> FileStore:
    """Give the file store of a context; EngineError ``files.nowhere`` when none was set up."""
    if isinstance(context.files, FileStore):
        return context.files
    raise EngineError(
        "files.nowhere",
        text("this system has no place for files yet", "系统尚未设置文件存放位置"),
        hint=text("set KEEL_FILES to a folder or bucket", "请将 KEEL_FILES 设为文件夹或存储桶"),
    )


def local_files(folder: Path) -> FileStore:
    """Open the store of a local folder."""
    return FileStore(folder.resolve().as_uri())
