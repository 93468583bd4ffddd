"""``keel upgrade`` and ``keel uninstall``: packages of one tenant, or of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import structlog

from engine.changes import Side
from engine.commands import place
from engine.commands.changing import carried_out, message_option, shown, typed_option
from engine.commands.outcome import Flawed, answers
from engine.commands.packages import read_named
from engine.errors import EngineError, Problem
from engine.text import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.changes import Plan
    from engine.packages import Package
    from engine.tenancy.tenant import Tenant

plan_option = click.option(
    "--plan", "only_plan", is_flag=True, help="Only say what it would do."
)
ours_option = click.option(
    "--take-ours", multiple=True, metavar="CONFLICT", help="Keep what is here."
)
theirs_option = click.option(
    "--take-theirs", multiple=True, metavar="CONFLICT", help="Take what comes."
)


@click.command("upgrade")
@click.argument("packages", nargs=-1, required=True)
@ours_option
@theirs_option
@click.option("--all-tenants", is_flag=True, help="One after the other; none stops the others.")
@plan_option
@message_option
@answers
def upgrade_command(
    packages: tuple[str, ...],
    take_ours: tuple[str, ...],
    take_theirs: tuple[str, ...],
    all_tenants: bool,
    only_plan: bool,
    message: str,
) -> Any:
    """Bring PACKAGES (folders or shipped names) to these versions, with what was made of them."""
    from engine.registry import catalogue

    read = [read_named(name, catalogue()) for name in packages]
    choices = chosen(take_ours, take_theirs)
    if only_plan:
        return shown(_planned(place.tenant(), read, choices))
    said = message or "upgrade " + ", ".join(f"{p.name} {p.version}" for p in read)
    tenants = place.registry().all() if all_tenants else [place.tenant()]
    return _one_by_one(tenants, read, choices, said)


@click.command("uninstall")
@click.argument("package")
@plan_option
@message_option
@typed_option
@answers
def uninstall_command(package: str, only_plan: bool, message: str, confirm: str) -> Any:
    """Take PACKAGE away; its data stays until it is purged, and comes back with a rollback."""
    from engine.session import plan_uninstall

    made = plan_uninstall(place.tenant(), package)
    if only_plan:
        return shown(made)
    return carried_out(made, message or f"uninstall {package}", ("", confirm), "")


def chosen(take_ours: Sequence[str], take_theirs: Sequence[str]) -> dict[str, Side]:
    """Give the side that was chosen for each conflict."""
    return dict.fromkeys(take_ours, Side.OURS) | dict.fromkeys(take_theirs, Side.THEIRS)


def _one_by_one(
    tenants: Sequence[Tenant], read: Sequence[Package], choices: Mapping[str, Side], said: str
) -> Flawed:
    """Upgrade every tenant that can be; what stands in the way of the others is told at the end."""
    done: dict[str, str] = {}
    problems: list[Problem] = []
    for tenant in tenants:
        try:
            done[tenant.name] = _upgraded(tenant, read, choices, said)
        except EngineError as error:
            problems += [_of_tenant(tenant, problem) for problem in error.problems]
        except Exception as error:  # whatever is wrong with one tenant, the others are upgraded
            structlog.get_logger().exception("upgrade failed", tenant=tenant.name)
            problems.append(_of_tenant(tenant, _unexpected(error)))
    return Flawed(done, tuple(problems))


def _upgraded(
    tenant: Tenant, read: Sequence[Package], choices: Mapping[str, Side], said: str
) -> str:
    from engine.session import apply, open_session

    made = _planned(tenant, read, choices)
    if made.empty:
        return place.nothing()
    actor = open_session(tenant, place.SYSTEM).context.actor
    revision = apply(tenant, made, actor=actor, message=said)
    if not made.conflicts:
        return place.said("revision {rev}", "版本 {rev}", rev=revision.rev)
    return place.said(
        "revision {rev}, {n} conflicts",
        "版本 {rev}，{n} 处冲突",
        rev=revision.rev,
        n=len(made.conflicts),
    )


def _planned(tenant: Tenant, read: Sequence[Package], choices: Mapping[str, Side]) -> Plan:
    from engine.session import plan

    return plan(tenant, read, choices=choices)


def _unexpected(error: Exception) -> Problem:
    said = f"{type(error).__name__}: {error}".partition("\n")[0]
    message = text(
        "this tenant could not be upgraded: {why}", "无法升级此租户：{why}", why=said
    )
    hint = text("it stays at its version; the log tells more", "其版本保持不变，详情见日志")
    return Problem("upgrade.failed", message, hint=hint)


def _of_tenant(tenant: Tenant, problem: Problem) -> Problem:
    place_of = f"{tenant.name}: {problem.file}" if problem.file else tenant.name
    return Problem(
        problem.code,
        problem.text,
        place_of,
        problem.line,
        problem.column,
        problem.pointer,
        problem.field,
        problem.hint,
    )


COMMANDS = (upgrade_command, uninstall_command)
