"""What can be asked of the gate: filters, sorts, pages, totals, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

Op = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "not_contains",
    "starts_with", "ends_with", "is_blank", "not_blank", "within", "has_any", "has_all", "has_none",
    "same",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """Compare a path (``stage``, ``account.name``, ``billing.city``) with a raw value.

    The gate cleans the value by the field's type. ``within`` takes a relative period such as
    ``today``, ``this_quarter``, ``last_30_days``, ``next_2_weeks``. ``eq`` on a user field takes
    ``me``. ``is_blank`` and ``not_blank`` take no value. ``same`` is ``in`` by the key of
    uniqueness: in unique texts case, width and spacing do not count, and a blank is never the same.
    """

    path: str
    op: Op
    value: object = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is; false when there are none."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    """True when the part is not."""

    part: Filter


@dataclass(frozen=True, slots=True)
class Where:
    """A filter written in the expression language, as list views carry it."""

    source: str


Filter = Condition | AllOf | AnyOf | NotOf | Where


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by a path; blanks come last either way, ties are broken by id."""

    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate of a path; ``count`` takes an empty path."""

    fn: Literal["count", "sum", "min", "max", "avg", "count_distinct"]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Group by a path; dates and moments in a bucket (day week month quarter year)."""

    path: str
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Fits:
    """Narrows to what a look-up may point to; ``known`` is what its filter reads of its own record."""

    object: str
    field: str
    known: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A list question. ``fields`` are paths; empty means every field that the actor may read."""

    fields: tuple[str, ...] = ()
    where: Filter | None = None
    sort: tuple[Sort, ...] = ()
    limit: int = 50
    after: str = ""
    """Cursor of the page before, as `Page.next` gave it."""
    search: str = ""
    count: Literal["none", "capped", "exact"] = "none"
    totals: tuple[Measure, ...] = ()
    trash: bool = False
    fits: Fits | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record as an actor sees it: only readable fields, by path as asked.

    ``values`` holds cleaned Python values; a reference is its UUID, and ``labels`` has the shown name
    of each readable reference by path (absent when the target is not visible). ``members`` says what
    the ids of a field with several are, by path: the names of visible records, or the stored files.
    """

    object: str
    id: UUID
    row_version: int
    values: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Mapping[UUID, Any]] = field(default_factory=dict)

    def __getitem__(self, path: str) -> Any:
        return self.values[path]


@dataclass(frozen=True, slots=True)
class Count:
    """How many records match; not ``exact`` means at least that many."""

    value: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records; ``next`` is the cursor of the following one, empty at the end."""

    records: Sequence[Record]
    next: str = ""
    count: Count | None = None
    totals: Sequence[Any] = ()
    """One value per `Query.totals`, in order."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a bulk operation; rows count from 0."""

    row: int
    id: UUID | None
    ok: bool
    problems: tuple[Any, ...] = ()
    created: bool = False
