"""Reads whole numbers that requests carry."""

from __future__ import annotations

MOST_DIGITS = 15
"""What a browser counts exactly, and every database holds."""


def whole_number(typed: str) -> int | None:
    """Read a whole number that is not negative; None for what is none, or none that is kept.

    ``isdigit`` takes raised digits, which ``int`` refuses; so it does what is thousands of digits long.
    """
    fits = len(typed) <= MOST_DIGITS and typed.isascii() and typed.isdigit()
    return int(typed) if fits else None
