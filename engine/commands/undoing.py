"""``keel history``, ``diff``, ``rollback``, ``restore-component``, ``purge``, ``compact``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands import place
from engine.commands.changing import (
    carried_out,
    expect_option,
    key,
    message_option,
    shown,
    typed_option,
    user_option,
)
from engine.commands.outcome import answers
from engine.errors import EngineError
from engine.packages.canonical import canonical
from engine.text import text

if TYPE_CHECKING:
    from engine.changes import Difference, Revision

dry_option = click.option("--dry-run", is_flag=True, help="Say what would happen; do nothing.")
COMPONENT = "kind/name or kind/object/name"
_LONGEST = 60


@click.command("history")
@click.argument("component", default="")
@click.option("--limit", default=20, help="How many revisions.")
@answers
def history_command(component: str, limit: int) -> Any:
    """List the revisions, newest first; of one COMPONENT (kind/object/name) if it is named."""
    from engine.changes import changes_of, revisions

    database = place.tenant().database
    if not component:
        found = revisions(database, limit=limit)
        return [revision_json(one) for one in found] if _json() else [_line(r) for r in found]
    told = changes_of(database, key(component), limit=limit)
    if _json():
        return [{**revision_json(one), "change": difference_json(d)} for one, d in told]
    return [line for one, d in told for line in (_line(one), *_lines(d))]


@click.command("diff")
@click.argument("old")
@click.argument("new", type=int, required=False)
@answers
def diff_command(old: str, new: int | None) -> Any:
    """Say how revision NEW (the present one without it) differs from revision OLD.

    OLD may also be a folder that was pulled: how it differs from the tenant.
    """
    from engine.changes import compare, compare_folder, revisions
    from engine.registry import catalogue

    database = place.tenant().database
    if old.isdigit():
        to = revisions(database, limit=1)[0].rev if new is None else new
        found = compare(database, int(old), to)
    elif new is None and Path(old).is_dir():
        found = compare_folder(database, catalogue(), Path(old))
    else:
        raise click.BadParameter(f"{old} is neither a revision nor a folder")
    if _json():
        return [difference_json(each) for each in found]
    return [line for each in found for line in _lines(each)] or [
        place.said("no difference", "没有差异")
    ]


@click.command("rollback")
@click.argument("revision", type=int)
@message_option
@expect_option
@user_option
@typed_option
@dry_option
@answers
def rollback_command(
    revision: int,
    message: str,
    expect: str,
    user: str,
    confirm: str,
    dry_run: bool,
) -> Any:
    """Make a new revision that says what REVISION said; data come back with their columns."""
    from engine.session import plan_rollback

    made = plan_rollback(place.tenant(), revision)
    if dry_run:
        return shown(made)
    why = message or f"roll back to revision {revision}"
    return carried_out(made, why, (expect, confirm), user)


@click.command("restore-component")
@click.argument("component")
@click.argument("revision", type=int)
@message_option
@expect_option
@user_option
@typed_option
@dry_option
@answers
def restore_command(
    component: str,
    revision: int,
    message: str,
    expect: str,
    user: str,
    confirm: str,
    dry_run: bool,
) -> Any:
    """Have one COMPONENT (kind/object/name) as it was at REVISION; all else stays."""
    from engine.session import plan_restore

    made = plan_restore(place.tenant(), key(component), revision)
    if dry_run:
        return shown(made)
    why = message or f"restore {component} of revision {revision}"
    return carried_out(made, why, (expect, confirm), user)


@click.command("purge")
@message_option
@user_option
@typed_option
@answers
def purge_command(message: str, user: str, confirm: str) -> Any:
    """Destroy what was deleted over 30 days ago, once it is confirmed; says what without."""
    from engine.session import plan_purge

    made = plan_purge(place.tenant())
    if made.empty or (made.lossy and not confirm):
        return shown(made)
    why = message or "purge what was deleted"
    return carried_out(made, why, ("", confirm), user)


@click.command("compact")
@click.argument("name", metavar="OBJECT")
@message_option
@user_option
@dry_option
@answers
def compact_command(name: str, message: str, user: str, dry_run: bool) -> Any:
    """Rewrite the table of OBJECT without the columns that nothing needs; everybody waits."""
    from engine.session import plan_compact

    made = plan_compact(place.tenant(), name)
    if dry_run or made.empty:
        return shown(made)
    return carried_out(made, message or f"compact {name}", ("", ""), user)


@click.command("exports")
@click.argument("revision", type=int)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@answers
def exports_command(revision: int, folder: Path) -> list[str]:
    """Write the files of what REVISION took away into FOLDER: gzipped JSON lines."""
    from engine.changes import revisions

    here = place.tenant()
    found = revisions(here.database, limit=1, before=revision + 1)
    exports = found[0].exports if found and found[0].rev == revision else ()
    if not exports or here.files is None:
        raise EngineError(
            "history.no_export",
            text("revision {n} exported nothing", "版本 {n} 没有导出文件", n=revision),
        )
    folder.mkdir(parents=True, exist_ok=True)
    for each in exports:
        (folder / each["name"]).write_bytes(here.files.get(each["sha256"]))
    return [f"{folder / each['name']}: {each['rows']} records" for each in exports]


def revision_json(one: Revision) -> dict[str, Any]:
    """Give a revision as the command line prints it."""
    return {
        "revision": one.rev,
        "parent": one.parent,
        "at": one.at.isoformat(),
        "by": one.by,
        "actor": one.actor,
        "message": one.message,
        "digest": one.digest,
        "exports": list(one.exports),
    }


def difference_json(each: Difference) -> dict[str, Any]:
    """Give a difference as the command line prints it, property by property."""
    return {
        "kind": each.kind,
        "of": each.of,
        "name": each.name,
        "was": each.was,
        "change": each.sort,
        "properties": [
            {"pointer": p.pointer, "before": p.before, "after": p.after}
            for p in each.properties()
        ],
    }


def _json() -> bool:
    return bool(click.get_current_context().find_root().params["as_json"])


def _line(one: Revision) -> str:
    return f"{one.rev:>5}  {one.at:%Y-%m-%d %H:%M}  {one.actor}  {one.message}"


def _lines(each: Difference) -> Iterator[str]:
    was = place.said(" (was {name})", "（原名 {name}）", name=each.was) if each.was else ""
    yield f"{place.sort_word(each.sort):>9}  {each.kind} {each.full_name}{was}"
    for prop in each.properties():
        yield f"{'':>11}{prop.pointer}: {_short(prop.before)} -> {_short(prop.after)}"


def _short(value: Any) -> str:
    said = "-" if value is None else canonical(value).decode()
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."


COMMANDS = (
    history_command,
    diff_command,
    rollback_command,
    restore_command,
    purge_command,
    compact_command,
    exports_command,
)
