"""Reads a pasted table of fields: one line each, columns by tabs, semicolons or bars."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ui.i18n import gettext as _
from ui.i18n import listed
from ui.studio.desk import Desk
from ui.studio.names import made_name, own_name

_REQUIRED = frozenset({"required", "yes", "*", "必填", "是"})
_HEADINGS = frozenset({"label", "field", "name", "字段", "名称", "标签"})
_COMMON = {
    "number": "decimal", "数字": "decimal", "money": "currency", "amount": "currency",
    "choice": "select", "picklist": "select", "选项": "select", "checkbox": "boolean",
    "yes/no": "boolean", "notes": "long_text", "备注": "long_text", "website": "url",
    "person": "user", "人员": "user", "day": "date", "integer number": "integer",
}  # fmt: skip
"""What spreadsheets and other systems call types."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the field that it describes, or what is wrong with it."""

    number: int
    name: str
    body: Mapping[str, Any]
    wrong: str = ""


def read_table(at: Desk, source: str, taken: Collection[str]) -> list[Line]:
    """Read label, type, options and whether it is required; the type is text where none is said.

    Options are those of a choice, separated by commas, or the object that a look-up points to.
    """
    names, lines = set(taken), []
    for number, raw in enumerate(source.replace("\r", "").split("\n"), 1):
        cells = [cell.strip() for cell in re.split(r"[\t;；|]", raw)]
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADINGS):
            continue
        line = _line(at, number, cells, names)
        names.add(line.name)
        lines.append(line)
        if len(lines) == MOST:
            break
    return lines


def _line(at: Desk, number: int, cells: list[str], names: set[str]) -> Line:
    label = cells[0].rstrip("*").strip()
    english, _slash, chinese = (part.strip() for part in label.partition("/"))
    name = own_name(english or label, names)
    wording = {"en": english or label}
    if chinese or not label.isascii():
        wording["zh"] = chinese or label
    body: dict[str, Any] = {"label": wording}
    said = cells[1] if len(cells) > 1 else ""
    known = type_named(at, said or "text")
    if not label:
        return Line(number, name, body, _("the label is missing"))
    if known is None:
        return Line(number, name, body, _("there is no type “{type}”", type=said))
    body["type"] = known
    wrong = _options(at, body, cells[2] if len(cells) > 2 else "")
    if cells[0].endswith("*") or any(cell.casefold() in _REQUIRED for cell in cells[2:]):
        body["required"] = True
    return Line(number, name, body, wrong)


def type_named(at: Desk, said: str) -> str | None:
    """Find a field type by its name or its label in any language."""
    wanted = said.casefold().replace("-", "_")
    for one in at.bench.field_types():
        labels = {label.casefold() for label in one.label.as_map().values()}
        if wanted in (one.name, one.name.replace("_", " ")) or wanted in labels:
            return str(one.name)
    return _COMMON.get(said.casefold())


def _options(at: Desk, body: dict[str, Any], said: str) -> str:
    """Put what the third column says into a body; give what is wrong with it."""
    known = next(one for one in at.bench.field_types() if one.name == body["type"])
    needed = set(known.required_options)
    if "options" in known.options_schema and said and said.casefold() not in _REQUIRED:
        body["options"] = options_named(said)
        needed.discard("options")
    elif "to" in known.options_schema:
        target = _object_named(at, said)
        if target is None:
            return _("there is no object “{name}”", name=said)
        body["to"] = target
        needed.discard("to")
    if needed:
        return _("say in the third column: {what}", what=listed(sorted(needed)))
    return ""


def options_named(said: str) -> list[dict[str, Any]]:
    """Make options of labels with commas between them."""
    labels = (one.strip() for one in re.split(r"[,，、/]", said))
    return [_option(label) for label in dict.fromkeys(labels) if label]


def _option(label: str) -> dict[str, Any]:
    wording = {"en": label} if label.isascii() else {"en": label, "zh": label}
    return {"id": made_name(label), "label": wording}


def _object_named(at: Desk, said: str) -> str | None:
    wanted = said.casefold()
    for one in at.bench.of_kind("object"):
        labels = {str(label).casefold() for label in (one.body.get("label") or {}).values()}
        if wanted and (wanted == one.key[2] or wanted in labels):
            return one.key[2]
    return None
