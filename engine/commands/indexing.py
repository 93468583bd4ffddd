"""``keel indexes``: which indexes of the tenant are built, and building those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands import place
from engine.commands.outcome import answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.changes import IndexState
    from engine.kernel.query import Record
    from engine.session import Session


@click.command("indexes")
@click.option("--all", "every", is_flag=True, help="List those that are built too.")
@click.option("--build", is_flag=True, help="Have those built by a job that are not.")
@answers
def indexes_command(every: bool, build: bool) -> Any:
    """Say which indexes wait, are being built, failed (and on which records) or are missing."""
    session = place.session("")
    if build:
        count = session.build_indexes(failed=True)
        return f"{count} to be built by a job"
    found = session.indexes()
    shown = [each for each in found if every or each.state != "built"]
    if place.as_json():
        return [each.as_json(place.language()) for each in shown]
    built = sum(each.state == "built" for each in found)
    return [*(line for each in shown for line in _lines(session, each)), f"{built} built"]


def _lines(session: Session, found: IndexState) -> Iterator[str]:
    from engine.changes import clashing

    far = f" {found.done * 100 // found.total} %" if found.total else ""
    unique = " unique" if found.unique else ""
    locale = place.language()
    words = found.words.to(locale)
    yield f"{found.state.value:>8}{far}  {words} ({found.object.name}{unique}, {found.name})"
    if found.error:
        yield f"{'':>10}{found.error.to(locale)}"
    for group in filter(None, clashing(session.context, found)):
        yield f"{'':>10}{_again(found, group)}"


def _again(found: IndexState, group: Sequence[Record]) -> str:
    """Name a value that occurs again, and the records that have it."""
    values = (
        found.object.fields[name].type.to_json(group[0].values[name], found.object.fields[name])
        for name in found.fields
    )
    return f"{', '.join(map(str, values))}: {', '.join(str(record.id) for record in group)}"


COMMANDS = (indexes_command,)
