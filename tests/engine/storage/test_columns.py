"""The column map of the next revision: what changed is new, all else is as it was."""

from __future__ import annotations

from dataclasses import replace

from engine.storage.columns import ColumnMap
from tests.engine.storage.samples import FAMILIES, map_rows, sample_object

ORDER, PART = (sample_object(name, FAMILIES) for name in ("order", "part"))
ROWS = [*map_rows(ORDER), *map_rows(PART)]


def test_a_map_with_changed_rows_says_what_one_of_all_rows_says():
    changed = replace(next(r for r in ROWS if r.physical == "size"), dead=True)
    made = ColumnMap(ROWS).with_rows([changed])
    anew = ColumnMap([changed, *(row for row in ROWS if row.key != changed.key)])
    assert sorted(made.rows(), key=str) == sorted(anew.rows(), key=str)
    assert made.digest == anew.digest != ColumnMap(ROWS).digest
    assert changed not in made.live(ORDER.uid)


def test_only_the_table_of_a_changed_object_is_made_anew():
    before = ColumnMap(ROWS)
    order, part = before.table(ORDER), before.table(PART)
    after = before.with_rows([replace(map_rows(ORDER)[1], physical="renamed")])
    assert after.table(PART) is part
    assert after.table(ORDER) is not order


def test_a_map_that_was_read_anew_takes_over_the_tables_that_are_there():
    before = ColumnMap(ROWS)
    part, order = before.table(PART), before.table(ORDER)
    renamed = replace(map_rows(ORDER)[1], physical="renamed")
    anew = ColumnMap([*ROWS, renamed]).after(before)
    assert anew.digest == ColumnMap([*ROWS, renamed]).digest
    assert anew.table(PART) is part
    assert anew.table(ORDER) is not order
