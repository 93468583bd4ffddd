"""A pattern fits the same texts, and the same parts of them, in Python and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from engine.expressions import functions
from engine.expressions.pattern import parts_problem, pattern_problem

TEXTS = (
    "", "a", "ab", "abc", "aab b", "a-b", "a\nb", "\n", " \t", "上海ab", "_x9", "A]b^", "a|b", "é😀",
    "\\d", "\x0b\x85 ", "[:alpha:]", "0123456789", "ababab", "$^.", "-", "/", "\r\n",
)  # fmt: skip
_PIECES = st.sampled_from(
    ["a", "b", "c", ".", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[^\\d]", "[a-c]", "[\\w-]", "[-a]",
     "[a-]", "[\\]]", "[\\s\\d]", "[^\\n]", "[:alpha:]", "[.a.]", "[a\\-c]", "上", "-", "\\.", "\\\\",
     "(", ")", "(?:", "|", "*", "+", "?", "{2}", "{1,2}", "{0,}", "^", "$", "\\$", "\\^", "/", " ", "_",
     "[\\w-z]", "[a^]", "[*]", "é", "{,2}", "[=a=]", "\\-"]
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(postgresql_database: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(
        postgresql_database.replace("postgresql:", "postgresql+psycopg:", 1)
    )
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@seed(3)
@settings(
    max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(_PIECES, min_size=1, max_size=7).map("".join))
def test_a_pattern_fits_the_same_in_both(connection: sa.Connection, pattern: str):
    assume(pattern_problem(pattern) is None)
    names = ["matches", "has_pattern", "extract"]
    if parts_problem(pattern) is None:
        names.append("count_pattern")
    known = functions()
    values = sa.select(
        sa.func.unnest(sa.literal(list(TEXTS), sa.ARRAY(sa.Text()))).label("value")
    ).subquery()
    built = [known[name].postgresql(values.c.value, pattern) for name in names]
    if "count_pattern" in names:
        new = sa.literal("\\1&\\", sa.Text())
        built.append(known["replace_pattern"].postgresql(values.c.value, pattern, new))
    found = {row[0]: row[1:] for row in connection.execute(sa.select(values.c.value, *built))}
    for value in TEXTS:
        expected = [known[name].python(value, pattern) for name in names]
        if "count_pattern" in names:
            expected.append(known["replace_pattern"].python(value, pattern, "\\1&\\"))
        given_back = [one or "" if isinstance(one, str | None) else one for one in found[value]]
        assert given_back == expected, (pattern, value)
