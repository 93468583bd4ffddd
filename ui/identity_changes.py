"""Tells tenants that an identity changed: the control outbox of decision 20."""

from __future__ import annotations

import threading
from typing import cast

import structlog
from flask import Flask, current_app
from flask_appbuilder import Model
from sqlalchemy import BigInteger, Integer, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import EngineError, raise_identity_epoch
from ui.installation import installation

SWEEP_SECONDS = 3.0

log = structlog.get_logger("keel.identities")


class IdentityChange(Model):  # type: ignore[misc]
    """A change that not every tenant knows of yet."""

    __tablename__ = "keel_identity_change"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    identity_id: Mapped[int] = mapped_column(Integer)


def note(session: Session, identity_id: int) -> None:
    """Note a change in the transaction that makes it."""
    session.add(IdentityChange(identity_id=identity_id))


def tell() -> None:
    """Tell every tenant once for all that is noted; a tenant that cannot be told stays noted."""
    session = cast(Session, current_app.extensions["appbuilder"].session)
    noted = list(session.execute(select(IdentityChange.id)).scalars())
    if not noted:
        return
    try:
        for tenant in installation().tenants.all():
            with tenant.database.writing() as connection:
                raise_identity_epoch(connection)
    except (SQLAlchemyError, EngineError) as error:
        log.warning("a tenant could not be told of a changed login", error=str(error))
        return
    session.execute(delete(IdentityChange).where(IdentityChange.id.in_(noted)))
    session.commit()


def keep_telling(app: Flask, stop: threading.Event) -> threading.Thread:
    """Sweep in a thread until stopped, for what another process noted and could not tell."""

    def sweep() -> None:
        while not stop.wait(SWEEP_SECONDS):
            try:
                with app.app_context():
                    tell()
            except Exception:  # the sweep outlives a database that is away for a while
                log.exception("sweep failed")

    thread = threading.Thread(target=sweep, name="keel identities", daemon=True)
    thread.start()
    return thread
