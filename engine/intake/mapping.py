"""Proposes which column of a file belongs to which field, and says how sure it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.kernel.model import FieldDef, ObjectDef
from engine.text import Text, text

SURE = 90
LIKELY = 72
"""Below this a column is left for the user to place; figures from the headers in the tests."""

WORDS = {
    "tel": "phone", "telephone": "phone", "mobile": "phone", "手机": "phone", "电话": "phone",
    "手机号": "phone", "联系电话": "phone", "mail": "email", "e mail": "email", "邮箱": "email",
    "电子邮件": "email", "zip": "postal_code", "zip code": "postal_code", "postcode": "postal_code",
    "邮编": "postal_code", "province": "state", "省份": "state", "城市": "city", "地址": "street",
    "street": "street", "国家": "country", "homepage": "website", "网址": "website",
    "负责人": "owner", "所有人": "owner", "sales rep": "owner", "备注": "description",
    "名称": "name", "全称": "name", "公司名称": "name", "客户名称": "name", "company": "name",
}  # fmt: skip
"""Common words of exported headers and the local field name that usually means the same."""

PARTS = {
    "street": text("Street", "街道"), "city": text("City", "城市"),
    "state": text("State", "省份"), "postal_code": text("Postal code", "邮编"),
    "country": text("Country", "国家"), "salutation": text("Salutation", "称谓"),
    "family": text("Family name", "姓"), "given": text("Given name", "名"),
    "middle": text("Middle name", "中间名"), "lat": text("Latitude", "纬度"),
    "lng": text("Longitude", "经度"), "start": text("Start", "开始"), "end": text("End", "结束"),
    "object": text("Kind of record", "记录类型"), "id": text("Record", "记录"),
}  # fmt: skip


def part_label(part: str) -> Text:
    """Give what a part of a composite field is called in templates, which a file may use."""
    return PARTS.get(part) or Text.of({"en": part.replace("_", " "), "zh": part})


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal for one column; ``path`` is empty when nothing fits. Confidence is 0 to 100."""

    header: str
    path: str
    confidence: int

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


def importable(obj: ObjectDef) -> Iterator[tuple[str, FieldDef]]:
    """Give the paths that an import may fill: writable fields, and the parts of composites."""
    for name, field in obj.fields.items():
        if field.type.computed or (
            field.system and name not in ("owner", "currency", "import_ref")
        ):
            continue
        parts = [part.name for part in field.type.parts(field) if part.name and not part.kept]
        if parts:
            yield from ((f"{name}.{part}", field) for part in parts)
        else:
            yield name, field


def propose(headers: Sequence[str], obj: ObjectDef) -> list[Match]:
    """Propose a path for each header; each path is given away once, to the surest header."""
    names = {path: list(_names(path, field, obj)) for path, field in importable(obj)}
    scored = sorted(
        (
            (score, header, path)
            for header in headers
            for path, known in names.items()
            if (score := _score(header, path, known)) >= LIKELY
        ),
        key=lambda found: (-found[0], headers.index(found[1])),
    )
    taken: dict[str, tuple[str, int]] = {}
    for score, header, path in scored:
        if header not in taken and path not in {given for given, _ in taken.values()}:
            taken[header] = (path, score)
    return [Match(header, *taken.get(header, ("", 0))) for header in headers]


def _names(path: str, field: FieldDef, obj: ObjectDef) -> Iterable[str]:
    part = path.partition(".")[2]
    local = field.name.rpartition("__")[2].replace("_", " ")
    yield _fold(f"{local} {part}")
    if path == obj.name_field:
        for language, name in obj.label.as_map().items():
            yield _fold(f"{name}名称" if language == "zh" else f"{name} name")
    for language, name in field.label.as_map().items():
        yield _fold(f"{name} {part}")
        if part:
            yield _fold(f"{name} {part_label(part).to(language)}")


def _score(header: str, path: str, names: list[str]) -> int:
    from rapidfuzz import fuzz

    folded = _fold(header)
    if not folded:
        return 0
    if folded in names or folded == _fold(path):
        return 100
    joined = folded.replace(" ", "")
    if any(joined == name.replace(" ", "") for name in names):
        return 95
    part = path.partition(".")[2]
    if part and folded in {_fold(one) for one in part_label(part).as_map().values()}:
        return 80
    meant = WORDS.get(folded)
    if meant is not None and path.rpartition(".")[2].rpartition("__")[2] == meant:
        return 88 if "." not in path else 80
    return int(max(fuzz.token_sort_ratio(folded, name) for name in names) * 0.95)


def _fold(name: str) -> str:
    """Fold case, width, punctuation, ``__c`` suffixes and CamelCase to plain words."""
    plain = unicodedata.normalize("NFKC", name)
    plain = re.sub(r"__c$", "", plain)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).casefold().split())
