"""Reads values that consist of named parts."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from engine.fields.shared.refusal import shown, unreadable, wrong_type
from engine.kernel.field_type import InvalidValue
from engine.text import text

_WANTED = text("a value with parts", "由多个部分组成的值")
_LONGEST = 20_000


def read_parts(raw: object, names: tuple[str, ...]) -> dict[str, object]:
    """Give the raw part by name, None where there is none; refuses names that do not exist."""
    if not isinstance(raw, Mapping):
        raise wrong_type(raw, _WANTED)
    for key in raw:
        if key not in names:
            raise InvalidValue(
                "part.unknown",
                text("there is no part “{key}”", "没有“{key}”这一部分", key=shown(key)),
                text("the parts are {names}", "可用的部分：{names}", names=", ".join(names)),
            )
    return {name: raw.get(name) for name in names}


def read_json_parts(raw: str) -> object:
    """Read a map that a file carries as JSON text."""
    if len(raw) > _LONGEST:
        raise unreadable(raw, _WANTED)
    try:
        return orjson.loads(raw)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        raise unreadable(raw, _WANTED) from None


def write_json_parts(value: Mapping[str, object]) -> str:
    """Write the parts that are not blank as JSON text."""
    return orjson.dumps({k: v for k, v in value.items() if v is not None}, default=str).decode()
