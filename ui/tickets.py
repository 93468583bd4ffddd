"""Links that work once: invitation, forgotten password, the first admin of a tenant."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import FlowError, text
from ui.identities import Login, by_id
from ui.security import Ticket

HOURS = {"invitation": 7 * 24, "password": 1, "first_admin": 7 * 24}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a valid link entitles to: `login` is None for the first admin."""

    purpose: str
    tenant: str
    login: Login | None


def issue(purpose: str, tenant: str, login: Login | None) -> str:
    """Make a link's secret; only its hash is kept. A newer one replaces an older."""
    session = _session()
    session.execute(
        delete(Ticket).where(
            Ticket.purpose == purpose,
            Ticket.tenant == tenant,
            Ticket.identity_id == (login.id if login else None),
        )
    )
    secret = secrets.token_urlsafe(32)
    session.add(
        Ticket(
            hash=_hash(secret),
            purpose=purpose,
            tenant=tenant,
            identity_id=login.id if login else None,
            stamp=login.stamp if login else "",
            expires=int(time.time()) + HOURS[purpose] * 3600,
        )
    )
    session.commit()
    return secret


def look(purpose: str, tenant: str, secret: str) -> Claim:
    """Say what a link entitles to; `FlowError` when it is used, too old or not for here."""
    found = _session().get(Ticket, _hash(secret))
    if found is None or found.purpose != purpose or found.tenant != tenant:
        raise _refused()
    login = by_id(found.identity_id) if found.identity_id is not None else None
    changed = login is not None and (login.stamp != found.stamp or not login.active)
    orphaned = purpose != "first_admin" and login is None
    if found.expires < time.time() or changed or orphaned:
        raise _refused()
    return Claim(purpose, tenant, login)


def use(purpose: str, tenant: str, secret: str) -> Claim:
    """Use a link up: of two that try at once, one gets the claim and the other is refused."""
    claim = look(purpose, tenant, secret)
    session = _session()
    gone = session.execute(delete(Ticket).where(Ticket.hash == _hash(secret)))
    session.commit()
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        raise _refused()
    return claim


def _refused() -> FlowError:
    return FlowError(
        "account.link_used",
        text("This link was used before or is too old.", "该链接已被使用或已过期。"),
        hint=text("Ask for a new one.", "请申请新的链接。"),
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _session() -> Session:
    return cast(Session, current_app.extensions["appbuilder"].session)
