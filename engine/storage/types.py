"""Column types whose Python values are the same on SQLite and PostgreSQL (decision 13).

Units inside SQLite: decimals are integers of a millionth, moments are microseconds since 1970 UTC,
ids are 16 bytes (docs/decisions/0005). PostgreSQL keeps NUMERIC(19,6), timestamptz and uuid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.kernel.values import Family, ValueType, stored_decimal
from engine.packages.canonical import canonical, parse_canonical

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MILLION = Decimal(1_000_000)


class _BytesId(TypeDecorator[UUID]):
    """An id as 16 bytes on SQLite."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> bytes | None:
        return _id_bytes(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=value)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return _id_bytes

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        return lambda value: None if value is None else UUID(bytes=value)


class _Millionths(TypeDecorator[Decimal]):
    """A decimal as a whole number of millionths on SQLite; half-up on the way in."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int | None:
        return _millionths(value)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return _millionths

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-6)


class _Microseconds(TypeDecorator[datetime]):
    """A moment as microseconds since 1970 UTC on SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment is aware"
        return int((value - _EPOCH) // _MICROSECOND)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def _id_bytes(value: Any) -> bytes | None:
    if type(value) is UUID:
        return value.int.to_bytes(16)
    return None if value is None else UUID(str(value)).bytes


def _millionths(value: Any) -> int | None:
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(value)
    return int(stored_decimal(exact) * _MILLION)


class NamedUid(TypeDecorator[str]):
    """The uid of a component, as text, which everybody outside the database calls by its name.

    What is no known name or uid passes as it is: the component may be gone.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, names: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.names = names
        self._uids = dict(names)
        self._named = {uid: name for name, uid in names}

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TEXT)

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else self._uids.get(value, value)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return lambda value: self.process_bind_param(value, dialect)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else self._named.get(value, value)


def by_name(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give the names in a column of uids as text, for expressions; other columns as they are."""
    if not isinstance(column.type, NamedUid):
        return column
    stored = sa.type_coerce(column, TEXT)
    names = {uid: name for name, uid in column.type.names}
    return sa.type_coerce(sa.case(names, value=stored, else_=stored), TEXT) if names else stored


class JsonText(TypeDecorator[Any]):
    """JSON as text on both databases, for system tables: what goes in comes out, order kept."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return json_text(value)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return json_text

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else orjson.loads(value)


def json_text(value: Any) -> str | None:
    """Write a value as JSON; None, which is no value, stays None."""
    if value is None:
        return None
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class CanonicalJson(TypeDecorator[Any]):
    """Metadata as canonical JSON text: decimals keep the digits as authored."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else parse_canonical(value)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal that SQLite computed beyond 64 bits, handed over as text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


# Text compares bytewise on both databases (decision 26).
TEXT: TypeEngine[str] = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER: TypeEngine[int] = sa.BigInteger()
DECIMAL: TypeEngine[Decimal] = sa.Numeric(19, 6).with_variant(_Millionths(), "sqlite")
BOOLEAN: TypeEngine[bool] = sa.Boolean()
DATE: TypeEngine[Any] = sa.Date()
MOMENT: TypeEngine[datetime] = sa.DateTime(timezone=True).with_variant(
    _Microseconds(), "sqlite"
)
TIME: TypeEngine[Any] = sa.Time()
ID: TypeEngine[UUID] = sa.Uuid().with_variant(_BytesId(), "sqlite")
JSON: TypeEngine[Any] = JsonText().with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)

_BY_FAMILY: Mapping[Family, TypeEngine[Any]] = {
    Family.TEXT: TEXT,
    Family.INTEGER: INTEGER,
    Family.DECIMAL: DECIMAL,
    Family.BOOLEAN: BOOLEAN,
    Family.DATE: DATE,
    Family.MOMENT: MOMENT,
    Family.TIME: TIME,
    Family.REFERENCE: ID,
    Family.JSON: JSON,
}

_FAMILY_OF_VALUE: Mapping[ValueType, Family] = {
    ValueType.REFERENCE: Family.REFERENCE,
    ValueType.INTEGER: Family.INTEGER,
}


def column_type(family: Family) -> TypeEngine[Any]:
    """Give the column type of a family; KeyError for side and none, which have no column."""
    return _BY_FAMILY[family]


def element_family(value_type: ValueType, target: str) -> Family:
    """Give the family of the values in a side table: ids when it refers to records, else text."""
    if target:
        return Family.REFERENCE
    return _FAMILY_OF_VALUE.get(value_type, Family.TEXT)
