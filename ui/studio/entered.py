"""Reads the body that a form of `ui.studio.shapes` describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from engine import Problem
from ui.studio.desk import Desk, Key
from ui.studio.names import made_name
from ui.studio.shapes import BLANK_ROWS, HIDDEN, columns_of, sort_of

LANGUAGES = ("en", "zh")


class Entered:
    """What somebody entered into the form of a component."""

    def __init__(self, desk: Desk, key: Key, form: Mapping[str, str]) -> None:
        self._desk = desk
        self._form = form
        found = desk.bench.find(key)
        self._prefix = "" if found is None or found.own else "x__"
        self.problems: list[Problem] = []
        """What could not be read."""

    def body(self, schema: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """Give the body, what the form does not show being kept as it was before."""
        made = dict(before)
        for name, shape in schema.get("properties", {}).items():
            if name in HIDDEN or f"shown.{name}" not in self._form:
                continue
            value = self._value(shape, name, before.get(name))
            if value is None:
                made.pop(name, None)
            else:
                made[name] = value
        return made

    def _value(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        sort = sort_of(shape)
        if sort == "rows":
            return list(self._rows(shape, name, before or ())) or None
        if sort == "flag":
            # A flag that was never said stays unsaid while it is off.
            return True if name in self._form else None if before is None else False
        if sort == "yaml":
            return self._yaml(name)
        return self._scalar(shape, name, before)

    def _yaml(self, name: str) -> Any:
        source = self._text(name)
        if not source:
            return None
        value, problems = self._desk.bench.read_yaml(source)
        self.problems.extend(problems)
        return value.get(name) if isinstance(value, dict) else value

    def _scalar(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        sort, text = sort_of(shape), self._text(name)
        if sort == "wording":
            kept = {k: v for k, v in (before or {}).items() if k not in LANGUAGES}
            typed = {code: self._text(f"{name}.{code}") for code in LANGUAGES}
            return {**{code: said for code, said in typed.items() if said}, **kept} or None
        if not text:
            return None
        if sort == "flag":
            return text == "yes"
        if sort == "number":
            return _number(text, whole=shape.get("type") == "integer")
        if sort == "words":
            words = text.replace("，", ",").split(",")
            return [word.strip() for word in words if word.strip()]
        return text

    def _rows(self, shape: Mapping[str, Any], name: str, before: Any) -> Iterator[Any]:
        columns = columns_of(shape["items"])
        for index in range(len(before) + BLANK_ROWS):
            old = before[index] if index < len(before) else {}
            row = dict(old)
            for column, of in columns.items():
                value = self._scalar(of, f"{name}.{index}.{column}", old.get(column))
                if value is None:
                    row.pop(column, None)
                else:
                    row[column] = value
            if row:
                label = self._desk.say({"en": "", **(row.get("label") or {})})
                yield {"id": self._prefix + made_name(label or "option"), **row}

    def _text(self, name: str) -> str:
        return self._form.get(name, "").strip().replace("\r\n", "\n")


def _number(text: str, *, whole: bool) -> Any:
    """Read a number; what is none stays text, so that the shape says what is wrong."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if whole or number == number.to_integral_value() else number
