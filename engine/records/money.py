"""Keeps amounts in corporate currency beside those in the record's own (decision 24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Any

from engine.errors import Problem
from engine.kernel.values import stored_decimal
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.rate_rules import frozen, rate_day
from engine.records.rates import NoRate, Rates
from engine.text import text

_DIGITS = 60


def keep_corporate_amounts(save: Save) -> None:
    """Set ``field.base`` of every amount; a missing rate is a problem of the record."""
    for draft, problem in _converted(save):
        draft.problems.append(problem)


def ready_corporate_amounts(save: Save) -> None:
    """Set ``field.base`` for formulas to read, before those that are computed themselves.

    What cannot be converted is said afterwards, by `keep_corporate_amounts`.
    """
    for _ in _converted(save):
        continue


def _converted(save: Save) -> Iterator[tuple[Draft, Problem]]:
    if not save.shape.money:
        return
    rates = Rates(save.context, save.connection)
    for draft in save.drafts:
        try:
            set_base(save, draft.values, draft.before, rates)
        except NoRate as missing:
            yield draft, missing.problem
        except OverflowError:
            yield draft, too_big()


def set_base(
    save: Save, values: dict[str, Any], before: Mapping[str, Any], rates: Rates
) -> set[str]:
    """Convert the amounts of one record; names the kept amounts that changed.

    Those of a record that was final ``before`` and still is stay as they are (decision 24).
    """
    currency = values.get("currency")
    rate = Decimal(1)
    if rates.converts(currency) and any(
        values.get(f.name) is not None for f in save.shape.money
    ):
        if frozen(save, values, before):
            return set()
        rate = rates.rate(currency, rate_day(save, values))
    changed = set()
    for field in save.shape.money:
        name = f"{field.name}.base"
        amount = values.get(field.name)
        base = amount if amount is None or rate == 1 else converted(amount, rate)
        if values.get(name) != base:
            values[name] = base
            changed.add(name)
    return changed


def converted(amount: Decimal, rate: Decimal) -> Decimal:
    """Multiply exactly and round half-up to what is stored."""
    with localcontext() as context:
        context.prec = _DIGITS
        return stored_decimal(amount * rate)


def too_big() -> Problem:
    """Say that an amount cannot be kept in corporate currency."""
    return at_field(
        "currency",
        "record.number_too_big",
        text(
            "An amount is too big in corporate currency.",
            "折算为公司货币后金额过大。",
        ),
    )
