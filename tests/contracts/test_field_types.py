"""What every field type promises, on every type that discovery finds."""

from __future__ import annotations

import datetime
import time
from decimal import Decimal
from pathlib import Path
from typing import get_args
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.fields import field_types
from engine.fields.key_ring import KEYS, new_key
from engine.kernel.field_type import FieldType, InvalidValue
from engine.kernel.query import Op
from engine.kernel.values import Family, ValueType
from engine.text import Text
from tests.contracts.fields import CHINESE, ENGLISH, LOCALES, examples, sample_field

TYPES = sorted(field_types())
WRITABLE = [name for name in TYPES if not field_types()[name].secret]
ROOM = Path(__file__).parents[2] / "engine" / "fields"
MEASURES = {"count", "sum", "min", "max", "avg", "count_distinct"}
HOSTILE = [
    "\x00", "a\x00b", "\ud800", "x\udfffy", "\u202e", "\ufffe", "\x1b[0m", "A" * 200_000,
    "9" * 100_000, "-" * 5_000, "1e999999999", "1e400", "NaN", "sNaN", "Infinity", "0x10", "1_000",
    "١٢٣٤", "१२", "Ⅷ", "①", "٢٠٢٦-٠١-٠١", "2026-13-45", "0000-00-00", "9999-12-31T23:59:59+00:00",
    "25:61", "<script>alert(1)</script>", "javascript:alert(1)", "[" * 10_000, "{" * 5_000,
    '{"a":' * 3_000, "=cmd|' /C calc'!A0", "' OR 1=1 --", "{0.__class__}", "%s%n", "..", "a@", "@",
    "+", "+999999999999999999999", "http://", "http://[::1", "https://a b", "//", ":", ";", ",", "#",
    "😀" * 300, "e\u0301", "\u200b", "Ａ", b"bytes", bytearray(b"x"), object(), object, 1j, ...,
    10**5_000, -(10**400), 2**63, float("nan"), float("inf"), 1e308, Decimal("NaN"), Decimal("sNaN"),
    Decimal("1e999999"), Decimal("-Infinity"), Decimal(1) / 3, True, [], [[]], [None], ["\x00"], {},
    {"id": {"id": {}}}, {"id": None}, {1: 2}, {"city": "\x00"}, {"lat": "x", "lng": 1}, {"start": 5},
    {"object": "nope", "id": str(uuid4())}, {"object": [], "id": []}, set(), {1, 2}, range(3),
    datetime.date.min, datetime.date.max, datetime.datetime.min, datetime.datetime.max,
    datetime.datetime.max.replace(tzinfo=datetime.UTC), datetime.time.max, datetime.timedelta.max,
    datetime.timedelta.min, datetime.time(1, tzinfo=datetime.UTC), uuid4(), lambda: 1, [1] * 100_000,
]  # fmt: skip


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv(KEYS, new_key())


@pytest.mark.parametrize("name", TYPES)
def test_a_type_says_what_it_is(name):
    found = field_types()[name]
    assert found.name == name == Path(ROOM / f"{name}.py").stem
    assert {"en", "zh"} <= set(found.label.as_map()), "a label in both languages"
    assert {"en", "zh"} <= set(found.help.as_map()), "help in both languages"
    assert isinstance(found.family, Family)
    assert isinstance(found.value_type, ValueType)
    assert set(found.operators) <= set(get_args(Op))
    assert set(found.measures) <= MEASURES
    assert set(found.required_options) <= set(found.options_schema)
    widgets = ROOM.parents[1] / "ui" / "html" / "widgets"
    assert (widgets / f"{found.widget}.html").is_file()


@pytest.mark.parametrize("name", TYPES)
def test_the_options_of_a_type_are_a_valid_schema(name):
    found = field_types()[name]
    for option, shape in found.options_schema.items():
        Draft202012Validator.check_schema(shape)
        assert shape.get("description"), f"{option} has no description"
    field = sample_field(name)
    assert list(found.check_options(field)) == []


@pytest.mark.parametrize("name", TYPES)
def test_the_parts_of_a_type_are_named_once(name):
    field = sample_field(name)
    parts = field.type.parts(field)
    assert len({part.name for part in parts}) == len(parts)
    assert all(part.family is not Family.NONE for part in parts)
    assert isinstance(field.type.value_type_of(field), ValueType)
    assert isinstance(field.type.acts_as(field), FieldType)


@pytest.mark.parametrize("name", TYPES)
def test_every_example_is_accepted_and_cleaning_twice_changes_nothing(name):
    field = sample_field(name)
    assert examples(name), "show what people may enter"
    for raw in examples(name):
        if name == "poly_lookup":
            assert field.type.clean(raw, field, ENGLISH)["object"] == "thing"
        for locale in LOCALES:
            value = field.type.clean(raw, field, locale)
            assert value is not None
            assert field.type.clean(value, field, locale) == value
            assert field.type.secret or field.type.cleaner(field, locale)(raw) == value


@pytest.mark.parametrize("name", WRITABLE)
def test_what_the_api_and_files_give_out_can_be_read_back(name):
    field = sample_field(name)
    for raw in examples(name):
        value = field.type.clean(raw, field, ENGLISH)
        for locale in LOCALES:
            assert field.type.clean(field.type.to_json(value, field), field, locale) == value
            cell = field.type.to_cell(value, field, locale)
            assert isinstance(cell, str)
            assert field.type.clean(cell, field, locale) == value


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("blank", [None, "", "   ", "\n\t", "\u3000"])
def test_blank_is_nothing(name, blank):
    field = sample_field(name)
    assert field.type.clean(blank, field, ENGLISH) is None
    assert field.type.to_json(None, field) is None
    assert field.type.to_cell(None, field, ENGLISH) == ""
    assert field.type.display(None, field, CHINESE) == ""
    assert field.type.search_text(None, field) == ""


@pytest.mark.parametrize("name", TYPES)
def test_hostile_input_is_refused_or_made_harmless(name):
    field = sample_field(name)
    for raw in HOSTILE:
        began = time.perf_counter()
        _check(field, raw)
        assert time.perf_counter() - began < 0.5, f"slow on {str(raw)[:20]!r}"


_SCALARS = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.decimals(), st.booleans(), st.none(),
    st.dates(), st.datetimes(), st.times(), st.uuids(), st.timedeltas(), st.binary(max_size=10),
    st.from_regex(r"[-+(]?[0-9,. ]{1,12}[%)万元-]?", fullmatch=True),
    st.from_regex(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}[:hm ][0-9]{1,2}[:ms]?[0-9]{0,2} ?(am|pm)?", fullmatch=True),
    st.from_regex(r"<[a-z]{1,3}( [a-z]+=\"[^\"]{0,6}\")?>[^<]{0,5}(</[a-z]{1,3}>)?", fullmatch=True),
)  # fmt: skip
_KEYS = st.sampled_from(["id", "object", "start", "lat", "lng", "city", "given", "x"])
_RAW = st.one_of(
    _SCALARS, st.lists(_SCALARS, max_size=4), st.dictionaries(_KEYS, _SCALARS, max_size=3)
)


@pytest.mark.parametrize("name", TYPES)
@settings(
    max_examples=80, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(raw=_RAW)
def test_anything_is_cleaned_or_refused_and_comes_back(name, raw):
    _check(sample_field(name), raw)


def _check(field, raw):
    try:
        value = field.type.clean(raw, field, ENGLISH)
    except InvalidValue as refusal:
        assert isinstance(refusal.text, Text)
        assert {"en", "zh"} <= set(refusal.text.as_map())
        (str(refusal.text) + refusal.text.to("zh") + str(refusal.hint)).encode()
        return
    assert field.type.clean(value, field, ENGLISH) == value
    for locale in LOCALES:
        field.type.display(value, field, locale).encode()
        cell = field.type.to_cell(value, field, locale)
        if not field.type.secret:
            assert field.type.clean(cell, field, locale) == value
    field.type.search_text(value, field).encode()
    if not field.type.secret:
        assert field.type.clean(field.type.to_json(value, field), field, CHINESE) == value


def test_what_writes_many_values_as_json_says_the_same_as_for_one():
    for name in WRITABLE:
        field = sample_field(name)
        write = field.type.json_writer(field) or (lambda value: value)
        for raw in examples(name):
            value = field.type.clean(raw, field, ENGLISH)
            if value is not None:
                one = orjson.loads(orjson.dumps(field.type.to_json(value, field)))
                assert orjson.loads(orjson.dumps(write(value))) == one, name


def test_a_secret_is_masked_for_programs_too():
    field = sample_field("secret")
    write = field.type.json_writer(field)
    assert write is not None
    assert set(write("v1:cipher")) == {"•"}


@pytest.mark.parametrize("name", TYPES)
def test_display_never_fails_on_what_an_older_type_left_behind(name):
    field = sample_field(name)
    for value in ("gone", 3, Decimal("1.5"), True, (), ("a", 1), {"x": 1}, uuid4(), 1.5):
        assert isinstance(field.type.display(value, field, CHINESE), str)
