"""Finds what a command works on: the installation, the tenant, the acting user."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from engine.errors import RecordNotFound
from engine.text import text

if TYPE_CHECKING:
    from structlog import PrintLogger

    from engine.session import Session
    from engine.tenancy.registry import TenantRegistry
    from engine.tenancy.tenant import Tenant

SYSTEM = "system:command line"


def registry() -> TenantRegistry:
    """Open the installation: the control database of KEEL_CONTROL, or the data folder."""
    import structlog

    from engine.tenancy.registry import open_registry

    # What is logged must not stand between the lines of an answer that a script reads.
    structlog.configure(logger_factory=_to_standard_error)
    root = click.get_current_context().find_root()
    control = os.environ.get("KEEL_CONTROL", "")
    data: Path = root.params["data"]
    return open_registry(control or data)


def _to_standard_error(*_named: object) -> PrintLogger:
    from structlog import PrintLogger

    return PrintLogger(sys.stderr)


def tenant() -> Tenant:
    """Open the tenant named by ``--tenant``."""
    root = click.get_current_context().find_root()
    return registry().get(str(root.params["tenant"]))


def language() -> str:
    """Give the language of messages."""
    return str(click.get_current_context().find_root().params["language"])


def said(en: str, zh: str, **values: object) -> str:
    """Say something in the language of messages."""
    return text(en, zh, **values).to(language())


def nothing() -> str:
    """Say that there is nothing to do."""
    return said("nothing to do", "无需更改")


def sort_word(sort: str) -> str:
    """Say what became of something: added, changed, deleted, removed or renamed."""
    return said(sort, _SORTS.get(sort, sort))


_SORTS = {
    "added": "新增",
    "changed": "修改",
    "deleted": "删除",
    "removed": "移除",
    "renamed": "改名",
}


def session(user: str, where: Tenant | None = None) -> Session:
    """Open a session for a user's email or id, or for the system when ``user`` is empty."""
    from engine.session import open_session

    here = where or tenant()
    return open_session(here, user_id(here, user) if user else SYSTEM)


def user_id(here: Tenant, user: str) -> UUID:
    """Find a user by email or id; RecordNotFound when there is none."""
    from engine.kernel.query import Condition, Query
    from engine.session import open_session

    gate = open_session(here, SYSTEM).records("user")
    try:
        return gate.get(UUID(user)).id
    except ValueError:
        found = gate.query(Query(("email",), Condition("email", "eq", user), limit=2)).records
    if len(found) != 1:
        message = text("there is no user “{n}”", "没有用户“{n}”", n=user)
        raise RecordNotFound("user.unknown", message)
    return found[0].id


def as_json() -> bool:
    """Say whether one JSON object is wanted."""
    return bool(click.get_current_context().find_root().params["as_json"])
