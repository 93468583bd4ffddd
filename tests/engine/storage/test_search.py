"""People find records in Chinese, in pinyin, by initials, words and the end of a number."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.kernel.ids import new_id
from engine.storage import search
from engine.storage.system import search_entry
from tests.engine.storage.samples import uid

TEXTS = {
    "电气": "上海电气集团 info@shanghai-electric.cn +8602133261888",
    "重庆": "重庆水泵厂 PUMP-200",
    "müller": "Müller Söhne GmbH & Co. KG “quoted” it's",
    "tokyo": "東京ポンプ株式会社",
}

ASKED = [
    ("上海", {"电气"}),
    ("海", {"电气"}),
    ("电气集团", {"电气"}),
    ("shanghai", {"电气"}),
    ("sh", {"电气", "重庆", "tokyo"}),
    ("shdq", {"电气"}),
    ("dianqi", {"电气"}),
    ("chongqing", {"重庆"}),
    ("cqsb", {"重庆"}),
    ("pump-200", {"重庆"}),
    ("pump200", {"重庆"}),
    ("PUMP", {"重庆"}),
    ("3326 1888", {"电气"}),
    ("021", {"电气"}),
    ("1888", {"电气"}),
    ("muller", {"müller"}),
    ("MÜLL gmbh", {"müller"}),
    ("it's", {"müller"}),
    ("ポンプ", {"tokyo"}),
    ("電気", set()),
    ("上海 gmbh", set()),
    ("' OR 1=1 --", set()),
    ("*", set()),
    ("   ", set()),
    ('"', set()),
]


@pytest.fixture
def filled(database):
    ids = {name: new_id() for name in TEXTS}
    with database.writing() as conn:
        search.put(conn, uid("firm"), {ids[name]: text for name, text in TEXTS.items()})
    return database, ids


def test_records_are_found_as_people_type(filled):
    database, ids = filled
    names = {found: name for name, found in ids.items()}
    for text, expected in ASKED:
        with database.reading() as conn:
            found = search.find(conn, text, [uid("firm")], 10)
            assert {names[record] for _, record in found} == expected, text
            condition = search.matches(
                search_entry.c.record, uid("firm"), text, database.dialect
            )
            rows = conn.scalars(sa.select(search_entry.c.record).where(condition))
            assert {names[record] for record in rows} == expected, text


def test_a_changed_name_is_found_and_the_old_one_is_not(filled):
    database, ids = filled
    with database.writing() as conn:
        search.put(conn, uid("firm"), {ids["电气"]: "广州风机", ids["重庆"]: TEXTS["重庆"]})
        search.remove(conn, [ids["müller"]])
    with database.reading() as conn:
        assert search.find(conn, "上海", [uid("firm")], 10) == []
        assert search.find(conn, "gz", [uid("firm")], 10) == [(uid("firm"), ids["电气"])]
        assert search.find(conn, "gmbh", [uid("firm")], 10) == []
        assert search.find(conn, "cq", [uid("other")], 10) == []


def test_a_blank_text_is_not_kept(filled):
    database, ids = filled
    with database.writing() as conn:
        search.put(conn, uid("firm"), {ids["tokyo"]: " - "})
        count = conn.scalar(sa.select(sa.func.count()).select_from(search_entry))
    assert count == len(TEXTS) - 1
