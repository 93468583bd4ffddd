"""The file of ``keel eval``: fields and what surrounds them in the first line, then rows of values."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from engine.commands.listed_rates import ListedRates
from engine.errors import InvalidRecord, Problem
from engine.expressions import Env, WorkCalendar
from engine.fields import field_types
from engine.kernel.values import ValueType, stored_decimal
from engine.text import Text, text

Row = dict[str, Any]
Types = Mapping[str, ValueType]


def read_rows(path: Path, env: Env) -> tuple[Types, Env, Iterator[Row]]:
    """Read the fields, ``env`` with the surroundings that the file describes, and the rows.

    Raises InvalidRecord with the line of what cannot be read.
    """
    source = _Lines(path.name)
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise source.refuse(0, text("this is not UTF-8 text", "不是 UTF-8 文本")) from error
    head = source.object(lines[0] if lines else "", 1)
    fields = head.get("fields")
    if not isinstance(fields, dict):
        raise source.refuse(1, text("the first line names the fields", "第一行必须声明字段"))
    types = {str(name): source.type(kind) for name, kind in fields.items()}
    try:
        env = _surroundings(head, env)
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        message = text(
            "the calendar or the currencies cannot be read", "无法读取 calendar 或 currencies"
        )
        raise source.refuse(1, message) from error
    numbered = ((number, line) for number, line in enumerate(lines[1:], 2) if line.strip())
    return types, env, (source.row(line, number, types) for number, line in numbered)


def _surroundings(head: Row, env: Env) -> Env:
    money = head.get("currencies")
    rates = money and ListedRates(
        money.get("corporate"),
        tuple(
            (str(code), date.fromisoformat(since), stored_decimal(Decimal(str(rate))))
            for code, since, rate in money.get("rates", ())
        ),
    )
    body = head.get("calendar")
    calendar = None if body is None else WorkCalendar.from_body(body)
    return replace(env, calendar=calendar, rates=rates or None)


class _Lines:
    def __init__(self, name: str) -> None:
        self.name = name

    def refuse(self, line: int, message: Text, hint: Text | None = None) -> InvalidRecord:
        """Make the error for a line."""
        problem = Problem("eval.rows", message, file=self.name, line=line, hint=hint or Text())
        return InvalidRecord([problem])

    def type(self, name: object) -> ValueType:
        """Give the type that values of a field type have, or the type of values of this name."""
        known = {kind.value: kind for kind in ValueType} | {
            each.name: each.value_type for each in field_types().values() if not each.computed
        }
        if name in known:
            return known[str(name)]
        near = difflib.get_close_matches(str(name), sorted(known), n=1)
        raise self.refuse(
            1,
            text("“{n}” is no type of field", "没有字段类型“{n}”", n=name),
            text("did you mean {near}?", "您是指 {near} 吗？", near=near[0]) if near else None,
        )

    def object(self, line: str, number: int) -> Row:
        """Read the JSON object of a line."""
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise self.refuse(number, text("not a JSON object", "不是 JSON 对象"))
        return value

    def row(self, line: str, number: int, types: Types) -> Row:
        """Read a row's values; fields that it leaves out are blank."""
        raw = self.object(line, number)
        values = {}
        for name, kind in types.items():
            try:
                values[name] = _value(raw.get(name), kind)
            except (ValueError, ArithmeticError, TypeError, AttributeError) as error:
                message = text(
                    "{n}: “{v}” is no {t}",
                    "{n}：“{v}”不是 {t}",
                    n=name,
                    v=str(raw[name])[:40],
                    t=kind.value,
                )
                raise self.refuse(number, message) from error
        return values


def _value(raw: Any, kind: ValueType) -> Any:
    if raw is None or raw == "":
        return None
    return _READERS.get(kind, _as_it_is)(raw)


def _as_it_is(raw: Any) -> Any:
    return raw


def _boolean(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError(raw)
    return raw


def _several(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise TypeError(raw)
    return tuple(map(str, raw))


def _whole(raw: Any) -> int:
    number = Decimal(str(raw))
    if number != int(number):
        raise ValueError(raw)
    return int(number)


def _exact(raw: Any) -> Decimal:
    return stored_decimal(Decimal(str(raw)))


def _moment(raw: Any) -> datetime:
    found = datetime.fromisoformat(raw)
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


_READERS: Mapping[ValueType, Callable[[Any], Any]] = {
    ValueType.INTEGER: _whole,
    ValueType.DURATION: _whole,
    ValueType.DECIMAL: _exact,
    ValueType.PERCENT: _exact,
    ValueType.CURRENCY: _exact,
    ValueType.BOOLEAN: _boolean,
    ValueType.DATE: date.fromisoformat,
    ValueType.MOMENT: _moment,
    ValueType.TIME: time.fromisoformat,
    ValueType.REFERENCE: UUID,
    ValueType.TEXT: str,
    ValueType.SELECT: str,
    ValueType.LIST: _several,
}
