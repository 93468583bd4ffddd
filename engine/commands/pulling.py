"""``keel pull`` and ``keel push``: a tenant that lives in a folder, say in git."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.changes import Deciding
from engine.commands import place
from engine.commands.changing import (
    carried_out,
    expect_option,
    message_option,
    shown,
    typed_option,
    user_option,
)
from engine.commands.outcome import answers
from engine.commands.upgrading import chosen, ours_option, plan_option, theirs_option

if TYPE_CHECKING:
    from engine.changes.folders import Pulled
    from engine.packages.mirror import Mirrored

Ids = tuple[str, ...]
folder_argument = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.command("pull")
@folder_argument
@click.option("--all", "every", is_flag=True, help="Every package, not the tenant's own alone.")
@click.option("--overwrite", is_flag=True, help="Let go what was made of FOLDER.")
@answers
def pull_command(folder: Path, every: bool, overwrite: bool) -> Any:
    """Write the tenant's own package to FOLDER; files of what is gone are removed."""
    from engine.session import pull

    return _told(*pull(place.tenant(), folder, every=every, overwrite=overwrite))


@click.command("push")
@folder_argument
@click.option(
    "--with",
    "authored",
    multiple=True,
    metavar="PACKAGE",
    help="A package of FOLDER that is written there; from then on it goes along.",
)
@ours_option
@theirs_option
@plan_option
@message_option
@expect_option
@user_option
@typed_option
@answers
def push_command(
    folder: Path,
    authored: Ids,
    take_ours: Ids,
    take_theirs: Ids,
    only_plan: bool,
    message: str,
    expect: str,
    user: str,
    confirm: str,
) -> Any:
    """Apply what was made of FOLDER since it was pulled, deletions too, and pull it again."""
    from engine.session import plan_push, pull

    here = place.tenant()
    choices = chosen(take_ours, take_theirs)
    deciding = Deciding(choices, strict=True)
    made = plan_push(here, folder, deciding, authored)
    if only_plan:
        return shown(made)
    said = carried_out(
        made, message or f"push {folder.resolve().name}", (expect, confirm), user, here
    )
    pull(here, folder, overwrite=True, authored=authored)
    return said


def _told(pulled: Pulled, done: Mirrored) -> Any:
    sorts = {"added": done.added, "changed": done.changed, "removed": done.removed}
    if click.get_current_context().find_root().params["as_json"]:
        return {"revision": pulled.revision, **sorts}
    lines = [
        f"{place.sort_word(sort):>9}  {path}" for sort, paths in sorts.items() for path in paths
    ]
    at = place.said("at revision {rev}", "当前版本 {rev}", rev=pulled.revision)
    return [*(lines or [place.said("nothing changed", "没有变化")]), at]


COMMANDS = (pull_command, push_command)
