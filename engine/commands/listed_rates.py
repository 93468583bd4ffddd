"""Exchange rates that a file lists, as `keel eval` reads them: the same for every back end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engine.storage.types import DATE, DECIMAL, TEXT


@dataclass(frozen=True, slots=True)
class ListedRates:
    """Rates of currencies from days on, in corporate currency."""

    corporate: str | None
    listed: tuple[tuple[str, date, Decimal], ...] = ()

    def of(self, currency: str, day: date) -> Decimal | None:
        known = [(since, rate) for code, since, rate in self.listed if code == currency]
        return max(
            ((since, rate) for since, rate in known if since <= day), default=(day, None)
        )[1]

    def newest(
        self, currency: ColumnElement[Any], day: ColumnElement[Any]
    ) -> ColumnElement[Any] | None:
        if not self.listed:
            return None
        rows = sa.union_all(
            *(
                sa.select(
                    sa.literal(code, TEXT).label("code"),
                    sa.literal(since, DATE).label("since"),
                    sa.literal(rate, DECIMAL).label("rate"),
                )
                for code, since, rate in self.listed
            )
        ).subquery()
        return (
            sa.select(rows.c.rate)
            .where(rows.c.code == currency, rows.c.since <= day)
            .order_by(rows.c.since.desc())
            .limit(1)
            .correlate_except(rows)
            .scalar_subquery()
        )
