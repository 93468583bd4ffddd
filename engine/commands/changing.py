"""``keel plan``, ``apply``, ``export``: metadata of a tenant, from and to folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands import place
from engine.commands.outcome import answers
from engine.commands.packages import read_named
from engine.errors import ApplyError
from engine.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.changes import Plan, Step
    from engine.tenancy.tenant import Tenant

Keys = tuple[tuple[str, str, str], ...]
delete_option = click.option(
    "--delete",
    "deleted",
    multiple=True,
    help="Component to delete: kind/name or kind/object/name.",
)
message_option = click.option("-m", "--message", default="", help="Why; kept in history.")
expect_option = click.option(
    "--expect", default="", help="Refuse unless the plan has this digest."
)
typed_option = click.option(
    "--confirm",
    default="",
    help="What the plan asks for before values are lost or much is deleted.",
)
user_option = click.option(
    "--user", default="", help="Email of the acting user; else the system."
)


@click.command("plan")
@click.argument("packages", nargs=-1, required=True)
@delete_option
@answers
def plan_command(packages: tuple[str, ...], deleted: tuple[str, ...]) -> Any:
    """Say what applying PACKAGES (folders or shipped names) would do."""
    return shown(make_plan(place.tenant(), packages, deleted))


@click.command("apply")
@click.argument("packages", nargs=-1, required=True)
@message_option
@expect_option
@user_option
@delete_option
@typed_option
@click.option("--at", "when", default="", help="Apply then: 2026-12-01 22:00, or 22:00.")
@answers
def apply_command(
    packages: tuple[str, ...],
    message: str,
    expect: str,
    user: str,
    confirm: str,
    deleted: tuple[str, ...],
    when: str,
) -> Any:
    """Make PACKAGES the next revision, now or at a time."""
    made = make_plan(place.tenant(), packages, deleted)
    if when:
        return put_off(made, when, message, (expect, confirm), user)
    return carried_out(made, message, (expect, confirm), user)


def carried_out(
    made: Plan, message: str, typed: tuple[str, str], user: str, here: Tenant | None = None
) -> str:
    """Apply a plan on a tenant, if it is the expected one and confirmed where it must be."""
    from engine.session import apply

    expect, confirm = typed
    _require_expected(made, expect)
    if made.empty and not made.blocked:
        return place.nothing()
    here = here or place.tenant()
    actor = place.session(user, here).context.actor
    revision = apply(here, made, actor=actor, message=message, confirm=confirm)
    return place.said("applied as revision {rev}", "已应用为版本 {rev}", rev=revision.rev)


def put_off(made: Plan, when: str, message: str, typed: tuple[str, str], user: str) -> Any:
    """Have a plan applied at a time of the tenant's zone, or of the acting user's."""
    from zoneinfo import ZoneInfo

    from engine.changes import schedule
    from engine.commands.scheduling import lines, read_time

    expect, confirm = typed
    _require_expected(made, expect)
    if made.empty and not made.blocked:
        return place.nothing()
    context = place.session(user).context
    zone = ZoneInfo(context.actor.zone) if user else context.tenant_zone
    at = read_time(when, zone, context.now)
    found = schedule(context, made, at, message=message, confirm=confirm)
    return found.as_json(place.language()) if place.as_json() else [*lines(found, zone)]


def _require_expected(made: Plan, expect: str) -> None:
    if expect and not made.digest.startswith(expect):
        raise ApplyError(
            "apply.stale",
            text("the plan is not the expected one any more", "计划已与预期不符"),
            hint=text("look at the plan again", "请重新查看计划"),
        )


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--package", default="", help="Installed package; all of them without it.")
@answers
def export_command(folder: Path, package: str) -> list[str]:
    """Write the tenant's metadata to FOLDER as packages; applying them again changes nothing."""
    from engine.changes.stored_packages import load_packages
    from engine.packages.export import export_package
    from engine.registry import catalogue

    with place.tenant().database.reading() as conn:
        installed = load_packages(conn)
    chosen = [found for name, found in installed.items() if package in ("", name)]
    written = [
        path
        for found in chosen
        for path in export_package(found, folder / found.name, catalogue())
    ]
    return [f"{len(chosen)} packages, {len(written)} files in {folder}"]


def make_plan(here: Tenant, packages: tuple[str, ...], deleted: tuple[str, ...]) -> Plan:
    """Read packages and plan them on a tenant."""
    from engine.registry import catalogue
    from engine.session import plan

    read = [read_named(name, catalogue()) for name in packages]
    return plan(here, read, delete=keys(deleted))


def keys(deleted: tuple[str, ...]) -> Keys:
    """Read several components."""
    return tuple(key(one) for one in deleted)


def key(said: str) -> tuple[str, str, str]:
    """Read ``kind/name`` or ``kind/object/name``."""
    kind, *rest = said.split("/")
    if len(rest) not in (1, 2):
        raise click.BadParameter(f"{said}: write kind/name or kind/object/name")
    return (kind, rest[0] if len(rest) == 2 else "", rest[-1])


def shown(made: Plan) -> Any:
    """Give the plan as lines for people; as JSON its whole content."""
    locale = place.language()
    if click.get_current_context().find_root().params["as_json"]:
        return made.as_json(locale)
    if not made.steps and made.empty:
        return place.nothing()
    lines = [line for step in made.steps for line in _step_lines(step, locale)]
    count = len(made.steps)
    lines.append(
        place.said(
            "{steps} on revision {base}, digest {digest}",
            "共 {count} 个步骤，基于版本 {base}，摘要 {digest}",
            steps="1 step" if count == 1 else f"{count} steps",
            count=count,
            base=made.base,
            digest=made.digest[:8],
        )
    )
    if any(not each.fixed for each in made.conflicts):
        lines.append(
            place.said(
                "where both changed the same, choose by --take-ours ID or --take-theirs ID",
                "双方更改了相同内容之处，请用 --take-ours ID 或 --take-theirs ID 选择",
            )
        )
    if made.confirmation:
        lines.append(
            place.said(
                '{why}; to apply, add: --confirm "{words}"',
                '{why}；要应用请加上：--confirm "{words}"',
                why=text("values are lost", "将丢失数据")
                if made.lossy
                else text("much is deleted", "将删除大量内容"),
                words=made.confirmation,
            )
        )
    return lines


_LOCKED = {"writers": "写入", "table": "整个表"}


def _step_lines(step: Step, locale: str) -> Iterator[str]:
    told = [step.place] if step.place else []
    if step.rows is not None:
        told.append(place.said("{n} rows", "{n} 行", n=step.rows))
    if step.lock != "none":
        told.append(
            place.said(
                "locks {who}, about {n} s",
                "锁定{who}，约 {n} 秒",
                who=text(step.lock, _LOCKED[step.lock]),
                n=f"{step.seconds:g}",
            )
        )
    yield f"{step.cls.value:>8}  {step.text.to(locale)}" + (
        f"  ({', '.join(told)})" if told else ""
    )
    for detail in step.details:
        yield f"{'':>10}{detail.to(locale)}"


COMMANDS = (plan_command, apply_command, export_command)
