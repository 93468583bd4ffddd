"""Serves an installation: prepares an embedded tenant, then answers by gunicorn until stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g
from gunicorn.app.base import BaseApplication

from engine import Drainer, Tenant, install_package, load_demo, open_session, shipped_package
from ui.app import create_app, start_logging
from ui.identity_changes import keep_telling
from ui.people import has_admin
from ui.settings import from_environment

__all__ = ["Plan", "prepare", "run", "start_logging"]

CORE = "core"
DEMO_PASSWORD = "keel demo account"  # noqa: S105
"""On loopback only, printed at every start of `make run`, and refused on any other address."""


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
            "post_worker_init": self.start_threads,
            "worker_exit": self.stop_threads,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        self.app = create_app(from_environment(self.plan.data))
        return self.app

    def start_threads(self, _worker: Any) -> None:
        """Begin what a process does beside answering."""
        self.stopping = threading.Event()
        keep_telling(self.app, self.stopping)
        self.drainer = Drainer(self.app.extensions["keel"].tenants.workplaces)
        if self.plan.jobs:
            self.drainer.start()

    def stop_threads(self, _server: Any, _worker: Any) -> None:
        """End it cleanly."""
        if hasattr(self, "stopping"):
            self.stopping.set()
            if self.plan.jobs:
                self.drainer.stop()


def run(plan: Plan) -> None:
    """Answer until a signal ends it."""
    Server(plan).run()


def prepare(plan: Plan, name: str, *, demo: bool) -> Iterator[str]:
    """Make the tenant on first use; yield what the person at the terminal should read."""
    app = create_app(from_environment(plan.data))
    with app.test_request_context(base_url=plan.address):
        tenants = app.extensions["keel"].tenants
        known = {tenant.name for tenant in tenants.all()}
        if name not in known:
            yield f"Making the tenant {name} in {plan.data}"
            install(tenants.create(name), demo=demo)
        g.tenant = tenants.get(name)
        yield from welcome(g.tenant)


def install(tenant: Tenant, *, demo: bool) -> None:
    """Give a new tenant the core package, and a demonstration company if wanted."""
    core = shipped_package(CORE)
    install_package(tenant, core, actor=None)
    if demo and core.root is not None:
        setting_up = open_session(tenant, "system:demo data")
        load_demo(setting_up, core.root / "demo")


def welcome(tenant: Tenant) -> Iterator[str]:
    """Say who can sign in; the first admin gets a link that works once."""
    from ui.pages.account import link_for

    if not has_admin(tenant):
        yield f"Set up the first admin: {link_for('first_admin', tenant, None)}"
