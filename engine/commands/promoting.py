"""``keel promote``: a tenant that follows another."""

from __future__ import annotations

from typing import Any

import click

from engine.changes import Deciding
from engine.commands import place
from engine.commands.changing import (
    carried_out,
    message_option,
    shown,
    typed_option,
)
from engine.commands.outcome import answers
from engine.commands.upgrading import chosen, ours_option, plan_option, theirs_option

Ids = tuple[str, ...]


@click.command("promote")
@click.option("--from", "source", required=True, help="Tenant whose changes are carried.")
@click.option("--to", "target", required=True, help="Tenant that gets them.")
@click.option("--since", type=int, help="Revision of the first; all its own without it.")
@ours_option
@theirs_option
@plan_option
@message_option
@typed_option
@answers
def promote_command(
    source: str,
    target: str,
    since: int | None,
    take_ours: Ids,
    take_theirs: Ids,
    only_plan: bool,
    message: str,
    confirm: str,
) -> Any:
    """Carry what one tenant changed of its own to another; data stays where it is."""
    from engine.session import plan_promotion

    known = place.registry()
    here = known.get(target)
    deciding = Deciding(chosen(take_ours, take_theirs))
    made = plan_promotion(known.get(source), here, since, deciding)
    if only_plan:
        return shown(made)
    return carried_out(made, message or f"promote {source}", ("", confirm), "", here)


COMMANDS = (promote_command,)
