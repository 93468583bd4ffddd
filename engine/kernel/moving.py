"""Lets work go on while metadata move: what was prepared before a revision is done under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.errors import ApplyError
from engine.kernel.context import Context

T = TypeVar("T")
_MOST = 5
"""How often metadata may move before one save; a change of a type moves them twice in a second."""


def keeping_up(context: Context, work: Callable[[Context], T]) -> T:
    """Do work with a context, and again with a renewed one whenever metadata moved before it."""
    for _ in range(_MOST):
        try:
            return work(context)
        except ApplyError as moved:
            renewed = context.renewed() if moved.passing else None
            if renewed is None:
                raise
        context = renewed
    return work(context)
