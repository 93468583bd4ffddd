"""The field type ``address``: a postal address in five parts."""

from __future__ import annotations

from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.composites import read_json_parts, read_parts, write_json_parts
from engine.fields.shared.locales import is_chinese, territory_codes, territory_name
from engine.fields.shared.texts import clean_block, clean_line, is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

PARTS = ("street", "city", "state", "postal_code", "country")
_LENGTH = 255


class Address(FieldType):
    """Street (several lines), city, state or province, postal code, country.

    A country that is known by name is kept as its ISO 3166 code and shown in the reader's language.
    A plain text is the street.
    """

    name = "address"
    label = text("Address", "地址")
    help = text("A postal address.", "通信地址。")
    examples = (
        '{"street": "世纪大道100号", "city": "上海", "country": "中国"}',
        "1 Main Street",
    )
    family = Family.TEXT
    value_type = ValueType.JSON
    widget = "address"
    operators = BLANKS
    searchable = True
    sortable = False

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return _STORED

    def clean(
        self, raw: object, field: FieldDef, locale: Locale
    ) -> dict[str, str | None] | None:
        if is_blank(raw):
            return None
        if isinstance(raw, str):
            braced = raw.lstrip()[:1] == "{"
            raw = read_json_parts(raw) if braced else {"street": raw}
        given = read_parts(raw, PARTS)
        found = {name: clean_line(given[name], _LENGTH) for name in PARTS[1:]}
        country = found["country"]
        if country:
            found["country"] = _country(country)
        whole = {"street": clean_block(given["street"], _LENGTH), **found}
        return whole if any(whole.values()) else None

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else write_json_parts(value)

    def to_text(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return self.display(value, field, locale).replace("\n", ", ")

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, dict):
            return "" if value is None else str(value)
        part = {name: str(value.get(name) or "") for name in PARTS}
        country = territory_name(part["country"], locale.language)
        if is_chinese(locale.language):
            region = part["state"] + part["city"] + part["street"].replace("\n", "")
            return " ".join(filter(None, [country, region, part["postal_code"]]))
        town = " ".join(filter(None, [part["state"], part["postal_code"]]))
        place = ", ".join(filter(None, [part["city"], town]))
        return "\n".join(filter(None, [part["street"], place, country]))

    def search_text(self, value: Any, field: FieldDef) -> str:
        if not value:
            return ""
        country = value.get("country") or ""
        names = (territory_name(country, language) for language in ("en", "zh"))
        return " ".join(filter(None, [*(value.get(name) for name in PARTS[:4]), *names]))


def _country(name: str) -> str:
    if len(name) == 2 and name.isascii() and name.isalpha():
        return name.upper()
    return territory_codes().get(name.casefold(), name)


_STORED = tuple(
    Part(name, Family.TEXT, ValueType.TEXT, sort_key=name != "street") for name in PARTS
)

FIELD_TYPE = Address()
