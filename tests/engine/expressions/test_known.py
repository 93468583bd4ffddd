"""What was checked once is taken over, but never past a change of what its names stand for."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.expressions import Expressions, FixedScope
from engine.kernel.model import Model
from engine.kernel.values import ValueType as V

LATER = Model({}, {}, {}, "")
BEFORE = FixedScope.of(amount=V.CURRENCY, stage=V.TEXT)
SOURCE = "amount * 2 if stage == 'won' else 0"


def test_an_expression_whose_names_mean_the_same_is_not_checked_again():
    first = Expressions()
    known = first.checked("deal", SOURCE, BEFORE)
    more = FixedScope.of(amount=V.CURRENCY, stage=V.TEXT, note=V.TEXT)
    second = first.passed_on(LATER)
    assert second.checked("deal", SOURCE, more) is known
    assert second.passed_on(LATER).checked("deal", SOURCE, more) is known


def test_what_was_not_asked_for_in_between_is_still_known():
    first = Expressions()
    known = first.checked("deal", SOURCE, BEFORE)
    assert first.passed_on(LATER).passed_on(LATER).checked("deal", SOURCE, BEFORE) is known


def test_an_expression_follows_the_type_of_what_it_reads():
    first = Expressions()
    known = first.checked("deal", "amount", BEFORE)
    found = first.passed_on(LATER).checked("deal", "amount", FixedScope.of(amount=V.TEXT))
    assert known.type is V.CURRENCY
    assert found.type is V.TEXT


def test_an_expression_is_refused_once_a_name_is_gone():
    first = Expressions()
    first.checked("deal", "amount + 1", BEFORE)
    with pytest.raises(ExpressionError):
        first.passed_on(LATER).checked("deal", "amount + 1", FixedScope.of(stage=V.TEXT))


def test_one_text_is_another_expression_in_another_place():
    known = Expressions()
    assert known.checked("deal", "amount", BEFORE).type is V.CURRENCY
    assert known.checked("order", "amount", FixedScope.of(amount=V.TEXT)).type is V.TEXT
