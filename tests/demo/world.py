"""Keeps the rows of the demonstration company while its parts are made."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from tests.demo.names import AMERICA, BRITAIN, CHINA, GERMANY, NORDICS, Region

Row = dict[str, str]
T = TypeVar("T")

REGIONS = (GERMANY, NORDICS, BRITAIN, AMERICA, CHINA)
RATES = {"EUR": "1", "GBP": "1.17", "SEK": "0.088", "USD": "0.92", "CNY": "0.128"}
HISTORY_DAYS = 730


@dataclass
class World:
    """All rows by object, and the one source of chance; the same seed gives the same company."""

    seed: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def add(self, table: str, row: Row) -> Row:
        """Keep a row; `import_ref` is made from the table's name unless it is given."""
        kept = self.rows.setdefault(table, [])
        made = {"import_ref": f"{table}-{len(kept) + 1:04d}", **row}
        kept.append(made)
        return made

    def pick(self, values: tuple[T, ...] | list[T]) -> T:
        """Choose one value, all equally likely."""
        return values[self.rng.randrange(len(values))]

    def weighted(self, *choices: tuple[T, int]) -> T:
        """Choose one value by weight."""
        point = self.rng.randrange(sum(weight for _, weight in choices))
        for value, weight in choices:
            point -= weight
            if point < 0:
                return value
        raise AssertionError("weights are positive")

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def between(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def phone(self, pattern: str) -> str:
        """Fill a number of a range that its country keeps for invented numbers."""
        return "".join(str(self.rng.randrange(10)) if c == "#" else c for c in pattern)


def day(offset: int) -> str:
    """Write a day as its distance from the day of install."""
    return f"{offset:+d}"


def money(euros: float, currency: str) -> str:
    """Turn euros into a believable round amount of another currency."""
    amount = Decimal(str(euros)) / Decimal(RATES[currency])
    step = Decimal(10) ** max(len(str(int(amount))) - 3, 0)
    return str(int((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step))


def region_of(row: Row) -> Region:
    """Find the region of an account or lead by the country in its address."""
    country = row.get("billing.country") or row.get("address.country")
    return next(region for region in REGIONS if region.country == country)
