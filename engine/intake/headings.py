"""Knows by which headings the column of a field may be called in files of other systems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Family
from engine.text import Text, text

MAPPED = 96
"""An import map of the object says it."""
CALLED = 92
"""The label with the word that goes with the type: "Email address", "所属客户"."""
USUAL = 88
"""A common word for it."""
ALONE = 80
"""A part of which the object may have several: which city is meant?"""
ENDING = 76
"""It ends like one of the headings: "Expected close date", "预计成交金额"."""
NEARLY = 4
"""Less for a heading that begins with the object, "Order status" among orders, or names two things."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "phone": (
        "tel", "telephone", "mobile", "cell", "cell phone", "office phone", "work phone",
        "business phone", "手机", "电话", "手机号", "手机号码", "移动电话", "联系电话", "座机",
    ),
    "mobile": (
        "cell", "cell phone", "mobile phone", "mobile phone number", "mobile number", "手机号",
        "手机号码", "移动电话",
    ),
    "email": ("mail", "e mail", "work email", "邮箱", "电子邮件", "电子邮箱", "邮件"),
    "website": (
        "homepage", "web", "url", "site", "domain", "domain name", "web page", "网址", "网站", "官网",
    ),
    "owner": (
        "sales rep", "assigned to", "assignee", "responsible", "account manager", "负责人", "所有人",
        "归属人", "跟进人", "业务员",
    ),
    "description": ("notes", "comments", "remarks", "memo", "details", "备注", "描述", "说明"),
    "name": ("名称", "全称", "公司名称", "客户名称", "company", "full name", "title"),
    "title": ("position", "job", "job title", "function", "职务", "职位", "岗位"),
    "department": ("dept", "division", "部门"),
    "birthday": ("birthdate", "date of birth", "birth date", "dob", "出生日期", "生日"),
    "employees": ("staff", "headcount", "员工数", "员工人数", "人员规模"),
    "tags": ("labels", "keywords", "标签"),
}  # fmt: skip
"""The local name of a field and the words of exported headings that usually mean it."""


@dataclass(frozen=True, slots=True)
class _Part:
    label: Text
    words: tuple[str, ...] = ()


PARTS: Mapping[str, _Part] = {
    "street": _Part(
        text("Street", "街道"),
        ("street address", "address", "address line 1", "address 1", "地址", "详细地址", "通讯地址"),
    ),
    "city": _Part(text("City", "城市"), ("town", "市")),
    "state": _Part(
        text("State", "省份"), ("province", "state province", "region", "county", "省", "州")
    ),
    "postal_code": _Part(
        text("Postal code", "邮编"),
        ("zip", "zip code", "postcode", "post code", "zip postal code", "邮政编码"),
    ),
    "country": _Part(text("Country", "国家"), ("country region", "country territory", "国家 地区")),
    "salutation": _Part(text("Salutation", "称谓"), ("prefix", "mr mrs", "称呼", "尊称")),
    "family": _Part(text("Family name", "姓"), ("last name", "surname", "lastname", "姓氏")),
    "given": _Part(
        text("Given name", "名"), ("first name", "forename", "firstname", "名字")
    ),
    "middle": _Part(text("Middle name", "中间名"), ("middle initial",)),
    "lat": _Part(text("Latitude", "纬度"), ("lat",)),
    "lng": _Part(text("Longitude", "经度"), ("lng", "lon", "long")),
    "start": _Part(text("Start", "开始"), ("from", "开始日期")),
    "end": _Part(text("End", "结束"), ("to", "until", "结束日期")),
    "object": _Part(text("Kind of record", "记录类型")),
    "id": _Part(text("Record", "记录")),
}  # fmt: skip

_AROUND: Mapping[str, tuple[str, ...]] = {
    "email": ("{} address", "{}地址"),
    "phone": ("{} number", "{} no", "{}号码", "{}号"),
    "url": ("{} url", "{} address", "{}地址"),
    "date": ("{} date", "date {}", "{} on", "{}日期", "{}时间"),
    "datetime": ("{} date", "{} at", "{} time", "{}时间", "{}日期"),
    "integer": ("no of {}", "number of {}", "{} count", "{}数", "{}数量"),
    "text": ("{} name", "{}名称"),
    "currency": ("{} amount", "total {}", "{}金额"),
}
"""Words that stand around the label of a field of a type."""
_OF_REFERENCES = ("{} name", "{}名称", "{}姓名", "所属{}")
_WHOLE_NAMES = ("full name", "name", "姓名", "名字", "全名")


def part_label(part: str) -> Text:
    """Give what a part of a composite field is called in templates, which a file may use."""
    known = PARTS.get(part)
    return known.label if known else Text.of({"en": part.replace("_", " "), "zh": part})


def importable(obj: ObjectDef) -> Iterator[tuple[str, FieldDef]]:
    """Give the paths that an import may fill: writable fields, composites whole and by part."""
    for name, field in obj.fields.items():
        if field.type.computed or (
            field.system and name not in ("owner", "currency", "import_ref")
        ):
            continue
        yield name, field
        yield from ((f"{name}.{part}", field) for part in parts_of(field))


def parts_of(field: FieldDef) -> tuple[str, ...]:
    """Name the parts of a composite field that a column of its own may fill."""
    parts = field.type.parts(field)
    return tuple(part.name for part in parts if part.name and not part.kept)


class Headings:
    """The headings of one object: how sure each is to mean which path, 0 to 100."""

    def __init__(self, obj: ObjectDef, model: Model) -> None:
        self._obj = obj
        self._model = model
        self._known: dict[str, dict[str, int]] = {}
        """By path, by folded heading."""
        for path, field in importable(obj):
            for heading, score in self._of(path, field):
                self._add(path, heading, score)
        for path, heading in self._mapped():
            if path in self._known:
                self._add(path, heading, MAPPED)
        self._wholes = {name for name, field in obj.fields.items() if parts_of(field)}
        self._prefixes = [fold(each) for each in _labels(obj)]
        self.labels = {
            path: [heading for heading, score in found.items() if score == 100]
            for path, found in self._known.items()
        }

    def scores(self, heading: str) -> Iterator[tuple[str, int]]:
        """Give the paths that a heading may mean, each with how sure that is."""
        folded = fold(heading)
        bare, _, unit = heading.replace("（", "(").partition("(")
        said = (bare if unit else heading).split("/")
        nearly = {self._without_object(folded), *map(fold, said)} - {folded}
        # In thousands, or with tax: somebody must look.
        most = ENDING if unit else 100
        for path, known in self._known.items():
            less = (min(_exact(known, each) - NEARLY, most) for each in nearly)
            score = max(_exact(known, folded), *less, 0)
            if not score and path not in self._wholes:
                score = _ending(known, folded)
            if score:
                yield path, score

    def _add(self, path: str, heading: str, score: int) -> None:
        folded = fold(heading)
        known = self._known.setdefault(path, {})
        if folded:
            known[folded] = max(score, known.get(folded, 0))

    def _of(self, path: str, field: FieldDef) -> Iterator[tuple[str, int]]:
        part = path.partition(".")[2]
        local = field.name.rpartition("__")[2].replace("_", " ")
        names = [local, *field.label.as_map().values()]
        if part:
            yield from self._of_part(part, field, names)
            return
        yield from ((name, 100) for name in (path, *names))
        if path == self._obj.name_field:
            for language, label in self._obj.label.as_map().items():
                yield (f"{label}名称" if language == "zh" else f"{label} name"), 100
        yield from ((each.format(n), CALLED) for each in self._around(field) for n in names)
        yield from ((word, USUAL) for word in WORDS.get(field.name.rpartition("__")[2], ()))
        if field.name == "import_ref":
            yield from ((f"{label} id", USUAL) for label in ("record", *_labels(self._obj)))
        if "family" in parts_of(field):
            yield from ((word, CALLED) for word in _WHOLE_NAMES)
        target = self._model.get(field.target) if field.target else None
        if target is not None and self._refers_alone(field):
            yield from ((label, USUAL) for label in _labels(target))
            yield from ((f.format(n), CALLED) for f in _OF_REFERENCES for n in _labels(target))

    def _of_part(
        self, part: str, field: FieldDef, names: list[str]
    ) -> Iterator[tuple[str, int]]:
        called = PARTS.get(part)
        labels = (part.replace("_", " "), *part_label(part).as_map().values())
        words = called.words if called else ()
        alone = ALONE if self._shares(part, field) else CALLED
        yield from ((f"{name} {label}", 100) for name in names for label in labels)
        yield from ((f"{name} {word}", 95) for name in names for word in words)
        yield from ((word, alone) for word in (*labels, *words))

    def _around(self, field: FieldDef) -> tuple[str, ...]:
        if field.target and field.type.family is Family.REFERENCE:
            return _OF_REFERENCES
        return _AROUND.get(field.type.name, ())

    def _refers_alone(self, field: FieldDef) -> bool:
        same = [
            f for f in self._obj.fields.values() if f.target == field.target and not f.system
        ]
        return field.type.family is Family.REFERENCE and same == [field]

    def _shares(self, part: str, field: FieldDef) -> bool:
        """Tell whether another field of the object has a part of that name."""
        others = (each for each in self._obj.fields.values() if each is not field)
        return any(part in parts_of(other) for other in others if not other.type.computed)

    def _mapped(self) -> Iterator[tuple[str, str]]:
        for component in self._model.of_kind("import_map", self._obj.name):
            for heading, target in dict(component.body.get("columns", {})).items():
                path = target if isinstance(target, str) else target.get("field", "")
                yield str(path), str(heading)

    def _without_object(self, folded: str) -> str:
        for prefix in self._prefixes:
            if folded.startswith(prefix) and (
                folded[len(prefix) :][:1] == " " or not prefix.isascii()
            ):
                return folded[len(prefix) :].strip()
        return ""


def _labels(obj: ObjectDef) -> Iterable[str]:
    return dict.fromkeys((*obj.label.as_map().values(), *obj.plural.as_map().values()))


def _exact(known: Mapping[str, int], folded: str) -> int:
    if not folded:
        return 0
    if folded in known:
        return known[folded]
    joined = folded.replace(" ", "")
    return max(
        (min(s, 95) for n, s in known.items() if n.replace(" ", "") == joined), default=0
    )


def _ending(known: Mapping[str, int], folded: str) -> int:
    """Look for a heading of which this is one with a word before it, or up to four characters."""
    for name in known:
        before = folded.removesuffix(name)
        if name.isascii():
            fits = before.endswith(" ") and len(before.split()) == 1
        else:
            fits = len(name) > 1 and 0 < len(before) <= 4
        if fits and before != folded and known[name] > USUAL:
            return ENDING
    return 0


def fold(name: str) -> str:
    """Fold case, width, punctuation, ``__c`` suffixes and CamelCase to plain words."""
    plain = unicodedata.normalize("NFKC", name)
    plain = re.sub(r"__c$", "", plain)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).casefold().split())
