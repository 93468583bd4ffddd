"""The embedded worker: one thread that drains the outboxes of all tenants of this process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence

import structlog

from engine.jobs.run import run_next
from engine.jobs.schedules import Timetable
from engine.jobs.workplace import Workplace

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 2.0
"""How long a missed wake-up can delay a job; one indexed read per tenant each time."""


class Drainer:
    """Runs jobs in a thread until it is stopped; a put job wakes it at once."""

    def __init__(self, places: Callable[[], Sequence[Workplace]]) -> None:
        self._places = places
        self._timetable = Timetable()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="keel drainer", daemon=True)
        self._holder = f"embedded-{os.getpid()}"
        self._listening: dict[str, Callable[[], None]] = {}

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """End after the job in hand; its lease lets another worker go on if it takes longer."""
        self._stop.set()
        self._wake.set()
        self._thread.join(seconds)
        for silence in self._listening.values():
            silence()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                busy = self._round()
            except Exception:  # a broken tenant must not end the work of the others
                log.exception("draining failed")
                busy = False
            if not busy:
                self._wake.wait(SWEEP_SECONDS)

    def _round(self) -> bool:
        """Run one job of each tenant in turn, so that a busy one does not starve the others."""
        busy = False
        for place in self._places():
            if place.name not in self._listening:
                self._listening[place.name] = place.database.on_wake(self._wake.set)
            self._timetable.tend(place)
            if not self._stop.is_set():
                busy = run_next(place, self._holder) or busy
        return busy
