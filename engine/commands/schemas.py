"""``keel schemas``: writes the JSON Schema of every kind, or says that they are stale."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.outcome import answers
from engine.errors import MetadataError, Problem
from engine.packages.schemas import schema_files
from engine.paths import data_root
from engine.registry import catalogue
from engine.text import text


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a file is not fresh.")
@answers
def schemas(check: bool) -> list[str]:
    """Write metadata/schemas/*.json, with which editors complete and check packages."""
    folder = data_root() / "metadata" / "schemas"
    files = schema_files(catalogue())
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    stale = sorted(name for name in {*files, *there} if files.get(name) != there.get(name))
    if check and stale:
        hint = text("run make schemas", "请运行 make schemas")
        message = text("this schema is not fresh", "此模式文件不是最新的")
        raise MetadataError(
            [
                Problem("schema.stale", message, file=f"{folder / name}", hint=hint)
                for name in stale
            ]
        )
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            _write(folder / name, files.get(name))
    return [f"{name}: {'fresh' if check or name not in stale else 'written'}" for name in files]


def _write(path: Path, content: str | None) -> None:
    if content is None:
        path.unlink()
    else:
        path.write_text(content, "utf-8", newline="\n")


COMMANDS = (schemas,)
