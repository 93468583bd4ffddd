"""Lists live in side tables; conditions on them mean in SQL what they mean in Python."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engine.expressions import Env, FixedScope, check, evaluate, register, to_predicate, to_sql
from engine.kernel.values import ValueType as V
from tests.databases import Place

SCOPE = FixedScope.of(tags=V.LIST, name=V.TEXT)
ENV = Env(now=datetime(2024, 6, 30, tzinfo=UTC), zone=ZoneInfo("UTC"))
ROWS = [
    {"name": "vip", "tags": ("vip", "a")},
    {"name": "a", "tags": None},
    {"name": None, "tags": ("a",)},
    {"name": "上海", "tags": ("上海", "vip", "b")},
]


@pytest.mark.parametrize(
    "source",
    [
        "'vip' in tags",
        "'vip' not in tags",
        "name in tags",
        "name not in tags",
        "includes(tags, 'a')",
        "has_any(tags, 'b', '上海')",
        "has_all(tags, 'vip', 'a')",
        "has_none(tags, 'vip', 'b')",
        "is_blank(tags)",
        "has_value(tags) and not ('a' in tags)",
        "null in tags",
        "size(tags)",
        "first(tags)",
        "join_list(tags, ', ')",
        "join_list(tags, name)",
        "join_list(tags, '|') + '!'",
        "upper(first(tags)) == 'VIP' and title(join_list(tags, ' ')) != initials(name)",
    ],
)
def test_a_condition_on_a_list_is_the_same_in_sql(place: Place, source: str):
    schema = sa.MetaData(schema=place.schema)
    records = sa.Table("r", schema, sa.Column("id", sa.Integer), sa.Column("name", sa.Text))
    side = sa.Table(
        "m", schema, sa.Column("record", sa.Integer), sa.Column("value", sa.Text),
        sa.Column("place", sa.Integer),
    )  # fmt: skip
    engine = sa.create_engine(place.dsn)
    if place.dialect == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: register(connection))
    checked = check(source, SCOPE, needs_sql=True)

    def column(path: str) -> object:
        listed = sa.select(side.c.value).where(side.c.record == records.c.id)
        listed = listed.order_by(side.c.place)
        return records.c.name if path == "name" else listed.correlate(records)

    with engine.connect() as connection:
        if place.schema:
            connection.execute(sa.schema.CreateSchema(place.schema))
        schema.create_all(connection)
        for number, row in enumerate(ROWS):
            connection.execute(records.insert(), {"id": number, "name": row["name"]})
            for at, value in enumerate(row["tags"] or ()):
                one = {"record": number, "value": value, "place": at}
                connection.execute(side.insert(), one)
        value = to_sql(checked, column, ENV, place.dialect)
        found = connection.execute(sa.select(value).select_from(records).order_by(records.c.id))
        expected = [evaluate(checked, row.get, ENV) for row in ROWS]
        assert list(found.scalars()) == expected
        if checked.type is not V.BOOLEAN:
            return
        where = sa.select(records.c.id).where(to_predicate(checked, column, ENV, place.dialect))
        matching = set(connection.execute(where).scalars())
        assert [number in matching for number in range(len(ROWS))] == expected
    engine.dispose()


def test_a_list_chosen_by_a_condition_is_left_to_python():
    scope = FixedScope.of(tags=V.LIST, others=V.LIST, name=V.TEXT)
    for source in ("size(tags if name else others)", "'a' in coalesce(tags, others)"):
        source = source.replace("if name", "if name == 'a'")
        assert not check(source, scope).sql_safe
