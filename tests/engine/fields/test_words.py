"""Texts, options, addresses and numbers of telephones as people give them."""

from __future__ import annotations

import pytest

from engine.kernel.field_type import InvalidValue, Locale
from engine.kernel.model import Option
from engine.text import text
from tests.contracts.fields import CHINESE, ENGLISH, sample_field


def clean(type_name, raw, locale=ENGLISH, **options):
    field = sample_field(type_name, **options)
    return field.type.clean(raw, field, locale)


def code_of(type_name, raw, **options):
    with pytest.raises(InvalidValue) as refused:
        clean(type_name, raw, **options)
    return refused.value.code


def test_a_text_is_composed_trimmed_and_of_one_line():
    assert clean("text", " Cafe\u0301\u3000") == "Café"
    assert clean("text", "two\r\nlines") == "two lines"
    assert clean("text", "two\r\nlines", multiline=True) == "two\nlines"
    assert code_of("text", "a\x00b") == "text.control"
    assert code_of("text", "x" * 256) == "value.too_long"


def test_a_pattern_must_match_as_a_whole_and_cannot_run_away():
    assert clean("text", "ABC", pattern="[A-Z]{3}") == "ABC"
    assert code_of("text", "ABCD", pattern="[A-Z]{3}") == "text.pattern"
    assert code_of("text", "a" * 250 + "!", pattern="(a+)+") == "text.pattern"
    field = sample_field("text", pattern=r"(a)\1")
    assert [pointer for pointer, _ in field.type.check_options(field)] == ["/pattern"]


@pytest.mark.parametrize("raw", ["hot", "HOT", " Hot ", "热", "ｈｏｔ"])
def test_an_option_is_found_by_id_or_by_its_name_in_any_language(raw):
    assert clean("select", raw) == "hot"


def test_an_unknown_option_suggests_a_known_one():
    with pytest.raises(InvalidValue) as refused:
        clean("select", "Luke warm")
    assert refused.value.hint.to("en") == "did you mean “Luke-warm”?"
    assert refused.value.hint.to("zh") == "您是指“温”吗？"


def test_a_retired_option_stays_but_is_not_chosen_anew():
    field = sample_field("select")
    field.type.check_in_record("gone", field, {}, "gone")
    with pytest.raises(InvalidValue) as refused:
        field.type.check_in_record("gone", field, {}, "hot")
    assert refused.value.code == "option.retired"


def test_a_dependent_option_needs_its_parent():
    from dataclasses import replace

    cities = (
        Option("ulm", text("Ulm", "乌尔姆"), extra={"when": ["de"]}),
        Option("any", text("Any", "任意")),
    )
    field = replace(sample_field("select", parent="land"), choices=cities)
    field.type.check_in_record("ulm", field, {"land": "de"}, None)
    field.type.check_in_record("any", field, {"land": None}, None)
    with pytest.raises(InvalidValue) as refused:
        field.type.check_in_record("ulm", field, {"land": "fr"}, None)
    assert refused.value.code == "option.dependent"


def test_options_are_written_by_label_unless_that_misleads():
    field = sample_field("multi_select")
    value = field.type.clean("hot, cold", field, ENGLISH)
    assert field.type.to_cell(value, field, ENGLISH) == "Hot; cold"
    assert field.type.display(value, field, CHINESE) == "热、冷；冻"


@pytest.mark.parametrize(
    ("raw", "region", "stored"),
    [
        ("138 0013 8000", "CN", "+8613800138000"), ("(021) 6888 8888", "CN", "+862168888888"),
        ("021-68888888转123", "CN", "+862168888888;ext=123"),
        ("+1 (415) 555-0100", "CN", "+14155550100"),
        ("030 901820", "DE", "+4930901820"), (13800138000, "CN", "+8613800138000"),
        (13800138000.0, "CN", "+8613800138000"), ("400-810-8888", "CN", "+864008108888"),
    ],
)  # fmt: skip
def test_a_telephone_number_is_kept_in_one_form(raw, region, stored):
    assert clean("phone", raw, Locale("zh", region=region)) == stored


def test_a_national_number_needs_a_region():
    field = sample_field("phone")
    with pytest.raises(InvalidValue) as refused:
        field.type.clean("138 0013 8000", field, Locale())
    assert refused.value.code == "phone.region"
    assert clean("phone", "030 901820", Locale(region="CN"), region="DE") == "+4930901820"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("www.Example.com", "https://www.example.com"), ("example.com:8080/a", "https://example.com:8080/a"),
        ("HTTP://Example.com/Path?q=1#x", "http://example.com/Path?q=1#x"),
    ],
)  # fmt: skip
def test_a_web_address_is_completed(raw, stored):
    assert clean("url", raw) == stored


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.b",
        "https://u:p@a.b",
        "a b.com",
        "https://",
    ],
)
def test_a_dangerous_address_is_refused(raw):
    with pytest.raises(InvalidValue):
        clean("url", raw)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ('<p onclick="x()">a<script>b</script></p>', "<p>a</p>"),
        ("<img src=x onerror=alert(1)>text", "<p>text</p>"),
        ('<a href="javascript:x">y</a>', '<a rel="noopener noreferrer nofollow">y</a>'),
        ('<p style="x">ok</p><style>p{}</style>', "<p>ok</p>"),
        ("1 < 2 & 3\n\nnext", "<p>1 &lt; 2 &amp; 3</p><p>next</p>"),
        ("<p> </p>", None),
    ],
)
def test_formatted_text_keeps_nothing_that_runs(raw, stored):
    assert clean("rich_text", raw) == stored


def test_a_name_is_taken_apart():
    assert clean("person_name", "Dr. Ann Marie Lee") == {
        "family": "Lee", "given": "Ann", "middle": "Marie", "salutation": "Dr.",
    }  # fmt: skip
    assert clean("person_name", "欧阳修")["family"] == "欧阳"
    assert clean("person_name", "王小明")["given"] == "小明"


def test_a_country_is_kept_by_its_code():
    for name in ("China", "中国", "cn", "PRC"):
        assert clean("address", {"country": name})["country"] == "CN"
    assert clean("address", {"country": "Atlantis"})["country"] == "Atlantis"
    assert code_of("address", {"town": "Ulm"}) == "part.unknown"


def test_files_are_refused_by_size_and_kind():
    field = sample_field("image", max_mb=1)
    field.type.check_upload(field, "a.png", "image/png", 1000)
    for name, kind, size in (("a.png", "image/png", 2**21), ("a.svg", "image/svg+xml", 10)):
        with pytest.raises(InvalidValue):
            field.type.check_upload(field, name, kind, size)
    documents = sample_field("file", types=["pdf", "image/*"])
    documents.type.check_upload(documents, "A.PDF", "application/pdf", 1)
    with pytest.raises(InvalidValue):
        documents.type.check_upload(documents, "a.exe", "application/x-msdownload", 1)
