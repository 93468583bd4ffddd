"""``keel docs``: writes the reference pages of the manual from the engine."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.outcome import answers
from engine.expressions.reference import reference
from engine.fields.reference import field_types_page
from engine.packages.reference import kinds_page
from engine.registry import catalogue


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("docs/reference"),
    help="Where to.",
)
@answers
def docs(folder: Path) -> list[str]:
    """Write the reference of functions, field types and kinds."""
    pages = {
        "functions.md": reference(),
        "field_types.md": field_types_page(),
        "kinds.md": kinds_page(catalogue()),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_text(page, "utf-8", newline="\n")
    return [str(folder / name) for name in pages]


COMMANDS = (docs,)
