"""Generates typed expressions and rows, for tests that hold the back ends equal."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.commands.listed_rates import ListedRates
from engine.expressions import Env, FixedScope, Function, Symbol, WorkCalendar, functions
from engine.expressions.work_calendar import WEEKDAYS
from engine.kernel.values import ValueType as V

COLUMNS = {
    "amount": V.CURRENCY,
    "rate": V.DECIMAL,
    "share": V.PERCENT,
    "quantity": V.INTEGER,
    "small": V.INTEGER,
    "name": V.TEXT,
    "note": V.TEXT,
    "stage": V.SELECT,
    "closes": V.DATE,
    "begins": V.DATE,
    "seen": V.MOMENT,
    "made": V.MOMENT,
    "opens": V.TIME,
    "active": V.BOOLEAN,
    "done": V.BOOLEAN,
    "owner": V.REFERENCE,
}
ME, OTHER = UUID(int=7), UUID(int=8)
SCOPE = FixedScope(
    (
        *(
            Symbol(
                path,
                kind,
                choices=("new", "won", "lost") if path == "stage" else (),
                target="user" if path == "owner" else "",
            )
            for path, kind in COLUMNS.items()
        ),
        Symbol("me.id", V.REFERENCE, target="user"),
        Symbol("me.roles", V.LIST),
    )
)
RATES = ListedRates(
    "won",
    tuple(
        (code, date.fromisoformat(since), Decimal(rate))
        for code, since, rate in (
            ("a", "2024-01-01", "0.006123"), ("a", "2024-03-31", "0.0062"), ("上海", "1899-12-31", "7.8"),
            ("1.5", "1970-01-01", "0"), ("lost", "0001-01-01", "9199999999999.999999"),
        )
    ),
)  # fmt: skip
CALENDARS = {
    "UTC": None,
    "Asia/Shanghai": WorkCalendar.from_body(
        {
            "hours": {day: ["13:00-18:00", "09:00-12:00"] for day in WEEKDAYS[:5]},
            "holidays": ["2024-01-01", "2024-02-12", "2024-02-29", "2024-04-04", "9999-12-31"],
            "extra_working_days": ["2024-02-04", "2024-03-30", "0001-01-06"],
        }
    ),
    "America/New_York": WorkCalendar.from_body(
        {
            "hours": {day: ["00:00-24:00"] for day in WEEKDAYS},
            "holidays": ["2024-03-09"],
        }
    ),
    "Europe/Berlin": WorkCalendar.from_body(
        {
            "zone": "Europe/Berlin",
            "hours": {"sunday": ["01:15-04:00"], "monday": ["00:00-02:30"]},
            "extra_working_days": ["2024-03-30"],
            "holidays": ["0001-01-01"],
        }
    ),
}
ENVS = tuple(
    Env(
        now=datetime(2024, 3, 31, 0, 30, tzinfo=UTC),
        zone=ZoneInfo(zone),
        me={"id": ME, "roles": ("sales", "won", "上海")},
        week_start=week_start,
        fiscal_start=fiscal_start,
        rates=RATES if zone != "UTC" else None,
        calendar=CALENDARS[zone],
    )
    for zone, week_start, fiscal_start in (
        ("UTC", 0, 1),
        ("Asia/Shanghai", 6, 4),
        ("America/New_York", 5, 10),
        ("Europe/Berlin", 0, 7),
    )
)
_D = Decimal
VALUES = {
    V.CURRENCY: [
        None, _D(0), _D("0.01"), _D("-0.005"), _D("1234.56"), _D("-99999.995"), _D("2.5"),
        _D("-2.5"), _D("9199999999999.999999"), _D("-9199999999999.999999"), _D("0.000001"),
        _D("1000000"), _D(3), _D("-7.35"), _D("0.125"),
    ],
    V.INTEGER: [None, 0, 1, -1, 2, 3, 7, 12, 31, 100, -40, 1999, 2024, 5_000_000_000, 10**12],
    V.TEXT: [
        None, "a", "Ab c", "上海分公司", "  x ", "2024-06-30", "12.50", "won", "ÄÖ straße",
        "a-b-c", "%_'\"\\", "１２Ａ", "ann@example.com", "😀é", "-0.5", "O'Neil; DROP",
        "2024-6-3", "2024/02/30", "2024-03-31 02:30", "2024-10-27T02:30:15.1234567",
        "9999-12-31T23:59:59-11:00", " 0001-01-01T00:00Z", "2024-01-01T12:00+0530",
        "ann-marie LEE\n\u3000ßeta ΑΣ", "\\1 \\& a&b",
    ],
    V.SELECT: [None, "new", "won", "lost"],
    V.DATE: [
        None, date(2024, 2, 29), date(2024, 3, 31), date(1, 1, 1), date(9999, 12, 31),
        date(2023, 12, 31), date(2024, 1, 1), date(1970, 1, 1), date(2024, 3, 30),
        date(2024, 10, 27), date(1899, 12, 31), date(2025, 1, 31),
    ],
    V.MOMENT: [
        None, datetime(2024, 3, 31, 1, 30, tzinfo=UTC), datetime(2024, 3, 10, 7, 0, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC), datetime(2024, 12, 31, 16, 0, 0, 1, tzinfo=UTC),
        datetime(2024, 11, 3, 5, 59, 59, 999999, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, tzinfo=UTC), datetime(1950, 7, 1, 12, 0, tzinfo=UTC),
    ],
    V.TIME: [None, time(0, 0), time(23, 59, 59, 999999), time(2, 30), time(9, 15, 7)],
    V.BOOLEAN: [None, True, False],
    V.REFERENCE: [None, ME, OTHER],
}  # fmt: skip
VALUES[V.DECIMAL] = VALUES[V.PERCENT] = VALUES[V.CURRENCY]


def rows(count: int) -> list[dict[str, object]]:
    """Make rows of extremes and ordinary values; always the same ones."""
    picker = random.Random(23)
    return [
        {path: picker.choice(VALUES[kind]) for path, kind in COLUMNS.items()}
        for _ in range(count)
    ]


_TEXTS = ["''", "'a'", "'won'", "'上海'", "'-'", "'é'", "' '", "'2024-06-30'", "'1.5'", "'A'"]
_NUMBERS = ["0", "1", "2", "3", "0.5", "100", "1.1", "0.005", "7", "9199999999999.999999"]
_COUNTS = ["0", "1", "2", "3", "-1", "12", "5", "small", "quantity", "rate", "2.9"]
_LITERALS = {
    "unit": ["'day'", "'week'", "'month'", "'quarter'", "'year'", "'fiscal_quarter'",
             "'fiscal_year'"],
    "period": ["'today'", "'this_week'", "'last_30_days'", "'next_2_quarters'",
               "'this_fiscal_year'", "'last_3_months'"],
    "zone": ["'UTC'", "'Asia/Shanghai'", "'America/Sao_Paulo'"],
    "pattern": [r"'[a-z]+'", r"'\\d{4}-\\d{2}.*'", r"'a|上海.*'", r"'[^\\d]*'", r"'^.$'",
                r"'[^a]'", r"'(a|ab|b c)+'", r"'\\s|^'"],
    "parts": [r"'[a-z]+'", r"'\\d{2}'", r"'a|上海.*'", r"'[^\\d\\s]+'", r"'.'", r"'a|ab c?'",
              r"'-.|-'", r"'^.|.$'"],
    "text": ["'YYYY-MM-DD'", "'D.M.YY'", "'YYYY年M月'"],
    "count": ["0", "2", "6"],
}  # fmt: skip

_BY_RESULT: dict[V, list[Function]] = {}
for _function in functions().values():
    if _function.group not in ("record", "picklist") and _function.in_sql:
        _result = {"same": V.DECIMAL}.get(_function.result)
        _BY_RESULT.setdefault(_result or V(_function.result), []).append(_function)
_BY_RESULT[V.DECIMAL] += _BY_RESULT.pop(V.PERCENT) + _BY_RESULT.pop(V.CURRENCY)
_SAME = ("iff", "coalesce", "min", "max", "null_if", "choose", "case")
_FUNCTIONS = {
    kind: [one for one in listed if one.name not in _SAME]
    for kind, listed in _BY_RESULT.items()
}
_OPERATORS = {
    V.DECIMAL: ["{n} + {n}", "{n} - {n}", "{n} * {n}", "{n} / {n}", "-{n}", "{i} / {i}",
                "{m} - {m}", "{n} / 3 * {n}"],
    V.INTEGER: ["{i} + {i}", "{i} * {i}", "{i} - {i}", "{d} - {d}", "-{i}"],
    V.TEXT: ["{t} + {t}", "stage + {t}", "text({n})", "text({d})", "text({m})", "text({i})"],
    V.DATE: ["{d} + {c}", "{d} - {c}", "{d} + {n}"],
    V.MOMENT: ["{m} + {n}", "{m} - {c}"],
    V.TIME: [],
    V.BOOLEAN: [
        "{n} == {n}", "{n} != {n}", "{n} < {n}", "{n} <= {i}", "{i} > {i}", "{t} == {t}",
        "{t} != {t}", "{t} < {t}", "{d} <= {d}", "{d} != {d}", "{m} >= {m}", "{m} == {m}",
        "{b} and {b}", "{b} or {b}", "not {b}", "not ({n} > {n})", "{n} < {n} < {n}",
        "{t} in ({t}, 'won', '')", "{n} in (1, {n}, 0)", "{n} not in (0, 1)",
        "{t} not in ('a', null)", "stage in ('won', 'lost')", "stage != 'won'",
        "is_blank({n})", "is_blank({t})", "has_value({d})", "owner == me.id", "owner != me.id",
        "is_me(owner)", "{t} in me.roles", "{t} not in me.roles", "has_role({t})", "{b} == {b}",
        "{b} != {b}", "{o} == {o}", "owner in (me.id, null)", "{n} == null", "{t} != null",
    ],
}  # fmt: skip
_LEAVES = {
    V.DECIMAL: ["amount", "rate", "share", *_NUMBERS],
    V.INTEGER: ["quantity", "small", "0", "1", "-3", "12"],
    V.TEXT: ["name", "note", "stage", *_TEXTS],
    V.DATE: ["closes", "begins", "today()", "date(2024, 2, 29)"],
    V.MOMENT: ["seen", "made", "now()"],
    V.TIME: ["opens", "time(9, 30)"],
    V.BOOLEAN: ["active", "done", "true", "false"],
}
_HOLES = {
    "n": V.DECIMAL, "i": V.INTEGER, "t": V.TEXT, "d": V.DATE, "m": V.MOMENT, "b": V.BOOLEAN,
    "o": V.TIME,
}  # fmt: skip
_PARAMS = {
    "number": V.DECIMAL, "zero": V.DECIMAL, "maybe": V.DECIMAL, "text": V.TEXT, "date": V.DATE,
    "datetime": V.MOMENT, "time": V.TIME, "boolean": V.BOOLEAN,
}  # fmt: skip


@st.composite
def expression(draw: st.DrawFn, kind: V, depth: int = 3) -> str:
    """Draw the source of an expression of a type."""
    ways = ["leaf"]
    if depth > 0:
        ways += ["operator"] * 3 + ["call"] * 3 + ["choice"]
    way = draw(st.sampled_from(ways))
    if way == "operator" and _OPERATORS[kind]:
        return draw(_filled(draw(st.sampled_from(_OPERATORS[kind])), depth - 1))
    if way == "call" and _FUNCTIONS.get(kind):
        return draw(call(draw(st.sampled_from(_FUNCTIONS[kind])), depth - 1))
    if way == "choice":
        return draw(_choice(kind, depth - 1))
    return draw(st.sampled_from(_LEAVES[kind]))


@st.composite
def _filled(draw: st.DrawFn, pattern: str, depth: int) -> str:
    for hole, kind in _HOLES.items():
        while f"{{{hole}}}" in pattern:
            pattern = pattern.replace(f"{{{hole}}}", f"({draw(expression(kind, depth))})", 1)
    while "{c}" in pattern:
        pattern = pattern.replace("{c}", draw(st.sampled_from(_COUNTS)), 1)
    return pattern


@st.composite
def _choice(draw: st.DrawFn, kind: V, depth: int) -> str:
    flag = draw(expression(V.BOOLEAN, depth))
    a, b = draw(expression(kind, depth)), draw(expression(kind, depth))
    patterns = [
        f"({a}) if ({flag}) else ({b})",
        f"iff({flag}, {a}, {b})",
        f"coalesce({a}, {b})",
        f"case({flag}, true, {a}, {b})",
        f"choose(small, {a}, {b})",
    ]
    if kind in (V.DECIMAL, V.INTEGER, V.TEXT):
        patterns.append(f"case({a}, {b}, {a})")
    if kind in (V.DECIMAL, V.INTEGER, V.TEXT, V.DATE, V.MOMENT):
        patterns += [f"min({a}, {b})", f"max({a}, null, {b})", f"null_if({a}, {b})"]
    return draw(st.sampled_from(patterns))  # fmt: skip


@st.composite
def call(draw: st.DrawFn, function: Function, depth: int) -> str:
    """Draw a call of a function."""
    args = []
    for param in function.params:
        if param.optional and draw(st.booleans()):
            break
        times = draw(st.integers(1, 3)) if param.many else 1
        for _ in range(times):
            args.append(draw(_argument(param.type, param.literal, depth)))
    return f"{function.name}({', '.join(args)})"


@st.composite
def _argument(draw: st.DrawFn, kind: str, literal: bool, depth: int) -> str:
    if literal:
        return draw(st.sampled_from(_LITERALS[kind]))
    if kind in ("count", "reference"):
        return draw(st.sampled_from(_COUNTS if kind == "count" else ["owner", "me.id"]))
    kinds = {"day": [V.DATE, V.MOMENT], "clock": [V.TIME, V.MOMENT]}.get(kind)
    if kinds is None:
        kinds = [_PARAMS.get(kind, V.DECIMAL)]
    return draw(expression(draw(st.sampled_from(kinds)), depth))


KINDS = (V.DECIMAL, V.INTEGER, V.TEXT, V.DATE, V.MOMENT, V.TIME, V.BOOLEAN)
SQL_FUNCTIONS = tuple(one.name for listed in _FUNCTIONS.values() for one in listed)
