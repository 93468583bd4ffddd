"""Runs work in the one writing transaction: joins an open one, tries again after a deadlock."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from engine.errors import InvalidRecord
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.records.problems import unstorable
from engine.records.uniqueness import in_words
from engine.storage import busy
from engine.storage.bulk import is_too_large

T = TypeVar("T")
_ATTEMPTS = 4
_PAUSE_SECONDS = 0.02


def in_transaction(context: Context, obj: ObjectDef, work: Callable[[Context], T]) -> T:
    """Do work with a context that carries the transaction; it commits if the work returns.

    Inside an open transaction the work is a savepoint of it. Two saves that want the same unique
    value at once: the second gets `InvalidRecord`, as does a record that no row can hold.
    """
    try:
        if context.connection is not None:
            return _joined(context, work)
        return _own(context, work)
    except IntegrityError as error:
        raise in_words(context, obj, error) from error
    except DataError as error:
        raise InvalidRecord([unstorable(too_large=is_too_large(error))]) from error


def _joined(context: Context, work: Callable[[Context], T]) -> T:
    with context.connection.begin_nested():
        return work(context)


def _own(context: Context, work: Callable[[Context], T]) -> T:
    for attempt in range(1, _ATTEMPTS):
        try:
            return _once(context, work)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") not in busy.COLLISION:
                raise
            time.sleep(_PAUSE_SECONDS * attempt * (1 + random.random()))  # noqa: S311
    try:
        return _once(context, work)
    except OperationalError as error:
        raise busy.too_busy() if busy.is_busy(error) else error from error


def _once(context: Context, work: Callable[[Context], T]) -> T:
    joining = context.database.writer is not None
    with context.database.writing(revision=context.revision) as connection:
        inside = context.within(connection)
        return _joined(inside, work) if joining else work(inside)
