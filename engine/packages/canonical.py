"""Writes components as canonical JSON and reads them back exactly, and takes their digests."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from engine.kernel.component import Component

_READER = json.JSONDecoder(parse_float=Decimal)
"""One for all: `json.loads` makes one for each text that asks for exact numbers."""


def canonical(value: object) -> bytes:
    """Write a plain value as JSON with sorted keys; decimals keep the digits as authored."""
    return orjson.dumps(value, default=_exact, option=orjson.OPT_SORT_KEYS)


def parse_canonical(raw: bytes | str) -> Any:
    """Read JSON; a number with a point becomes an exact Decimal."""
    return _READER.decode(raw if isinstance(raw, str) else raw.decode())


def to_json(component: Component) -> bytes:
    """Write a component as one canonical JSON object."""
    return canonical(
        {
            "kind": component.kind,
            "of": component.of,
            "name": component.name,
            "package": component.package,
            "uid": str(component.uid),
            "body": component.body,
        }
    )


def from_json(raw: bytes | str) -> Component:
    """Read a component that `to_json` wrote."""
    said = parse_canonical(raw)
    return Component(
        kind=said["kind"],
        name=said["name"],
        of=said["of"],
        body=said["body"],
        package=said["package"],
        uid=UUID(said["uid"]),
    )


def digest(value: object) -> str:
    """Take the SHA-256 of a plain value's canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def component_digest(component: Component) -> str:
    """Take the digest of everything that a component says, its identity included."""
    return digest_of(to_json(component))


def digest_of(raw: bytes) -> str:
    """Take the digest of canonical JSON that was written already."""
    return hashlib.sha256(raw).hexdigest()


def _exact(value: object) -> object:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value).encode())
    raise TypeError(f"{type(value).__name__} is no part of metadata")
