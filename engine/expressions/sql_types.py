"""How values look inside SQL expressions, per dialect; the same forms as stored columns have.

On SQLite decimals are whole millionths, moments microseconds since 1970 UTC, ids 16 bytes, dates and
times ISO text, whole numbers plain integers (decision 13). On PostgreSQL all types are native.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.expressions.type_rules import WHOLE
from engine.kernel.values import ValueType, stored_decimal

MILLION = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
V = ValueType


Form = Callable[[Any], Any]


def encoder(value_type: ValueType) -> Form:
    """Give what turns a settled value into the form that SQLite holds."""
    if value_type in WHOLE:
        return int
    if value_type.is_number:
        return _millionths
    return _ENCODE.get(value_type, _same)


def decoder(value_type: ValueType) -> Form:
    """Give what reads a value out of the form that SQLite holds; whole numbers as Decimal."""
    if value_type in WHOLE:
        return Decimal
    if value_type.is_number:
        return _decimal
    return _DECODE.get(value_type, _same)


def _millionths(value: Decimal) -> int:
    return int(value.scaleb(6))


def _decimal(value: int) -> Decimal:
    return Decimal(value).scaleb(-6)


def to_sqlite(value: Any, value_type: ValueType) -> Any:
    """Give the form in which SQLite holds a value; OverflowError outside the decimal range."""
    if value is None:
        return None
    if value_type in WHOLE:
        return int(value)
    if value_type.is_number:
        return int(stored_decimal(Decimal(value)) * MILLION)
    return _ENCODE.get(value_type, _same)(value)


def from_sqlite(value: Any, value_type: ValueType) -> Any:
    """Give the Python value of what SQLite holds."""
    if value is None or value_type in WHOLE:
        return value
    if value_type.is_number:
        return _decimal(value)
    return _DECODE.get(value_type, _same)(value)


def _same(value: Any) -> Any:
    return value


_ENCODE: Mapping[ValueType, Callable[[Any], Any]] = {
    V.BOOLEAN: int,
    V.DATE: date.isoformat,
    V.TIME: lambda value: value.isoformat("microseconds"),
    V.MOMENT: lambda value: (value - _EPOCH) // _MICROSECOND,
    V.REFERENCE: lambda value: value.bytes if isinstance(value, UUID) else value,
    V.LIST: lambda value: orjson.dumps(value, default=str).decode(),
}
_DECODE: Mapping[ValueType, Callable[[Any], Any]] = {
    V.BOOLEAN: bool,
    V.DATE: date.fromisoformat,
    V.TIME: time.fromisoformat,
    V.MOMENT: lambda value: _EPOCH + timedelta(microseconds=value),
    V.REFERENCE: lambda value: UUID(bytes=value),
    V.LIST: lambda value: tuple(orjson.loads(value)),
    V.JSON: orjson.loads,
}


class SqliteForm(TypeDecorator[Any]):
    """A result of an expression on SQLite, read and bound as its Python value."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, value_type: ValueType) -> None:
        super().__init__()
        self.value_type = value_type

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return to_sqlite(value, self.value_type)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return from_sqlite(value, self.value_type)


RAW_SQLITE: Mapping[ValueType, TypeEngine[Any]] = {
    **dict.fromkeys([one for one in V if one.is_number], sa.BigInteger()),
    V.TEXT: sa.Text(), V.SELECT: sa.Text(), V.BOOLEAN: sa.Boolean(), V.DATE: sa.Text(),
    V.TIME: sa.Text(), V.MOMENT: sa.BigInteger(), V.REFERENCE: sa.LargeBinary(),
    V.LIST: sa.Text(), V.JSON: sa.Text(), V.BLANK: sa.Text(),
}  # fmt: skip
"""Types that pass SQLite's own form through unchanged."""

POSTGRESQL: Mapping[ValueType, TypeEngine[Any]] = {
    **dict.fromkeys([one for one in V if one.is_number], sa.Numeric()),
    V.INTEGER: sa.BigInteger(), V.DURATION: sa.BigInteger(),
    V.TEXT: sa.Text(), V.SELECT: sa.Text(), V.BOOLEAN: sa.Boolean(), V.DATE: sa.Date(),
    V.TIME: sa.Time(), V.MOMENT: sa.DateTime(timezone=True), V.REFERENCE: sa.Uuid(),
    V.LIST: sa.Text(), V.JSON: sa.Text(), V.BLANK: sa.Text(),
}  # fmt: skip


def result_type(value_type: ValueType, dialect: str) -> TypeEngine[Any]:
    """Give the column type under which a result comes back as its Python value."""
    if dialect == "postgresql":
        return POSTGRESQL[value_type]
    if value_type is V.BOOLEAN or value_type.is_text or value_type in WHOLE:
        return RAW_SQLITE[value_type]
    return SqliteForm(value_type)
