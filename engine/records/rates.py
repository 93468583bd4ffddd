"""Reads the dated exchange rates, for kept amounts and for expressions: in Python and inside SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engine.access.predicate import Alias
from engine.errors import Problem
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.records.problems import at_field
from engine.text import text


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
    """Exchange rates, each read once: how much corporate money one unit of a currency is.

    They are records of the object that ``settings.currencies.rates`` names: ``{object, currency,
    date, rate}`` give its fields; the newest rate up to the day counts. Whoever may read an amount
    may convert it, so rates are read with the engine's eyes.
    """

    def __init__(self, context: Context, connection: sa.Connection | None = None) -> None:
        self._context = context
        self._connection = connection
        self._known: dict[tuple[str, date], Decimal | None] = {}

    @cached_property
    def corporate(self) -> str | None:
        return corporate_currency(self._context.model)

    def rate(self, currency: str | None, day: date) -> Decimal:
        """Give the rate of a day, 1 without a currency; `NoRate` when there is none."""
        if not self.converts(currency):
            return Decimal(1)
        assert currency is not None
        found = self.of(currency, day)
        if found is None:
            raise NoRate(currency, day)
        return found

    def converts(self, currency: str | None) -> bool:
        """Say whether amounts in a currency differ from those in corporate currency."""
        return not (currency is None or self.corporate in (None, currency))

    def of(self, currency: str, day: date) -> Decimal | None:
        key = (currency, day)
        if key not in self._known:
            self._known[key] = self._read(currency, day)
        return self._known[key]

    def newest(
        self, currency: ColumnElement[Any], day: ColumnElement[Any]
    ) -> ColumnElement[Any] | None:
        where = self._context.model.settings.get("currencies", {}).get("rates", {})
        obj = self._context.model.get(str(where.get("object", "")))
        if obj is None:
            return None
        table = Alias.of(self._context.columns.table(obj))
        dated = table.column(str(where.get("date", "date")))
        return (
            sa.select(table.column(str(where.get("rate", "rate"))))
            .where(
                table.column("deleted_at").is_(None),
                table.column(str(where.get("currency", "currency"))) == currency,
                dated <= day,
            )
            .order_by(dated.desc())
            .limit(1)
            .correlate_except(table.table)
            .scalar_subquery()
        )

    def _read(self, currency: str, day: date) -> Decimal | None:
        newest = self.newest(sa.literal(currency), sa.literal(day))
        if newest is None:
            return None
        with self._reading() as connection:
            return connection.scalar(sa.select(newest)) or None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        connection = self._connection or self._context.connection
        if connection is not None:
            yield connection
            return
        with self._context.database.reading() as connection:
            yield connection


def corporate_currency(model: Model) -> str | None:
    """Give the currency of the company; None when none is set."""
    found = model.settings.get("currencies", {}).get("corporate")
    return str(found) if found else None
