"""Reads the body that a form of `ui.studio.shapes` describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.datastructures import MultiDict

from engine import Problem
from ui.numbers import whole_number
from ui.studio.desk import Desk, Key
from ui.studio.names import made_name
from ui.studio.shapes import HIDDEN, STANDS, columns_of, sort_of, usual_of

LANGUAGES = ("en", "zh")


class Entered:
    """What somebody entered into the form of a component."""

    def __init__(self, desk: Desk, key: Key, form: MultiDict[str, str]) -> None:
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
        return self._placed(made) if "shown.stands" in self._form else made

    def _placed(self, body: dict[str, Any]) -> dict[str, Any]:
        """Say where it stands: the one choice is behind or in front of another."""
        word, _slash, other = self._text("stands").partition("/")
        kept = {name: value for name, value in body.items() if name not in STANDS}
        return {**kept, word: other} if word in STANDS and other else kept

    def _value(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        read = {
            "rows": self._table,
            "table": self._table,
            "flag": self._flag,
            "yaml": self._yaml,
            "names": self._names,
            "picks": self._picks,
            "map": self._map,
            "by_field": self._by_field,
            "by_option": self._by_option,
        }.get(sort_of(shape), self._scalar)
        return read(shape, name, before)

    def _table(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        named = sort_of(shape) == "rows"
        return list(self._rows(shape, name, before or (), named=named)) or None

    def _flag(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        return _unless_usual(shape, name in self._form, before)

    def _picks(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        """Read the words that are ticked; the order in which they were said does not matter."""
        ticked = set(self._form.getlist(name))
        usual = usual_of(shape)
        for known in (before, usual):
            if known is not None and ticked == set(known):
                return _unless_usual(shape, known, before)
        picked = [word for word in shape["items"]["enum"] if word in ticked]
        return picked or (None if usual is None else picked)

    def _names(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        return self._form.getlist(name) or None

    def _map(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        parts = {
            part: self._value(of, f"{name}.{part}", (before or {}).get(part))
            for part, of in shape["properties"].items()
        }
        return {part: value for part, value in parts.items() if value is not None} or None

    def _yaml(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
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
        if sort in ("flag", "choice"):
            read = text == "yes" if sort == "flag" and text else text or None
            return _unless_usual(shape, read, before)
        if not text:
            return None
        if sort == "number":
            number = _number(text, whole=shape.get("type") == "integer")
            return None if number == usual_of(shape) != before else number
        if sort == "words":
            words = text.replace("，", ",").split(",")
            return [word.strip() for word in words if word.strip()]
        return text

    def _rows(
        self, shape: Mapping[str, Any], name: str, before: Any, *, named: bool
    ) -> Iterator[Any]:
        """Read rows in the order in which they stand; what they do not show goes by their id."""
        columns = columns_of(shape["items"])
        known = {one["id"]: one for one in before if "id" in one}
        for index in self._indices(name):
            id_ = self._text(f"{name}.{index}.id")
            old = known.get(id_) or {}
            row = dict(old)
            for column, of in columns.items():
                value = self._scalar(of, f"{name}.{index}.{column}", old.get(column))
                if value is None:
                    row.pop(column, None)
                else:
                    row[column] = value
            if not row:
                continue
            if named:
                label = self._desk.say({"en": "", **(row.get("label") or {})})
                row = {"id": self._prefix + made_name(label or "option"), **row}
            yield row

    def _indices(self, name: str) -> list[int]:
        """Number the rows that a form has, blank ones included."""
        starts = (
            key.removeprefix(f"{name}.") for key in self._form if key.startswith(f"{name}.")
        )
        found = {whole_number(rest.partition(".")[0]) for rest in starts}
        return sorted(number for number in found if number is not None)

    def _by_field(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        rows = (f"{name}.{index}" for index in self._indices(name))
        pairs = ((self._text(f"{row}.field"), self._text(f"{row}.value")) for row in rows)
        return {field: value for field, value in pairs if field} or None

    def _by_option(self, shape: Mapping[str, Any], name: str, before: Any) -> Any:
        """Read which options are left of each field; a field that is not limited is not named."""
        shown = self._form.getlist(f"{name}.shown")
        kept = {field: ids for field, ids in (before or {}).items() if field not in shown}
        limited = (field for field in shown if f"{name}.{field}.limited" in self._form)
        return {**kept, **{one: self._form.getlist(f"{name}.{one}") for one in limited}} or None

    def _text(self, name: str) -> str:
        return self._form.get(name, "").strip().replace("\r\n", "\n")


def moved(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """Give a form with two rows exchanged where its button ``move`` asks for it: ``options/2/up``."""
    name, _slash, rest = form.get("move", "").partition("/")
    number, _slash, way = rest.partition("/")
    here = whole_number(number)
    if here is None or way not in ("up", "down"):
        return form
    there = here + (1 if way == "down" else -1)
    if there < 0:
        return form
    numbers = {str(here): str(there), str(there): str(here)}
    made: MultiDict[str, str] = MultiDict()
    for key, value in form.items(multi=True):
        head, _dot, tail = key.removeprefix(f"{name}.").partition(".")
        row = key.startswith(f"{name}.") and head in numbers
        made.add(f"{name}.{numbers[head]}.{tail}" if row else key, value)
    return made


def _unless_usual(shape: Mapping[str, Any], value: Any, before: Any) -> Any:
    """Keep silent about what holds anyway, unless it was said before."""
    usual = usual_of(shape)
    if value is None or value == usual:
        return before if before == usual else None
    return value


_TOO_LARGE = 2**63
"""No whole number beyond it is stored; written as 1e999999999 it would fill the memory."""


def _number(text: str, *, whole: bool) -> Any:
    """Read a number; what is none stays text, so that the shape says what is wrong."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return text
    return int(number) if whole or number == number.to_integral_value() else number
