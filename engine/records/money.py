"""Keeps amounts in corporate currency beside those in the record's own (decision 24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from engine.access.predicate import Alias
from engine.errors import Problem
from engine.kernel.context import Context
from engine.kernel.values import stored_decimal
from engine.records.defaults import corporate_currency
from engine.records.drafts import Draft, Save
from engine.records.problems import at_field
from engine.records.rate_rules import frozen, rate_day
from engine.text import text

_DIGITS = 60


class NoRate(LookupError):
    """No exchange rate is known for a currency on a day."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(currency)
        self.currency, self.day = currency, day

    @property
    def problem(self) -> Problem:
        """Say which rate is missing."""
        return at_field(
            "currency",
            "record.no_rate",
            text(
                "There is no exchange rate for {currency} on {day}.",
                "没有 {currency} 在 {day} 的汇率。",
                currency=self.currency,
                day=self.day.isoformat(),
            ),
            text("add the rate, or choose another currency", "请添加汇率，或选择其他货币"),
        )


class Rates:
    """Exchange rates read once per save: how much corporate money one unit of a currency is.

    They are records of the object that ``settings.currencies.rates`` names: ``{object, currency,
    date, rate}`` give its fields; the newest rate up to the day counts.
    """

    def __init__(self, context: Context, connection: sa.Connection) -> None:
        self._context = context
        self._connection = connection
        self._corporate = corporate_currency(context.model)
        self._known: dict[tuple[str, date], Decimal | None] = {}

    def rate(self, currency: str | None, day: date) -> Decimal:
        """Give the rate of a day; `NoRate` when there is none."""
        if not self.converts(currency):
            return Decimal(1)
        assert currency is not None
        key = (currency, day)
        if key not in self._known:
            self._known[key] = self._read(currency, day)
        found = self._known[key]
        if not found:
            raise NoRate(currency, day)
        return found

    def converts(self, currency: str | None) -> bool:
        """Say whether amounts in a currency differ from those in corporate currency."""
        return not (currency is None or self._corporate in (None, currency))

    def _read(self, currency: str, day: date) -> Decimal | None:
        where: Mapping[str, Any] = self._context.model.settings.get("currencies", {}).get(
            "rates", {}
        )
        obj = self._context.model.get(str(where.get("object", "")))
        if obj is None:
            return None
        table = Alias.of(self._context.columns.table(obj))
        dated = table.column(str(where.get("date", "date")))
        found: Decimal | None = self._connection.scalar(
            sa.select(table.column(str(where.get("rate", "rate"))))
            .where(
                table.column("deleted_at").is_(None),
                table.column(str(where.get("currency", "currency"))) == currency,
                dated <= day,
            )
            .order_by(dated.desc())
            .limit(1)
        )
        return found


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
        "record.numbertoo_big",
        text(
            "An amount is too big in corporate currency.",
            "折算为公司货币后金额过大。",
        ),
    )
