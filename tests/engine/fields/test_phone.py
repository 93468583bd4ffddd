"""The short way to read a telephone number never disagrees with the library."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from engine.fields.phone import _read_any, _read_plain

REGIONS = (
    "AR",
    "BR",
    "BY",
    "CN",
    "DE",
    "FR",
    "GB",
    "HK",
    "IN",
    "IT",
    "JP",
    "MX",
    "RU",
    "SG",
    "US",
)
FORMS = (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.E164)


@pytest.mark.parametrize("region", REGIONS)
def test_usual_forms_are_read_as_the_library_reads_them(region):
    numbers = (phonenumbers.example_number_for_type(region, kind) for kind in range(11))
    for number in filter(None, numbers):
        for form in FORMS:
            written = phonenumbers.format_number(number, form)
            read = _read_plain(written, region)
            assert read in ("", _read_any(written, region)), written
