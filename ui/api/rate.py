"""Limits how often one user may call the API; sign-in has limits of its own (`ui.security`)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

import limits
from flask import Response, g
from limits.storage import Storage
from werkzeug.exceptions import TooManyRequests


class Counting(Protocol):
    """Counts the requests of a user in a window of time; gives how many there are by now."""

    def hit(self, user: str, window: int) -> int: ...


class Here:
    """Counts in this process, a window at a time: no thread per request to forget old counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._counts: Counter[str] = Counter()

    def hit(self, user: str, window: int) -> int:
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, Counter()
            self._counts[user] += 1
            return self._counts[user]


class Shared:
    """Counts in the store that several processes share: one trip, windows by the clock."""

    def __init__(self, store: Storage, seconds: int) -> None:
        self._store, self._seconds = store, seconds

    def hit(self, user: str, window: int) -> int:
        return self._store.incr(f"keel/api/{user}/{window}", self._seconds)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a user stands in the present window."""

    most: int
    left: int
    seconds: int
    """Until the next window begins."""


class Guard:
    """Answers 429 to a user who asks more often than ``6000 per minute``, and tells all the rest."""

    def __init__(self, rate: str, store: Storage | None = None) -> None:
        item = limits.parse(rate)
        self._most, self._seconds = item.amount, item.get_expiry()
        self._counting: Counting = Shared(store, self._seconds) if store else Here()

    def check(self) -> None:
        """Count the request of the user who is signed in; others were refused before."""
        window, gone = divmod(int(time.time()), self._seconds)
        user = f"{g.tenant.name}/{g.keel_session.context.actor.user_id}"
        left = self._most - self._counting.hit(user, window)
        g.keel_rate = Standing(self._most, max(left, 0), self._seconds - gone)
        if left < 0:
            raise TooManyRequests(retry_after=self._seconds - gone)


def tell(response: Response) -> Response:
    """Say in the headers of an answer how many requests are left, and until when."""
    standing: Standing | None = g.get("keel_rate")
    if standing is not None:
        response.headers["RateLimit-Limit"] = str(standing.most)
        response.headers["RateLimit-Remaining"] = str(standing.left)
        response.headers["RateLimit-Reset"] = str(standing.seconds)
    return response
