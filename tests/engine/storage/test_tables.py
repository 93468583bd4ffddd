"""What goes into a table comes out the same, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from engine.kernel.ids import new_id
from engine.kernel.values import Family, ValueType
from engine.storage import ddl
from engine.storage.columns import ColumnMap
from engine.storage.database import Database
from engine.storage.sums import decimal_avg, decimal_sum
from engine.storage.tables import ObjectTable
from tests.engine.storage.samples import FAMILIES, map_rows, one, sample_object


def build(database: Database, fields=FAMILIES, **body) -> ObjectTable:
    obj = sample_object("order", fields, **body)
    table = ColumnMap(map_rows(obj)).table(obj)
    with database.writing(exclusive=True) as conn:
        ddl.create_object_table(conn, table)
        for side in table.sides.values():
            ddl.create_side_table(conn, side)
        for index in table.indexes:
            ddl.create_index(conn, table, index)
    return table


EXTREMES = [
    {
        "title": "上海 “Pump” 200",
        "size": 2**63 - 1,
        "ratio": Decimal("9190000000000.123457"),
        "done": True,
        "day": date(1, 1, 1),
        "moment": datetime(1900, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        "hour": time(23, 59, 59, 999999),
        "extra": {"a": [1, None, "上"], "b": 2.5},
        "place": {"street": "1 rue de la Paix", "city": "Paris"},
        "price": Decimal("-9190000000000.000001"),
        "price.base": Decimal("0.000001"),
    },
    {
        "title": "",
        "size": -(2**63),
        "ratio": Decimal("-0.000001"),
        "done": False,
        "day": date(9999, 12, 31),
        "moment": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        "hour": time(0, 0),
        "extra": [],
        "place": {"street": None, "city": "Ж"},
        "price": Decimal(0),
        "price.base": None,
    },
    dict.fromkeys([*(n for n in FAMILIES if n != "labels"), "price.base"]),
]


@pytest.mark.parametrize("values", EXTREMES)
def test_every_family_comes_back_as_it_went_in(database, values):
    table = build(database)
    record = {"id": new_id(), "other": new_id(), "row_version": 1, **values}
    with database.writing() as conn:
        conn.execute(table.table.insert().values(table.row(record)))
    with database.reading() as conn:
        row = conn.execute(sa.select(table.table)).mappings().one()
    for name, value in values.items():
        if name != "price.base":
            assert table.value(name, row) == value, name
    assert row[table.column("price", "base").key] == values["price.base"]
    assert (row["id"], row["other"]) == (record["id"], record["other"])
    assert not isinstance(row["done"], int) or isinstance(row["done"], bool)


def test_several_values_of_one_record_stand_in_a_table_of_their_own(database):
    table = build(database)
    side = table.side("labels")
    record = new_id()
    rows = [{"record_id": record, "position": n, "value": v} for n, v in enumerate("ba")]
    with database.writing() as conn:
        conn.execute(side.insert(), rows)
        found = conn.scalars(sa.select(side.c.value).order_by(side.c.position)).all()
    assert found == ["b", "a"]


def test_totals_of_large_amounts_are_exact(database):
    table = build(database)
    amounts = [Decimal("2500000000000")] * 4 + [Decimal("-0.000001"), Decimal("0.1")]
    with database.writing() as conn:
        conn.execute(
            table.table.insert(), [table.row({"id": new_id(), "price": a}) for a in amounts]
        )
        price = table.column("price")
        total, mean = conn.execute(
            sa.select(
                decimal_sum(price, database.dialect), decimal_avg(price, database.dialect)
            )
        ).one()
        nothing = conn.scalar(
            sa.select(decimal_sum(price, database.dialect)).where(price > Decimal("9e12"))
        )
    assert total == Decimal("10000000000000.099999")
    assert mean == Decimal("1666666666666.683333")
    assert nothing is None


def test_names_sort_as_people_expect_on_both_databases(database):
    table = build(database)
    names = ["pump 10", "Pump 2", "张三", "ＡＢＣ", "上海", "zebra", "Ärzte", "北京", None]
    with database.writing() as conn:
        conn.execute(
            table.table.insert(), [table.row({"id": new_id(), "title": name}) for name in names]
        )
        found = conn.scalars(
            sa.select(table.column("title")).order_by(
                table.sort("title").is_(None), table.sort("title")
            )
        ).all()
    assert found == [
        *("ＡＢＣ", "Ärzte", "北京", "Pump 2", "pump 10", "上海", "zebra", "张三", None)
    ]


def test_the_same_code_in_other_case_and_width_is_refused(database):
    fields = {"title": FAMILIES["title"], "code": one(Family.TEXT, ValueType.TEXT)}
    table = build(database, fields)
    with database.writing() as conn:
        conn.execute(table.table.insert().values(table.row({"id": new_id(), "code": "ab-1"})))
    with pytest.raises(sa.exc.IntegrityError), database.writing() as conn:
        conn.execute(table.table.insert().values(table.row({"id": new_id(), "code": "ＡB-1"})))


def test_blank_and_deleted_records_never_clash(database):
    fields = {"title": FAMILIES["title"], "code": one(Family.TEXT, ValueType.TEXT)}
    table = build(database, fields)
    gone = datetime.now(UTC) - timedelta(days=1)
    rows = [("a", gone), ("a", None), (None, None), (None, None)]
    with database.writing() as conn:
        for code, deleted in rows:
            values = {"id": new_id(), "code": code, "deleted_at": deleted}
            conn.execute(table.table.insert().values(table.row(values)))
        assert conn.scalar(sa.select(sa.func.count()).select_from(table.table)) == 4


def test_a_change_of_tables_that_fails_leaves_nothing(database):
    table = build(database, {"title": FAMILIES["title"]})
    column = sa.Column("added", sa.Text())
    with pytest.raises(RuntimeError), database.writing(exclusive=True) as conn:
        ddl.add_column(conn, table.table, column)
        conn.execute(sa.schema.CreateTable(sa.Table("brand_new", sa.MetaData(), column)))
        raise RuntimeError
    with database.reading() as conn:
        assert "added" not in ddl.physical_columns(conn, "order")
        assert "brand_new" not in ddl.table_names(conn)


def test_an_index_that_another_one_begins_with_is_not_kept(database: Database):
    table = build(
        database, indexes=[{"fields": ["other"]}, {"fields": ["size"], "unique": True}]
    )
    columns = [index.columns for index in table.indexes]
    assert ("other", "id") in columns
    assert ("other",) not in columns, "every reference has an index, but this one is served for"
    assert ("size",) in columns
