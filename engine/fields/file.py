"""The field type ``file``: documents that belong to a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from engine.fields.multi_lookup import read_ids
from engine.fields.shared.bases import BLANKS
from engine.fields.shared.refusal import shown, too_many
from engine.fields.shared.schemas import BOOLEAN, STRING, described, listed, usual, whole
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import Text, text

_LIMIT = 100
_MEGABYTE = 1024 * 1024
_MAX_MB = 25


class File(FieldType):
    """Ids of stored files (decision 35); one, or up to 100 with ``many``."""

    name = "file"
    label = text("File", "文件")
    help = text("Documents of the record.", "记录的附件。")
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    family = Family.SIDE
    value_type = ValueType.LIST
    widget = "file"
    operators = BLANKS
    sortable = False
    options_schema = {
        "max_mb": usual(
            whole(1, 1024, "The largest file in megabytes; 25 when not said"), _MAX_MB
        ),
        "types": listed(STRING, "Endings or media types, such as pdf or image/*"),
        "many": described(BOOLEAN, "Takes several files"),
    }
    types: Sequence[str] = ()

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.SIDE, ValueType.REFERENCE),)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> tuple[UUID, ...] | None:
        found = read_ids(raw, _LIMIT)
        if found and len(found) > 1 and not field.options.get("many"):
            raise too_many(1)
        return found

    def to_json(self, value: Any, field: FieldDef) -> list[str] | None:
        return None if value is None else [str(each) for each in value]

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "; ".join(str(each) for each in value or ())

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, tuple | list):
            return "" if value is None else str(value)
        return ", ".join(str(each) for each in value)

    def check_upload(self, field: FieldDef, name: str, media_type: str, size: int) -> None:
        """Refuse a file of a wrong kind or size, before it is stored.

        ``media_type`` is what the content was found to be, not what the sender said.
        """
        most = int(field.options.get("max_mb") or _MAX_MB)
        if size > most * _MEGABYTE:
            raise InvalidValue("file.size", text("larger than {n} MB", "超过 {n} MB", n=most))
        allowed = tuple(field.options.get("types") or self.types)
        if allowed and not any(_fits(each, name, media_type) for each in allowed):
            raise InvalidValue(
                "file.type",
                text(
                    "“{name}” is not of an allowed kind",
                    "不允许“{name}”这类文件",
                    name=shown(name),
                ),
                _kinds(allowed),
            )


def _fits(allowed: str, name: str, media_type: str) -> bool:
    if allowed.endswith("/*"):
        return media_type.startswith(allowed[:-1])
    if "/" in allowed:
        return media_type == allowed
    return name.lower().endswith("." + allowed.lower().lstrip("."))


def _kinds(allowed: tuple[str, ...]) -> Text:
    return text("allowed are {kinds}", "允许的类型：{kinds}", kinds=", ".join(allowed))


FIELD_TYPE = File()
