"""``keel scheduled``: changes that wait for their time, and taking them back."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.commands import place
from engine.commands.outcome import answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.changes import Scheduled


@click.command("scheduled")
@click.option("--cancel", "cancelled", type=click.UUID, help="Take back the change of this id.")
@click.option("--all", "every", is_flag=True, help="List those too that are over.")
@answers
def scheduled_command(cancelled: UUID | None, every: bool) -> Any:
    """Say what is applied when, and what was not applied and why."""
    session = place.session("")
    if cancelled is not None:
        found = [session.cancel_scheduled(cancelled)]
    else:
        open_ones = ("waiting", "refused")
        found = [each for each in session.scheduled() if every or each.state in open_ones]
    if place.as_json():
        return [each.as_json(place.language()) for each in found]
    if not found:
        return place.said("nothing waits", "没有等待的更改")
    return [line for each in found for line in lines(each, session.context.tenant_zone)]


def lines(found: Scheduled, zone: tzinfo) -> Iterator[str]:
    """Write a change for people, its time in a zone."""
    when = f"{found.at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    yield f"{_word(found.state.value):>9}  {when}  {found.message} ({found.actor}) {found.id}"
    if found.rev is not None:
        yield f"{'':>11}{place.said('revision {rev}', '版本 {rev}', rev=found.rev)}"
    if found.why:
        yield f"{'':>11}{found.why.to(place.language())}"


def _word(state: str) -> str:
    return place.said(state, _STATES[state])


_STATES = {
    "waiting": "等待中",
    "applied": "已应用",
    "refused": "未应用",
    "cancelled": "已撤回",
}


def read_time(said: str, zone: tzinfo, now: datetime) -> datetime:
    """Read ``2026-12-01 22:00`` in a zone unless it names its own; ``22:00`` is the next one."""
    try:
        if len(said) <= len("22:00"):
            local = now.astimezone(zone)
            today = datetime.fromisoformat(f"{local:%Y-%m-%d} {said}").replace(tzinfo=zone)
            return today if today > local else today + timedelta(days=1)
        read = datetime.fromisoformat(said)
    except ValueError as error:
        message = f"{said}: write a time such as 2026-12-01 22:00, or 22:00"
        raise click.BadParameter(message) from error
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


COMMANDS = (scheduled_command,)
