"""The field type ``person_name``: the name of a person in four parts."""

from __future__ import annotations

import re
from typing import Any

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.composites import read_json_parts, read_parts, write_json_parts
from engine.fields.shared.texts import clean_line, is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

PARTS = ("family", "given", "middle", "salutation")
"""A list is sorted by the first."""
_LENGTH = 120
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
_SALUTATIONS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau", "mme", "m"}
)
_TITLES = ("先生", "女士", "小姐", "博士", "教授", "老师")
_COMPOUND = frozenset(
    {
        *(
            "欧阳",
            "太史",
            "端木",
            "上官",
            "司马",
            "东方",
            "独孤",
            "南宫",
            "万俟",
            "闻人",
            "夏侯",
        ),
        *(
            "诸葛",
            "尉迟",
            "公羊",
            "赫连",
            "澹台",
            "皇甫",
            "宗政",
            "濮阳",
            "公冶",
            "太叔",
            "申屠",
        ),
        *("公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "令狐"),
    }
)


class PersonName(FieldType):
    """Salutation, family, given and middle name; a Chinese name is shown family first.

    A plain text is taken apart: ``Dr. Ann Marie Lee``, ``Lee, Ann``, ``欧阳修先生``.
    """

    name = "person_name"
    label = text("Name of a person", "姓名")
    help = text("The name of a person.", "人的姓名。")
    examples = ("Dr. Ann Marie Lee", "Lee, Ann", "王小明", "欧阳修先生")
    family = Family.TEXT
    value_type = ValueType.JSON
    widget = "person_name"
    operators = BLANKS
    searchable = True

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return _STORED

    def clean(
        self, raw: object, field: FieldDef, locale: Locale
    ) -> dict[str, str | None] | None:
        if is_blank(raw):
            return None
        if isinstance(raw, str):
            braced = raw.lstrip()[:1] == "{"
            raw = read_json_parts(raw) if braced else _taken_apart(clean_line(raw, 500) or "")
        given = read_parts(raw, PARTS)
        found = {name: clean_line(given[name], _LENGTH) for name in PARTS}
        return found if any(found.values()) else None

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else write_json_parts(value)

    def to_text(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return self.display(value, field, locale)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, dict):
            return "" if value is None else str(value)
        part = {name: str(value.get(name) or "") for name in PARTS}
        if _HAN.fullmatch(part["family"] + part["given"]):
            return part["family"] + part["middle"] + part["given"] + part["salutation"]
        order = ("salutation", "given", "middle", "family")
        return " ".join(filter(None, (part[name] for name in order)))

    def search_text(self, value: Any, field: FieldDef) -> str:
        return self.display(value, field, Locale()) if value else ""


def _taken_apart(written: str) -> dict[str, str]:
    if _HAN.fullmatch(written.replace(" ", "")):
        return _chinese(written.replace(" ", ""))
    before, comma, after = written.partition(",")
    words = (after if comma else written).split()
    found: dict[str, str] = {}
    if len(words) > 1 and words[0].rstrip(".").lower() in _SALUTATIONS:
        found["salutation"] = words.pop(0)
    family = before.strip() if comma else words.pop() if words else ""
    found.update(family=family, given=" ".join(words[:1]), middle=" ".join(words[1:]))
    return found


def _chinese(written: str) -> dict[str, str]:
    title = next((each for each in _TITLES if written.endswith(each)), "")
    name = written.removesuffix(title) or written
    size = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    if "·" in name or len(name) == 1:
        size = len(name)
    return {"salutation": title, "family": name[:size], "given": name[size:]}


_STORED = tuple(
    Part(name, Family.TEXT, ValueType.TEXT, sort_key=name in ("family", "given"))
    for name in PARTS
)

FIELD_TYPE = PersonName()
