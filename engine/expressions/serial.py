"""Writes a checked tree as plain JSON values and reads it back: for SQLite and for browsers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.expressions.registry import functions
from engine.expressions.tree import Call, Constant, Node, Operation, Path
from engine.kernel.values import ValueType

V = ValueType
Json = dict[str, Any]


def to_json(node: Node) -> Json:
    """Give ``{value, type}``, ``{path, type}``, ``{op, args, type}`` or ``{call, args, type}``.

    Numbers, dates, times and moments are text, so that nothing is lost in a browser.
    """
    if isinstance(node, Constant):
        return {"value": plain(node.value), "type": node.type.value}
    if isinstance(node, Path):
        return {"path": node.path, "type": node.type.value}
    args = [to_json(arg) for arg in node.args]
    if isinstance(node, Operation):
        return {"op": node.op, "args": args, "type": node.type.value}
    return {"call": node.function.name, "args": args, "type": node.type.value}


def from_json(body: Json) -> Node:
    """Read what `to_json` wrote; KeyError for an unknown function."""
    value_type = V(body["type"])
    if "value" in body:
        return Constant(_value(body["value"], value_type), value_type)
    if "path" in body:
        return Path(body["path"], value_type)
    args = tuple(from_json(arg) for arg in body["args"])
    if "op" in body:
        return Operation(body["op"], args, value_type)
    return Call(functions()[body["call"]], args, value_type)


def plain(value: Any) -> Any:
    """Give a value as JSON can carry it: decimals, dates and moments as text."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _value(value: Any, value_type: ValueType) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if value_type.is_number and value is not None:
        return Decimal(value)
    read = _READ.get(value_type)
    return value if read is None or value is None else read(value)


_READ: Mapping[ValueType, Callable[[str], Any]] = {
    V.DATE: date.fromisoformat,
    V.TIME: time.fromisoformat,
    V.MOMENT: datetime.fromisoformat,
}
