"""Writes plain values as YAML, always the same bytes for the same value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

WIDTH = 96
_SAFE = re.compile(
    r"[^\W\d](?:[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff:#\"'`&*!|>%@{}\[\],]|:(?=\S))*"
)
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = ("true", "false", "null", "")
_ODD = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_BLOCK_LINE = re.compile(rf"[^\s{_ODD}](?:[^{_ODD}]*[^\s{_ODD}])?")


def write_yaml(value: Mapping[str, Any]) -> str:
    """Write a map in block style; small leaves stand in one line."""
    return "".join(f"{line}\n" for line in _lines_of_map(value, 0))


def _lines_of_map(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, item in value.items():
        head = f"{pad}{_scalar(key)}:"
        flow = _flow(item)
        if isinstance(item, str) and _is_block(item):
            yield f"{head} {'|' if item.endswith(chr(10)) else '|-'}"
            for line in item.rstrip("\n").split("\n"):
                yield f"{pad}  {line}" if line else ""
        elif flow is not None and (_is_leaf(item) or len(head) + len(flow) < WIDTH):
            yield f"{head} {flow}"
        elif isinstance(item, Mapping):
            yield head
            yield from _lines_of_map(item, indent + 2)
        else:
            yield head
            yield from _lines_of_list(item, indent + 2)


def _lines_of_list(value: list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in value:
        flow = _flow(item)
        if flow is not None and (_is_leaf(item) or len(flow) + indent + 2 < WIDTH):
            yield f"{pad}- {flow}"
            continue
        lines = (
            _lines_of_map(item, indent + 2)
            if isinstance(item, Mapping)
            else _lines_of_list(item, indent + 2)
        )
        first = next(lines)
        yield f"{pad}- {first[indent + 2 :]}"
        yield from lines


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, Mapping | list) or not value


def _flow(value: Any) -> str | None:
    """Write a value in one line if it is flat enough to be read so."""
    if isinstance(value, Mapping):
        parts = [(_scalar(key), _flow(item)) for key, item in value.items()]
        if any(part is None for _, part in parts) or _depth(value) > 2:
            return None
        return "{" + ", ".join(f"{key}: {part}" for key, part in parts) + "}"
    if isinstance(value, list):
        items = [_flow(item) for item in value]
        flat = not any(isinstance(item, Mapping | list) for item in value)
        return "[" + ", ".join(item or "" for item in items) + "]" if flat else None
    return _scalar(value)


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    return 1 if isinstance(value, list) else 0


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return str(value)
    text = str(value)
    if text not in _WORDS and _SAFE.fullmatch(text) and text == text.strip():
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_block(value: str) -> bool:
    """Tell whether a text of several lines can stand as a block without losing anything."""
    lines = value.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and all(not line or _BLOCK_LINE.fullmatch(line) for line in lines)
        and (bool(lines[0]) and bool(lines[-1]))
    )
