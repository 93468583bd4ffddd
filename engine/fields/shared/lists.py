"""Reads values that are several: lists of the API, and texts with separators."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from engine.fields.shared.refusal import too_long, too_many, wrong_type
from engine.kernel.field_type import InvalidValue
from engine.text import Text

T = TypeVar("T", bound=Hashable)
_LONGEST_TEXT = 100_000


def read_list(raw: object, wanted: Text, limit: int) -> list[object] | str | None:
    """Give the members of a list, or the text that is still to be split; None when blank."""
    if raw is None:
        return None
    if isinstance(raw, str):
        if len(raw) > _LONGEST_TEXT:
            raise too_long(_LONGEST_TEXT)
        return raw
    if isinstance(raw, list | tuple | set | frozenset):
        if len(raw) > 10 * limit:
            raise too_many(limit)
        return list(raw)
    if isinstance(raw, Mapping):
        raise wrong_type(raw, wanted)
    return [raw]


def distinct(
    members: list[object], read: Callable[[object], T | None], limit: int
) -> tuple[T, ...] | None:
    """Read every member, drop blanks and repeats, keep the order; None when nothing is left."""
    found: dict[T, None] = {}
    for member in members:
        value = read(member)
        if value is not None:
            found[value] = None
    if len(found) > limit:
        raise too_many(limit)
    return tuple(found) or None


def refusal_of(read: Callable[[object], object], raw: object) -> InvalidValue | None:
    """Try to read; give the refusal, if there is one."""
    try:
        read(raw)
    except InvalidValue as refusal:
        return refusal
    return None
