"""``keel tenant``: creates, lists and drops tenants."""

from __future__ import annotations

import click

from engine.commands import place
from engine.commands.outcome import answers


@click.group("tenant")
def tenant_group() -> None:
    """Create, list and drop tenants."""


@tenant_group.command("create")
@click.argument("name")
@click.option("--dsn", help="Database address; without one a file in the data folder.")
@click.option("--schema", help="Schema in a PostgreSQL database.")
@click.option("--host", "hosts", multiple=True, help="Host name that the tenant answers to.")
@click.option("--package", default="core", help="Package to install; empty for none.")
@answers
def create(
    name: str, dsn: str | None, schema: str | None, hosts: tuple[str, ...], package: str
) -> str:
    """Create tenant NAME and install the core package."""
    from engine.commands.packages import read_named
    from engine.kernel.actor import system_actor
    from engine.registry import catalogue
    from engine.session import install_package

    made = place.registry().create(name, dsn=dsn, schema=schema, hosts=hosts)
    if package:
        actor = system_actor("command line")
        install_package(made, read_named(package, catalogue()), actor)
    return place.said("created {name}", "已创建 {name}", name=made.name) + _out_of_reach()


def _out_of_reach() -> str:
    """Name the tenants that no browser reaches: of several, only host names tell which is meant."""
    several = place.registry().all()
    names = ", ".join(found.name for found in several if not found.hosts)
    if len(several) < 2 or not names:
        return ""
    return "\n" + place.said(
        "until `keel tenant hosts` gives them a host name, no browser reaches: {names}",
        "在用 keel tenant hosts 指定主机名之前，浏览器无法访问：{names}",
        names=names,
    )


@tenant_group.command("list")
@answers
def list_tenants() -> list[dict[str, object]]:
    """List the tenants of this installation."""
    return [
        {"name": found.name, "schema": found.schema, "hosts": list(found.hosts)}
        for found in place.registry().all()
    ]


@tenant_group.command("hosts")
@click.argument("name")
@click.argument("hosts", nargs=-1)
@answers
def hosts_command(name: str, hosts: tuple[str, ...]) -> str:
    """Set the host names that tenant NAME answers to."""
    changed = place.registry().set_hosts(name, hosts)
    listed = ", ".join(changed.hosts) or place.said("no host of its own", "无专属主机名")
    answers_to = place.said(
        "{name} answers to {hosts}", "{name} 的主机名：{hosts}", name=changed.name, hosts=listed
    )
    return answers_to + _out_of_reach()


@tenant_group.command("drop")
@click.argument("name")
@click.option(
    "--confirm", prompt="Type the tenant's name to destroy it", help="The name again."
)
@answers
def drop(name: str, confirm: str) -> str:
    """Destroy tenant NAME with everything in it."""
    if confirm != name:
        raise click.BadParameter("this is not the tenant's name", param_hint="--confirm")
    place.registry().drop(name)
    return f"dropped {name}"


COMMANDS = (tenant_group,)
