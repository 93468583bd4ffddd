"""Makes identifiers: random time-ordered ones for records, derived ones for metadata."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID, uuid5

KEEL_NAMESPACE = UUID("6b65656c-0000-5000-8000-6d6574616461")

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562) that sorts after every other made by this process."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """Make so many of them, in order.

    48 bits of Unix milliseconds, then a 12-bit counter inside the millisecond, then 62 random bits.
    """
    global _last
    with _lock:
        first = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = first + count - 1
    random = os.urandom(8 * count)
    return [_made(first + place, random[8 * place : 8 * place + 8]) for place in range(count)]


def _made(stamp: int, random: bytes) -> UUID:
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(random) & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


def derived_uid(namespace: str, kind: str, parent: str, name: str, generation: int = 0) -> UUID:
    """Derive a component's uid from what never changes (decision 3).

    ``parent`` is the parent's uid as text or empty; generation 0 is left out.
    """
    parts = [namespace, kind, parent, name]
    if generation:
        parts.append(str(generation))
    return uuid5(KEEL_NAMESPACE, "\x1f".join(parts))
