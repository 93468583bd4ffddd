"""The commands that need the web face: `keel serve` and `keel user`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine import EngineError, FlowError, answers, loading, text

if TYPE_CHECKING:
    from flask import Flask

    from engine import Tenant

DEFAULT_TENANT = "main"


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=8000, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--embedded", is_flag=True, help="Make the tenant on first use; run jobs here.")
@click.option("--demo", is_flag=True, help="Fill a new tenant with a demonstration company.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--threads", default=8, type=click.IntRange(1, 256), help="Threads of each.")
@click.option("--verbose", is_flag=True, help="Log every request.")
@answers
def serve(
    host: str, port: int, embedded: bool, demo: bool, workers: int, threads: int, verbose: bool
) -> None:
    """Show the pages and answer the API until Ctrl-C."""
    with loading():
        from ui import serving

    check_port(host, port)
    data, tenant = where()
    serving.start_logging(verbose=verbose)
    plan = serving.Plan(data, host, port, workers, threads, jobs=embedded)
    if embedded:
        for line in serving.prepare(plan, tenant, demo=demo):
            click.echo(line)
    click.echo(f"Keel answers at {plan.address}   (Ctrl-C stops it)")
    serving.run(plan)


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            busy = text(
                "Port {port} is not free: {why}.",
                "端口 {port} 无法使用：{why}。",
                port=port,
                why=error.strerror or "busy",
            )
            hint = text(
                "choose another with --port, or make run PORT=...",
                "请用 --port 或 make run PORT=... 指定其他端口",
            )
            raise EngineError("serve.port", busy, hint=hint) from error


def where() -> tuple[Path, str]:
    """Give the data folder and the tenant that were named before the command."""
    given: dict[str, Any] = click.get_current_context().find_root().obj or {}
    return Path(given.get("data", "data")), str(given.get("tenant", DEFAULT_TENANT))


@contextmanager
def inside_tenant(address: str = "") -> Iterator[tuple[Flask, Tenant]]:
    """Open the app and the tenant for a command; links in it begin with the address."""
    from flask import g

    from ui.app import create_app, start_logging
    from ui.settings import from_environment

    start_logging()
    data, name = where()
    settings = from_environment(data)
    app = create_app(settings)
    tenant = app.extensions["keel"].tenants.get(name)
    scheme = "https" if settings.secure else "http"
    host = tenant.hosts[0] if tenant.hosts else "127.0.0.1:8000"
    with app.test_request_context(base_url=address or settings.url or f"{scheme}://{host}"):
        g.tenant = tenant
        yield app, tenant


@click.group()
def user() -> None:
    """Logins of a tenant: add, invite, list, disable, new password."""


address_option = click.option("--address", default="", help="Where the pages are, for links.")


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, help="Role to give; may be repeated.")
@click.password_option(help="Asked for when it is not given.")
@answers
def add(login: str, name: str, email: str, roles: tuple[str, ...], password: str) -> str:
    """Add a person who signs in with a password."""
    from engine import open_session
    from ui.people import Person, add_person

    with inside_tenant() as (_, tenant):
        session = open_session(tenant, "system:keel user add")
        person = Person(name, email, login, roles, password)
        made, _ = add_person(session, person)
        return f"{made.login} may sign in."


@user.command("invite")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--login", default="", help="Login name; the mail address when left out.")
@click.option("--role", "roles", multiple=True, help="Role to give; may be repeated.")
@address_option
@answers
def invite(email: str, name: str, login: str, roles: tuple[str, ...], address: str) -> str:
    """Mail a person a link to choose a password, and print it."""
    from engine import open_session
    from ui.pages.account import mail_link
    from ui.people import Person, add_person

    with inside_tenant(address) as (_, tenant):
        session = open_session(tenant, "system:keel user invite")
        made, _ = add_person(session, Person(name, email, login or email, roles))
        return mail_link("invitation", tenant, made)


@user.command("password")
@click.argument("login")
@click.option("--link", is_flag=True, help="Print a link instead of asking for a password.")
@address_option
@answers
def password(login: str, link: bool, address: str) -> str:
    """Give a login a new password, or a link to choose one."""
    from ui.pages.account import link_for

    with inside_tenant(address) as (app, tenant):
        identities = app.extensions["keel"].identities
        found = known(identities.find(login), login)
        if link:
            return link_for("password", tenant, found)
        chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        identities.set_password(found.id, chosen)
        return f"{found.login} has a new password."


@user.command("disable")
@click.argument("login")
@answers
def disable(login: str) -> str:
    """Keep a login from signing in, and end its sessions and tokens."""
    return _set_active(login, active=False)


@user.command("enable")
@click.argument("login")
@answers
def enable(login: str) -> str:
    """Let a disabled login sign in again."""
    return _set_active(login, active=True)


def _set_active(login: str, *, active: bool) -> str:
    with inside_tenant() as (app, _):
        identities = app.extensions["keel"].identities
        found = known(identities.find(login), login)
        identities.set_active(found.id, active=active)
        return f"{found.login} may {'sign in' if active else 'not sign in any more'}."


@user.command("list")
@answers
def list_logins() -> list[dict[str, Any]]:
    """List the logins of this installation that work in the tenant."""
    from ui.people import user_of

    with inside_tenant() as (app, tenant):
        logins = app.extensions["keel"].identities.all()
        return [
            {"login": each.login, "name": each.name, "email": each.email, "active": each.active}
            for each in logins
            if user_of(tenant, each) is not None
        ]


def known(found: Any, login: str) -> Any:
    """Give what was found, or say that nobody has this login."""
    if found is None:
        nobody = text("Nobody has the login {login}.", "没有登录名 {login}。", login=login)
        raise FlowError("identity.unknown", nobody)
    return found


COMMANDS = (serve, user)
