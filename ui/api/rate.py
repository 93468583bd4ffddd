"""Limits how often one user may call the API; sign-in has limits of its own (`ui.security`)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

import limits
from flask import g
from flask_limiter import Limiter
from werkzeug.exceptions import TooManyRequests


class Counting(Protocol):
    """Counts the requests of a user; says whether one more is allowed."""

    def hit(self, user: str) -> bool: ...


class Here:
    """Counts in this process, a window at a time: no thread per request to forget old counts."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most, self._seconds = most, seconds
        self._lock = threading.Lock()
        self._window = 0
        self._counts: Counter[str] = Counter()

    def hit(self, user: str) -> bool:
        window = int(time.monotonic()) // self._seconds
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, Counter()
            self._counts[user] += 1
            return self._counts[user] <= self._most


class Shared:
    """Counts in the store that several processes share."""

    def __init__(self, limiter: Limiter, rate: limits.RateLimitItem) -> None:
        self._limiter, self._rate = limiter, rate

    def hit(self, user: str) -> bool:
        return self._limiter.limiter.hit(self._rate, "api", user)


def guard(rate: str, limiter: Limiter, *, shared: bool) -> Callable[[], None]:
    """Make the check that answers 429 to a user who asks more often than ``6000 per minute``."""
    item = limits.parse(rate)
    seconds = item.get_expiry()
    counting: Counting = Shared(limiter, item) if shared else Here(item.amount, seconds)

    def check() -> None:
        # Who is not signed in was refused before.
        user = f"{g.tenant.name}/{g.keel_session.context.actor.user_id}"
        if not counting.hit(user):
            raise TooManyRequests(retry_after=seconds)

    return check
