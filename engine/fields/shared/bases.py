"""The bases of field types that differ in little: lines of text, numbers, references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from engine.fields.shared.locales import show_number
from engine.fields.shared.numbers import (
    bound,
    check_bounds,
    entry_pattern,
    plain,
    read_decimal,
    to_stored,
)
from engine.fields.shared.patterns import check_pattern, pattern_problem
from engine.fields.shared.refusal import unreadable, wrong_type
from engine.fields.shared.schemas import DIGITS, MAX, MIN
from engine.fields.shared.texts import clean_line, is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import Text, text

BLANKS = ("is_blank", "not_blank")
TEXT_OPERATORS = (
    "eq", "ne", "in", "not_in", "contains", "not_contains", "starts_with", "ends_with", *BLANKS,
)  # fmt: skip
NUMBER_OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", *BLANKS)
DATE_OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "between", "within", *BLANKS)
CHOICE_OPERATORS = ("eq", "ne", "in", "not_in", *BLANKS)
LIST_OPERATORS = ("has_any", "has_all", "has_none", *BLANKS)
NUMBER_MEASURES = ("count", "sum", "min", "max", "avg", "count_distinct")
ORDER_MEASURES = ("count", "min", "max", "count_distinct")
RECORD = text("a record id", "记录 ID")


class Line(FieldType):
    """A text of one line with a length, and perhaps a pattern."""

    family = Family.TEXT
    value_type = ValueType.TEXT
    operators: ClassVar[tuple[str, ...]] = TEXT_OPERATORS
    measures = ("count", "count_distinct")
    searchable = True
    length: ClassVar[int] = 255

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.TEXT, ValueType.TEXT, sort_key=self.sortable),)

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        pattern = field.options.get("pattern")
        problem = pattern_problem(pattern) if isinstance(pattern, str) else None
        return [("/pattern", problem)] if problem else []

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        if raw is None:
            return None
        found = clean_line(raw, self.limit(field))
        if found is not None and "pattern" in field.options:
            check_pattern(found, field)
        return found

    def limit(self, field: FieldDef) -> int:
        """Give the most characters that the field takes."""
        return int(field.options.get("max_length") or self.length)

    def search_text(self, value: Any, field: FieldDef) -> str:
        return value or ""


class Number(FieldType):
    """A decimal number with digits and bounds."""

    family = Family.DECIMAL
    operators = NUMBER_OPERATORS
    measures = NUMBER_MEASURES
    options_schema: ClassVar[Mapping[str, Any]] = {"min": MIN, "max": MAX, "digits": DIGITS}
    money: ClassVar[bool] = False
    percent: ClassVar[bool] = False
    digits: ClassVar[int | None] = None
    least: ClassVar[int | None] = None
    most: ClassVar[int | None] = None

    def __init_subclass__(cls) -> None:
        cls.entry = entry_pattern(money=cls.money, percent=cls.percent)

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        return bounds_problems(field, self.least, self.most)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> Decimal | None:
        number = read_decimal(raw, money=self.money, percent=self.percent)
        if number is None:
            return None
        options = field.options
        found = to_stored(number, options.get("digits", self.digits))
        least, most = options.get("min", self.least), options.get("max", self.most)
        if least is not None or most is not None:
            check_bounds(found, least, most)
        return found

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else plain(value)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, Decimal | int):
            return "" if value is None else str(value)
        return show_number(value, locale.language, field.options.get("digits", self.digits))


class Reference(FieldType):
    """The id of one record."""

    family = Family.REFERENCE
    value_type = ValueType.REFERENCE
    widget = "lookup"
    operators = CHOICE_OPERATORS
    groupable = True
    measures = ("count", "count_distinct")

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> UUID | None:
        return read_id(raw)

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else str(value)

    def json_writer(self, field: FieldDef) -> None:
        return None


def bounds_problems(
    field: FieldDef, least: int | None = None, most: int | None = None
) -> list[tuple[str, Text]]:
    """Say what is wrong with declared bounds."""
    low = bound(field.options.get("min", least))
    high = bound(field.options.get("max", most))
    if low is not None and high is not None and low > high:
        return [("/min", text("min is greater than max", "min 大于 max"))]
    return []


def read_id(raw: object) -> UUID | None:
    """Read the id of a record: a UUID, its text, or a map with ``id``; None when blank."""
    if type(raw) is UUID or raw is None:
        return raw
    if type(raw) is not str and isinstance(raw, Mapping):
        raw = raw.get("id")
    if isinstance(raw, UUID):
        return UUID(int=raw.int)
    if is_blank(raw):
        return None
    if not isinstance(raw, str):
        raise wrong_type(raw, RECORD)
    return _id_of(raw.strip())


def _id_of(found: str) -> UUID:
    if found.isascii() and len(found) in (32, 36):
        with suppress(ValueError):
            return UUID(found)
    raise unreadable(found, RECORD, _NAME_HINT)


_NAME_HINT = text(
    "choose a record, or let an import find it by name or key",
    "请选择记录，或在导入时按名称或键查找",
)
