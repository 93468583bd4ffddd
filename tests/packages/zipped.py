"""Packs folders of packages into zip archives, changed on the way as a vendor would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

SMALL_VIEWS = Path(__file__).parent / "small_views"


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Pack files by their names."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


def next_version(
    folder: Path = SMALL_VIEWS,
    changed: Mapping[str, tuple[str, str]] | None = None,
    version: str = "2.0.0",
    without: Collection[str] = (),
) -> bytes:
    """Pack the next version of a package; ``changed`` replaces a text in a file by another."""
    changes = {"package.yaml": ('version: "1.0.0"', f'version: "{version}"'), **(changed or {})}
    files: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in without:
            content = path.read_text("utf-8")
            if name in changes:
                old, new = changes[name]
                assert old in content, (name, old)
                content = content.replace(old, new)
            files[f"{folder.name}/{name}"] = content
    return zipped(files)
