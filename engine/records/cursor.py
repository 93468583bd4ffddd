"""Marks where a page ended, so that the next one begins there (decision 26)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from engine.kernel.ids import KEEL_NAMESPACE
from engine.records.problems import bad_cursor

_DIGEST = 12
_MAX_LENGTH = 4000


def pack(question: str, keys: Sequence[Any]) -> str:
    """Make the mark of a row from its sort keys; it fits only the same object and sort."""
    body = orjson.dumps([_tagged(key) for key in keys])
    return base64.urlsafe_b64encode(_seal(question, body) + body).decode().rstrip("=")


def unpack(question: str, mark: str, length: int) -> tuple[Any, ...]:
    """Read a mark back; `InvalidRecord` when it was not made for this question."""
    if len(mark) > _MAX_LENGTH:
        raise bad_cursor()
    try:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        seal, body = raw[:_DIGEST], raw[_DIGEST:]
        keys = tuple(_read(key) for key in orjson.loads(body))
    except (ValueError, TypeError, KeyError, InvalidOperation) as error:
        raise bad_cursor() from error
    if seal != _seal(question, body) or len(keys) != length:
        raise bad_cursor()
    return keys


def _seal(question: str, body: bytes) -> bytes:
    """Tell marks of other questions apart; a forged mark shows nothing that a filter could not."""
    return sha256(KEEL_NAMESPACE.bytes + question.encode() + b"\0" + body).digest()[:_DIGEST]


def _tagged(key: Any) -> Any:
    match key:
        case None | bool() | int() | str():
            return key
        case Decimal():
            return ["n", str(key)]
        case UUID():
            return ["u", key.hex]
        case datetime():
            return ["m", key.isoformat()]
        case date():
            return ["d", key.isoformat()]
        case time():
            return ["t", key.isoformat()]
    raise TypeError(f"no sort key: {type(key).__name__}")


_READERS: Mapping[str, Callable[[str], Any]] = {
    "n": Decimal,
    "u": UUID,
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
}


def _read(key: Any) -> Any:
    if isinstance(key, list):
        kind, value = key
        if not isinstance(value, str):
            raise TypeError("a tagged key is text")
        return _READERS[kind](value)
    return key
