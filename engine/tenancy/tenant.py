"""One tenant as the registry knows it: a name and a place."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from engine.errors import EngineError
from engine.storage.database import Database, open_database
from engine.storage.files import FileStore, local_files
from engine.text import text

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant; ``schema`` is empty on SQLite, ``hosts`` are the names it answers to."""

    name: str
    dsn: str
    schema: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def database(self) -> Database:
        """Give the tenant's database, one per process."""
        return open_database(self.dsn, self.schema)

    @property
    def files(self) -> FileStore | None:
        """Open the tenant's files: under KEEL_FILES, else beside its SQLite file, else nowhere."""
        base = os.environ.get("KEEL_FILES", "")
        if base:
            return FileStore(f"{base.rstrip('/')}/{self.name}")
        if not self.dsn.startswith("sqlite"):
            return None
        return local_files(
            Path(make_url(self.dsn).database or "").parent / f"{self.name}.files"
        )


def checked_name(name: str) -> str:
    """Give the name if a tenant may have it; EngineError ``tenant.name`` if not."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise EngineError(
            "tenant.name",
            text("“{name}” cannot name a tenant", "“{name}”不能作为租户名称", name=name),
            hint=text(
                "use up to 40 lower-case letters, digits and single hyphens, a letter first",
                "请用小写字母、数字和单个连字符，字母开头，最多 40 个字符",
            ),
        )
    return name
