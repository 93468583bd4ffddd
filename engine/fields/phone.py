"""The field type ``phone``: a telephone number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from engine.fields.shared.bases import Line
from engine.fields.shared.refusal import unreadable, wrong_type
from engine.fields.shared.texts import half_width, is_blank
from engine.kernel.field_type import InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.text import Text, text

_STORED = re.compile(r"\+([1-9][0-9]{5,14})(?:;ext=([0-9]{1,7}))?")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机)\s*[:：]?\s*")
_BETWEEN = re.compile(r"[\s.()\-–]")
_WANTED = text("a telephone number", "电话号码")


class Phone(Line):
    """A number in E.164 form, an extension as ``;ext=``; national ones need a region.

    The region is the field's option ``region``, else the tenant's. The length is checked against
    the country's plan, not whether the number is in use.
    """

    name = "phone"
    label = text("Phone", "电话")
    help = text(
        "A telephone number; with country code, or of the default region.",
        "电话号码；带国家区号，或属于默认地区。",
    )
    examples = (
        "+86 138 0013 8000",
        "+49 (0)30 901820",
        "0044 20 7946 0958",
        "+1 415 555 0100 ext. 12",
    )
    widget = "phone"
    sortable = False
    options_schema = {
        "region": {
            "type": "string",
            "pattern": "^[A-Z]{2}$",
            "description": "Country of numbers without country code, such as CN",
        }
    }

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        if type(raw) is str:
            stored = _STORED.fullmatch(raw)
            if stored and _possible(stored[1]):
                return raw
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            raw = _digits(raw)
        if raw is None or is_blank(raw):
            return None
        if not isinstance(raw, str):
            raise wrong_type(raw, _WANTED)
        return _read(half_width(raw), str(field.options.get("region") or locale.region))

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else _shown(str(value))

    def search_text(self, value: Any, field: FieldDef) -> str:
        return value or ""


def _digits(raw: float) -> str:
    if not abs(raw) < 10**20 or raw != int(raw):
        raise wrong_type(raw, _WANTED)
    return str(int(raw))


@lru_cache(maxsize=16_384)
def _read(raw: str, region: str) -> str:
    return _read_plain(raw, region) or _read_any(raw, region)


def _read_plain(raw: str, region: str) -> str:
    """Read the usual forms without the library, whose parser costs 60 us; empty for any other."""
    digits = _BETWEEN.sub("", raw)
    if digits[:1] == "+" and digits[1:].isdecimal() and digits.isascii():
        return digits if _possible(digits[1:], trunk=False) else ""
    if digits.isdecimal() and digits.isascii() and digits[:1] != "0":
        code, mobile = _mobile(region)
        return f"+{code}{digits}" if mobile and mobile.fullmatch(digits) else ""
    return ""


@lru_cache(maxsize=256)
def _mobile(region: str) -> tuple[int, re.Pattern[str] | None]:
    """Give the country code of a region and the form of its mobile numbers."""
    plan = PhoneMetadata.metadata_for_region(region) if region else None
    form = plan.mobile.national_number_pattern if plan is not None and plan.mobile else None
    if plan is None or form is None:
        return 0, None
    return plan.country_code or 0, re.compile(form)


def _read_any(raw: str, region: str) -> str:
    if raw.startswith("00") and region != "US":
        raw = "+" + raw[2:]
    dialled = _EXTENSION.sub(" ext. ", raw)
    try:
        number = phonenumbers.parse(dialled, region or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise _no_region(raw) from None
        raise unreadable(raw, _WANTED, _hint()) from None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = number.extension or ""
    if extension:
        written = f"{written};ext={extension}"
    stored = _STORED.fullmatch(written)
    if not stored or not _possible(stored[1]):
        raise unreadable(raw, _WANTED, _hint())
    return written


def _possible(digits: str, *, trunk: bool = True) -> bool:
    """Say whether a number has a length of its country's plan.

    Without ``trunk`` it must not begin with what only callers inside the country dial.
    """
    for size in (1, 2, 3):
        code = int(digits[:size] or 0)
        lengths = _lengths(code)
        if lengths:
            national = digits[size:]
            return len(national) in lengths and (
                trunk or not national.startswith(_trunks(code))
            )
    return False


@lru_cache(maxsize=1024)
def _trunks(code: int) -> tuple[str, ...]:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    plans = (PhoneMetadata.metadata_for_region(region) for region in regions if region != "001")
    return (
        "0",
        *(str(plan.national_prefix) for plan in plans if plan and plan.national_prefix),
    )


@lru_cache(maxsize=1024)
def _lengths(code: int) -> frozenset[int]:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    found: set[int] = set()
    for region in regions:
        plan = (
            PhoneMetadata.metadata_for_nongeo_region(code)
            if region == "001"
            else PhoneMetadata.metadata_for_region(region)
        )
        if plan is not None and plan.general_desc is not None:
            found.update(plan.general_desc.possible_length)
    return frozenset(found)


@lru_cache(maxsize=8192)
def _shown(value: str) -> str:
    number, _, extension = value.partition(";ext=")
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return value
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return f"{shown} ext. {extension}" if extension else shown


def _no_region(raw: str) -> InvalidValue:
    return InvalidValue(
        "phone.region",
        text("“{raw}” needs a country code", "“{raw}”缺少国家区号", raw=raw[:40]),
        _hint(),
    )


def _hint() -> Text:
    return text("write it like +86 138 0013 8000", "请写成 +86 138 0013 8000")


FIELD_TYPE = Phone()
