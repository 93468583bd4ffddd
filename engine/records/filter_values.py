"""Reads the raw values of filters: not as strict as saving, since a filter may ask for anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from engine.errors import InvalidRecord
from engine.kernel.field_type import InvalidValue
from engine.kernel.model import FieldDef
from engine.kernel.values import ValueType, stored_decimal
from engine.records.parameters import Viewer
from engine.records.problems import at_field
from engine.records.shape import holds_ids, value_type
from engine.text import text

ME = "me"


def filter_value(field: FieldDef, part: str, raw: object, viewer: Viewer) -> Any:
    """Turn a raw value into what the column holds; ``me`` is the viewer where users are meant.

    Raises `InvalidRecord` when the value cannot be understood.
    """
    if raw is None or raw == "":
        return None
    kind = value_type(field, part)
    if kind is ValueType.REFERENCE and raw == ME:
        return viewer.context.actor.user_id
    if kind.is_text and not part and not field.type.computed:
        return _text_as_stored(field, raw, viewer)
    reader = _READERS.get(kind, _as_text)
    try:
        return reader(raw, viewer)
    except (ValueError, InvalidOperation, OverflowError, TypeError, ArithmeticError):
        return _cleaned(field, part, raw, viewer)


def _text_as_stored(field: FieldDef, raw: object, viewer: Viewer) -> str:
    """Write a text as the field would: a number of a telephone in E.164, an option by its id."""
    try:
        found = field.type.clean(raw, field, viewer.context.actor.locale)
    except InvalidValue:
        found = None
    return str(raw) if found is None else str(found)


def is_day(raw: object) -> bool:
    """Say whether a value names a day, not a moment."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return True
    return isinstance(raw, str) and len(raw) == _DAY_LENGTH and raw[4:5] == "-"


_DAY_LENGTH = 10


def _cleaned(field: FieldDef, part: str, raw: object, viewer: Viewer) -> Any:
    """Let the field's own type try: it knows the locale's way of writing."""
    try:
        if part or field.type.computed:
            raise InvalidValue("", text("", ""))
        return field.type.clean(raw, field, viewer.context.actor.locale)
    except InvalidValue as error:
        raise InvalidRecord(
            [
                at_field(
                    field.name,
                    "query.bad_value",
                    text(
                        "“{raw}” cannot be compared with “{label}”.",
                        "“{raw}”无法与“{label}”比较。",
                        raw=str(raw)[:80],
                        label=field.label,
                    ),
                )
            ]
        ) from error


def _as_text(raw: object, _viewer: Viewer) -> str:
    return str(raw)


def _as_integer(raw: object, _viewer: Viewer) -> int:
    number = Decimal(str(raw))
    # Measured first: the digits of 1e999999 would be written out before they are refused.
    if number.adjusted() > _DIGITS or number != int(number) or abs(number) > _LARGEST:
        raise OverflowError(raw)
    return int(number)


_LARGEST, _DIGITS = 2**63 - 1, 18


def _as_decimal(raw: object, _viewer: Viewer) -> Decimal:
    return stored_decimal(raw if isinstance(raw, Decimal) else Decimal(str(raw)))


def _as_boolean(raw: object, _viewer: Viewer) -> bool:
    if isinstance(raw, bool):
        return raw
    return _BOOLEANS[str(raw).strip().lower()]


class _Words(dict[str, bool]):
    def __missing__(self, key: str) -> bool:
        raise ValueError(key)


_BOOLEANS = _Words(
    {"true": True, "yes": True, "1": True, "on": True}
    | {"false": False, "no": False, "0": False, "off": False}
)


def _as_date(raw: object, viewer: Viewer) -> date:
    if isinstance(raw, datetime):
        return raw.astimezone(viewer.zone).date()
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw))


def _as_moment(raw: object, viewer: Viewer) -> datetime:
    if isinstance(raw, datetime):
        found = raw
    elif isinstance(raw, date):
        found = datetime.combine(raw, time.min)
    else:
        found = datetime.fromisoformat(str(raw))
    if found.tzinfo is None:
        found = found.replace(tzinfo=viewer.zone)
    return found.astimezone(UTC)


def _as_time(raw: object, _viewer: Viewer) -> time:
    return raw if isinstance(raw, time) else time.fromisoformat(str(raw))


def _as_id(raw: object, _viewer: Viewer) -> UUID:
    if isinstance(raw, UUID):
        return raw
    # A reference to one of several objects is {object, id}, or object:id in a file.
    found = raw.get("id") if isinstance(raw, Mapping) else raw
    return found if isinstance(found, UUID) else UUID(str(found).rpartition(":")[2])


_READERS: Mapping[ValueType, Callable[[object, Viewer], Any]] = {
    ValueType.INTEGER: _as_integer,
    ValueType.DURATION: _as_integer,
    ValueType.DECIMAL: _as_decimal,
    ValueType.PERCENT: _as_decimal,
    ValueType.CURRENCY: _as_decimal,
    ValueType.BOOLEAN: _as_boolean,
    ValueType.DATE: _as_date,
    ValueType.MOMENT: _as_moment,
    ValueType.TIME: _as_time,
    ValueType.REFERENCE: _as_id,
}


def side_value(field: FieldDef, raw: object, viewer: Viewer) -> Any:
    """Read one value of a field with several: an id when it refers to records, else text."""
    if raw == ME and field.target:
        return viewer.context.actor.user_id
    try:
        return UUID(str(raw)) if holds_ids(field) else str(raw)
    except ValueError:
        return _cleaned(field, "value", raw, viewer)


def moment_like(field: FieldDef, part: str) -> bool:
    """Say whether values are moments, which filters may compare with whole days."""
    return value_type(field, part) is ValueType.MOMENT


def date_like(field: FieldDef, part: str) -> bool:
    """Say whether values are dates or moments."""
    return value_type(field, part) in (ValueType.MOMENT, ValueType.DATE)
