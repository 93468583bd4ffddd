"""Keeps which sign-ins of browsers still count, so that a copied cookie ends with its session."""

from __future__ import annotations

import secrets
import time
from typing import cast

import structlog
from flask import current_app
from flask_appbuilder import Model
from sqlalchemy import BigInteger, ForeignKey, Integer, String, delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import EngineError, Tenant, raise_identity_epoch
from ui import identity_changes

HOURS = 12

log = structlog.get_logger("keel.sign_ins")


class SignIn(Model):  # type: ignore[misc]
    """One browser that somebody signed in with; it counts while its row is there."""

    __tablename__ = "keel_sign_in"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    identity_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_user.id"), index=True)
    tenant: Mapped[str] = mapped_column(String(64))
    expires: Mapped[int] = mapped_column(BigInteger)


def begin(tenant: Tenant, identity_id: int) -> str:
    """Note a sign-in and give its name; those that are over go."""
    session, now = _session(), int(time.time())
    session.execute(delete(SignIn).where(SignIn.expires < now))
    name = secrets.token_hex(16)
    made = SignIn(
        id=name, identity_id=identity_id, tenant=tenant.name, expires=now + HOURS * 3600
    )
    session.add(made)
    session.commit()
    return name


def lasts_until(name: str, identity_id: int) -> int:
    """Give the second in which a sign-in ends by itself; 0 when it has ended."""
    found = _session().get(SignIn, name, populate_existing=True)
    return found.expires if found is not None and found.identity_id == identity_id else 0


def count(identity_id: int) -> int:
    """Count the browsers that an identity is signed in with."""
    mine = select(func.count()).where(
        SignIn.identity_id == identity_id, SignIn.expires >= int(time.time())
    )
    return int(_session().execute(mine).scalar_one())


def end(tenant: Tenant, name: str, identity_id: int) -> None:
    """End one sign-in in every process at once: the tenant's identity epoch tells them."""
    session = _session()
    gone = session.execute(
        delete(SignIn).where(SignIn.id == name, SignIn.identity_id == identity_id)
    )
    session.commit()
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        return
    try:
        with tenant.database.writing() as connection:
            raise_identity_epoch(connection)
    except (SQLAlchemyError, EngineError) as error:
        log.warning("a tenant could not be told of a sign-out", error=str(error))
        identity_changes.note(session, identity_id)
        session.commit()


def end_all(session: Session, identity_id: int) -> None:
    """End every sign-in of an identity, in the transaction of what ends them."""
    session.execute(delete(SignIn).where(SignIn.identity_id == identity_id))


def _session() -> Session:
    return cast(Session, current_app.extensions["appbuilder"].session)
