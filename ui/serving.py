"""Serves an installation: prepares an embedded tenant, then answers by gunicorn until stopped."""

from __future__ import annotations

import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask, g
from gunicorn.app.base import BaseApplication

from engine import (
    Drainer,
    EngineError,
    InvalidRecord,
    Problem,
    RecordNotFound,
    Tenant,
    install_package,
    load_demo,
    loading,
    open_session,
    shipped_package,
    workplaces,
)
from ui.app import create_app, open_tenants, start_logging
from ui.identity_changes import keep_telling
from ui.installation import installation
from ui.pages.account import link_for
from ui.people import USER, has_admin
from ui.settings import Settings, from_environment

__all__ = ["Plan", "prepare", "run", "start_logging"]

CORE = "core"
DEMO_PASSWORD = "keel demo account"  # noqa: S105
"""Of the demo accounts on the loopback address; elsewhere they get one that nobody knows."""
DEMO_NOTE = "demo-accounts.txt"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to serve and how."""

    data: Path
    host: str
    port: int
    workers: int
    threads: int
    jobs: bool

    @property
    def address(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}"


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by a plan instead of a file."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__()

    def load_config(self) -> None:
        plan = self.plan
        chosen = {
            "bind": f"{plan.host}:{plan.port}",
            "workers": plan.workers,
            "threads": plan.threads,
            "worker_class": "gthread",
            "graceful_timeout": 10,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "preload_app": True,
            "post_worker_init": self.start_threads,
            "worker_exit": self.stop_threads,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        self.app = made_once(from_environment(self.plan.data))
        return self.app

    def start_threads(self, _worker: Any) -> None:
        """Begin what a process does beside answering; leave Ctrl-C to the master.

        A terminal tells both, and the master tells its workers again: one that is told while it
        stops would wait for itself.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.stopping = threading.Event()
        keep_telling(self.app, self.stopping)
        tenants = self.app.extensions["keel"].tenants
        self.drainer = Drainer(lambda: workplaces(tenants))
        if self.plan.jobs:
            self.drainer.start()

    def stop_threads(self, _server: Any, _worker: Any) -> None:
        """End it cleanly."""
        if hasattr(self, "stopping"):
            self.stopping.set()
            if self.plan.jobs:
                self.drainer.stop()


def made_once(settings: Settings) -> Flask:
    """Make the app in the process that forks the workers: they share its memory and start fast.

    No connection is left open, since it must not outlive the fork.
    """
    with loading():
        app = create_app(settings)
    with app.app_context():
        identities = app.extensions["sqlalchemy"]
        identities.session.remove()
        identities.engine.dispose()
    app.extensions["keel"].tenants.control.let_go()
    return app


def run(plan: Plan) -> None:
    """Answer until a signal ends it."""
    Server(plan).run()


def prepare(plan: Plan, name: str, *, demo: bool) -> list[str]:
    """Make the tenant on first use; give what the person at the terminal should read.

    What there is to make happens in a process of its own, which takes its memory and connections
    along when it ends. InvalidRecord carries whatever stood in the way.
    """
    if is_made(from_environment(plan.data), name):
        return list(_accounts(plan, demo=demo))
    forking = get_context("fork")
    with ProcessPoolExecutor(1, mp_context=forking) as apart:
        found = apart.submit(_prepare, plan, name, demo).result()
    if found.problems:
        raise InvalidRecord(found.problems)
    return found.lines


def is_made(settings: Settings, name: str) -> bool:
    """Say whether a tenant is there and somebody can sign in to it; leaves no connection open."""
    tenants = open_tenants(settings)
    found = next((tenant for tenant in tenants.all() if tenant.name == name), None)
    try:
        return found is not None and has_admin(found)
    except RecordNotFound:  # another process is about to install its first package
        return False
    finally:
        if found is not None:
            found.database.let_go()
        tenants.control.let_go()


def _accounts(plan: Plan, *, demo: bool) -> Iterator[str]:
    """Give the demonstration accounts that an earlier start noted down."""
    note = plan.data / DEMO_NOTE
    if demo and note.exists():
        yield from note.read_text().splitlines()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing came to, as it crosses from the process that did it."""

    lines: list[str]
    problems: tuple[Problem, ...] = ()


def _prepare(plan: Plan, name: str, demo: bool) -> Prepared:
    try:
        with loading():
            app = create_app(from_environment(plan.data))
        tenants = app.extensions["keel"].tenants
        with app.test_request_context(base_url=plan.address), tenants.alone():
            return Prepared(list(_made_ready(app, plan, name, demo=demo)))
    except EngineError as error:
        return Prepared([], tuple(error.problems))


def _made_ready(app: Flask, plan: Plan, name: str, *, demo: bool) -> Iterator[str]:
    tenants = app.extensions["keel"].tenants
    if name not in {tenant.name for tenant in tenants.all()}:
        if demo:
            sys.stdout.write("Making a company with demonstration data\n")
            sys.stdout.flush()
        g.tenant = tenants.create(name)
        accounts = list(install(g.tenant, plan, demo=demo))
        if accounts:
            (plan.data / DEMO_NOTE).write_text("\n".join(accounts) + "\n")
    g.tenant = tenants.get(name)
    yield from _accounts(plan, demo=demo)
    if not has_admin(g.tenant):
        yield f"Set up the first admin: {link_for('first_admin', g.tenant, None)}"


def install(tenant: Tenant, plan: Plan, *, demo: bool) -> Iterator[str]:
    """Give a new tenant the core package, and a demonstration company if wanted."""
    core = shipped_package(CORE)
    installer = open_session(tenant, "system:keel serve").context.actor
    install_package(tenant, core, installer)
    if not demo or core.root is None:
        return
    setting_up = open_session(tenant, "system:demo data")
    loaded = load_demo(setting_up, core.root / "demo")
    users = setting_up.records(USER)
    known = DEMO_PASSWORD if plan.host in LOOPBACK else secrets.token_urlsafe(12)
    yield f"Demo accounts, all with the password “{known}”:"
    for each in loaded.logins:
        identity = installation().identities.create(
            each.login, name=each.name, email=each.email, password=known
        )
        users.update(each.user, {"identity": identity.login})
        yield f"  {each.login:<10} {each.name}, {' and '.join(each.roles)}"
