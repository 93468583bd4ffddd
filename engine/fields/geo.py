"""The field type ``geo``: a place on the globe."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.composites import read_parts
from engine.fields.shared.numbers import check_bounds, plain, read_decimal, to_stored
from engine.fields.shared.refusal import unreadable
from engine.fields.shared.texts import half_width, is_blank
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

_PARTS = {"lat": 90, "lng": 180}
_PAIR = re.compile(r"\(?(-?[0-9.]+)°?\s*(?:,\s*|\s+)(-?[0-9.]+)°?\)?")
_WANTED = text("a latitude and a longitude", "纬度和经度")


class Geo(FieldType):
    """Latitude and longitude in degrees of WGS 84, to six decimals (about 10 cm)."""

    name = "geo"
    label = text("Place on the map", "地理位置")
    help = text("Latitude and longitude.", "纬度和经度。")
    examples = ("31.2304, 121.4737", "(52.52, 13.405)", "31.2304，121.4737")
    family = Family.DECIMAL
    value_type = ValueType.JSON
    widget = "geo"
    operators = BLANKS
    sortable = False

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return tuple(Part(name, Family.DECIMAL, ValueType.DECIMAL) for name in _PARTS)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> dict[str, Decimal] | None:
        if is_blank(raw):
            return None
        if isinstance(raw, str):
            pair = _PAIR.fullmatch(half_width(raw))
            if pair is None:
                raise unreadable(
                    raw, _WANTED, text("write it like 31.23, 121.47", "请写成 31.23, 121.47")
                )
            raw = {"lat": pair[1], "lng": pair[2]}
        given = read_parts(raw, tuple(_PARTS))
        degrees = {name: read_decimal(given[name]) for name in _PARTS}
        if all(value is None for value in degrees.values()):
            return None
        return {name: _degree(value, _PARTS[name]) for name, value in degrees.items()}

    def to_json(self, value: Any, field: FieldDef) -> dict[str, str] | None:
        return None if value is None else {name: plain(value[name]) for name in _PARTS}

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else ", ".join(plain(value[name]) for name in _PARTS)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, dict):
            return "" if value is None else str(value)
        return ", ".join(f"{value[name]:.5f}" for name in _PARTS if value.get(name) is not None)


def _degree(value: Decimal | None, most: int) -> Decimal:
    if value is None:
        raise InvalidValue(
            "geo.half", text("give both latitude and longitude", "请同时填写纬度和经度")
        )
    found = to_stored(value, None)
    check_bounds(found, -most, most)
    return found


FIELD_TYPE = Geo()
