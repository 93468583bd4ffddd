"""Numbers as people, spreadsheets and programs write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.kernel.field_type import InvalidValue
from tests.contracts.fields import CHINESE, ENGLISH, sample_field


def clean(type_name, raw, **options):
    field = sample_field(type_name, **options)
    return field.type.clean(raw, field, ENGLISH)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1,234.50", "1234.5"), ("1 234,50".replace(",", "."), "1234.5"), ("1.234,50", "1234.5"),
        ("1,23,456.7", "123456.7"), ("１，２３４．５０", "1234.5"), ("(1,200)", "-1200"), ("−5", "-5"),
        ("5-", "-5"), ("1.2E+05", "120000"), ("3.5万", "35000"), ("1.2亿", "120000000"), (".5", "0.5"),
        ("25k", "25000"), ("2.5 M", "2500000"), ("-3m", "-3000000"), ("1.2億", "120000000"),
        ("0.0000005", "0.000001"), (0.1, "0.1"), (12, "12"), (Decimal("1.0000005"), "1.000001"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(raw, number):
    assert clean("decimal", raw) == Decimal(number)


@pytest.mark.parametrize(
    "raw", ["1,5", "12,34", "1.2.3", "1,234,5", "0x10", "1_000", "ten", "1e400", "--5"]
)
def test_a_number_that_could_mean_two_things_or_none_is_refused_with_a_hint(raw):
    with pytest.raises(InvalidValue):
        clean("decimal", raw)


@pytest.mark.parametrize(
    "raw",
    ["￥1,200", "¥1200", "CN¥1,200", "CNY 1200", "1200 元", "rmb1200", "US$1,200", "1,200 €"],
)
def test_an_amount_may_carry_its_currency(raw):
    assert clean("currency", raw) == Decimal(1200)


def test_a_word_that_is_no_currency_is_not_read_over():
    with pytest.raises(InvalidValue):
        clean("currency", "12 pcs")
    with pytest.raises(InvalidValue):
        clean("integer", "￥12")


def test_amounts_are_rounded_half_up_to_the_declared_digits():
    assert clean("currency", "0.125") == Decimal("0.13")
    assert clean("currency", "-0.125") == Decimal("-0.13")
    assert clean("decimal", "2.5", digits=0) == Decimal(3)


def test_bounds_hold_for_the_rounded_value():
    assert clean("currency", "99.999", max=100) == Decimal(100)
    with pytest.raises(InvalidValue) as refused:
        clean("percent", "100.01", min=0, max=100)
    assert refused.value.code == "value.range"
    assert refused.value.text.to("zh") == "必须在 0 和 100 之间"


@pytest.mark.parametrize("raw", ["9200000000000", "-9.2e12", 10**30, float("inf")])
def test_what_no_column_holds_is_refused(raw):
    with pytest.raises(InvalidValue):
        clean("decimal", raw)


def test_a_spreadsheets_whole_float_is_a_whole_number():
    assert clean("integer", 3.0) == 3
    with pytest.raises(InvalidValue):
        clean("integer", 3.5)
    assert clean("text", 12345.0) == "12345"


@pytest.mark.parametrize(
    ("type_name", "raw", "english", "chinese"),
    [
        ("currency", "1234.5", "€1,234.50", "¥1,234.50"),
        ("decimal", "-1234.50", "-1,234.5", "-1,234.5"),
        ("percent", "12.50", "12.5%", "12.5%"),
        ("integer", "1200000", "1,200,000", "1,200,000"),
        ("duration", "1:30", "1h 30m", "1小时30分"),
        ("date", "2026-03-05", "Mar 5, 2026", "2026年3月5日"),
        ("boolean", "是", "Yes", "是"),
        ("address", {"city": "Ulm", "country": "germany"}, "Ulm\nGermany", "德国 Ulm"),
        ("person_name", "欧阳修先生", "欧阳修先生", "欧阳修先生"),
        ("person_name", "Lee, Ann", "Ann Lee", "Ann Lee"),
    ],
)
def test_a_value_is_shown_as_the_reader_writes_it(type_name, raw, english, chinese):
    field = sample_field(type_name)
    value = field.type.clean(raw, field, ENGLISH)
    assert field.type.display(value, field, ENGLISH) == english
    assert field.type.display(value, field, CHINESE) == chinese


WRITTEN = st.builds(
    "".join,
    st.lists(
        st.sampled_from([
            "1", "25", "234", "000", "1,234", ",", ".", " ", "-", "+", "−", "(", ")", "%", "k", "M", "万",
            "亿", "e3", "EUR", "US$", "￥", "元", "’", "１２", "％", "x",
        ]),
        max_size=7,
    ),
)  # fmt: skip


def fits(type_name: str, raw: str) -> bool:
    entry = sample_field(type_name).type.entry
    return bool(re.fullmatch(entry, unicodedata.normalize("NFKC", raw).strip()))


@settings(deadline=None, max_examples=600)
@given(raw=WRITTEN)
@pytest.mark.parametrize("type_name", ["integer", "decimal", "percent", "currency"])
def test_forms_refuse_nothing_that_is_read_when_it_is_saved(type_name, raw):
    try:
        read = clean(type_name, raw)
    except InvalidValue:
        return
    assert read is None or fits(type_name, raw)


@pytest.mark.parametrize("raw", ["ten", "1.2.3", "1,234,5", "25x", "--5", "12 pcs", "k", "%"])
def test_forms_refuse_at_once_what_is_no_number(raw):
    assert not fits("decimal", raw)
