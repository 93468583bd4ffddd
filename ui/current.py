"""The engine session of the request being answered; security puts it there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import g

from engine import Session


def session() -> Session:
    """Give the session of the signed-in actor; handlers run only when there is one."""
    return cast(Session, g.keel_session)


def remember(session: Session) -> None:
    """Keep the session for the rest of the request."""
    g.keel_session = session


@contextmanager
def inside(inner: Session) -> Iterator[None]:
    """Answer a part of the request in another session, such as one with an open transaction."""
    outer = g.keel_session
    g.keel_session = inner
    try:
        yield
    finally:
        g.keel_session = outer
