"""The command ``keel``: everything a page can do, from a script.

Commands come from ``engine.commands`` and from the entry-point group ``keel.commands``, to which a
source tree that is not installed adds the ones of ``ui``.
"""

from __future__ import annotations

import importlib.util
import pkgutil
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click

import engine.commands
from engine.commands.outcome import refuse_usage
from engine.lasting import loading

UI_COMMANDS = "ui.commands"
STOPPED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Language of messages.",
)
@click.option(
    "--data",
    envvar="KEEL_DATA",
    default="data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the embedded databases and files.",
)
@click.option("--tenant", envvar="KEEL_TENANT", default="main", help="Tenant to work in.")
@click.version_option(package_name="keel", message="%(version)s")
@click.pass_context
def keel(context: click.Context, as_json: bool, language: str, data: Path, tenant: str) -> None:
    """Declare a sales cloud, check it, apply it, run it."""
    context.obj = {"as_json": as_json, "language": language, "data": data, "tenant": tenant}


def _modules() -> Iterator[str]:
    for found in pkgutil.iter_modules(engine.commands.__path__, "engine.commands."):
        yield found.name
    named = {entry.value for entry in entry_points(group="keel.commands")}
    if not named and importlib.util.find_spec(UI_COMMANDS):
        named = {UI_COMMANDS}
    yield from sorted(named)


def load_commands() -> None:
    """Add the commands of every module that names some."""
    for name in _modules():
        for command in getattr(importlib.import_module(name), "COMMANDS", ()):
            keel.add_command(command)


def main() -> None:
    """Run the command line, as the script ``keel`` does."""
    with loading():
        load_commands()
    try:
        left = keel(standalone_mode=False)
    except click.Abort:
        sys.exit(STOPPED)
    except click.ClickException as error:
        # Click's parser has not kept the options when it is the options that are wrong.
        refuse_usage(error, as_json="--json" in sys.argv[1:])
    sys.exit(left if isinstance(left, int) else 0)


if __name__ == "__main__":
    main()
