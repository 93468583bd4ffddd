"""Patterns, periods and amounts in words, each by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.expressions.chinese_amount import in_words
from engine.expressions.pattern import pattern_problem
from engine.expressions.periods import period


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z]{2}-\\d+",
        "(ab|cd)+",
        "^\\w+@\\w+\\.com$",
        "上海.*",
        "[^\\d\\s]+",
        "a{2,5}",
        "(a|b)c?",
    ],
)
def test_ordinary_patterns_are_accepted(pattern):
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    ["", "(a+)+", "(a*)*", "((a+)b)*", "a{101}", "a**", "(", ")", "[", "\\1", "(?=a)", "(?P<n>a)",
     "*a", "a" * 201, "\\b", "a|*", "[z-a]"],
)  # fmt: skip
def test_patterns_that_could_run_away_are_refused(pattern):
    problem = pattern_problem(pattern)
    assert problem is not None
    assert problem.to("zh") != problem.to("en")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", (2024, 5, 15), (2024, 5, 15)),
        ("yesterday", (2024, 5, 14), (2024, 5, 14)),
        ("this_week", (2024, 5, 13), (2024, 5, 19)),
        ("last_month", (2024, 4, 1), (2024, 4, 30)),
        ("this_quarter", (2024, 4, 1), (2024, 6, 30)),
        ("next_year", (2025, 1, 1), (2025, 12, 31)),
        ("last_30_days", (2024, 4, 15), (2024, 5, 15)),
        ("next_2_weeks", (2024, 5, 20), (2024, 6, 2)),
        ("last_3_months", (2024, 2, 1), (2024, 4, 30)),
        ("this_fiscal_year", (2024, 4, 1), (2025, 3, 31)),
        ("last_fiscal_quarter", (2024, 1, 1), (2024, 3, 31)),
    ],
)
def test_a_named_period_begins_and_ends_on_the_right_days(name, first, last):
    found = period(name, date(2024, 5, 15), week_start=0, fiscal_start=4)
    assert found == (date(*first), date(*last))


def test_an_unknown_period_is_an_error():
    with pytest.raises(ValueError, match="next_moon"):
        period("next_moon", date(2024, 5, 15))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("1", "壹元整"),
        ("10.5", "壹拾元伍角整"),
        ("1001.07", "壹仟零壹元零柒分"),
        ("100000", "壹拾万元整"),
        ("10500000", "壹仟零伍拾万元整"),
        ("100000001", "壹亿零壹元整"),
        ("20030400.5", "贰仟零叁万零肆佰元伍角整"),
        ("-12.3", "负壹拾贰元叁角整"),
        ("9000000000000", "玖万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
    ],
)
def test_an_amount_is_written_as_contracts_write_it(amount, words):
    assert in_words(Decimal(amount)) == words
