"""The field type ``multi_lookup``: references to several records of one object."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from engine.fields.shared.bases import LIST_OPERATORS, RECORD, read_id
from engine.fields.shared.lists import distinct, read_list
from engine.fields.shared.schemas import FILTER, RELATED_LABEL, TARGET
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

LIMIT = 500
BETWEEN = re.compile(r"[,;\s|，；、]+")


class MultiLookup(FieldType):
    """Up to 500 records of another object, in the order given."""

    name = "multi_lookup"
    label = text("Several records", "多选查找")
    help = text("Records of another object.", "另一对象的多条记录。")
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f; 0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e20",)
    family = Family.SIDE
    value_type = ValueType.LIST
    widget = "multi_lookup"
    operators = LIST_OPERATORS
    sortable = False
    options_schema = {"to": TARGET, "filter": FILTER, "related_label": RELATED_LABEL}
    required_options = ("to",)

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.SIDE, ValueType.REFERENCE),)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> tuple[UUID, ...] | None:
        return read_ids(raw, LIMIT)

    def to_json(self, value: Any, field: FieldDef) -> list[str] | None:
        return None if value is None else [str(each) for each in value]

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "; ".join(str(each) for each in value or ())

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        if not isinstance(value, tuple | list):
            return "" if value is None else str(value)
        return ", ".join(str(each) for each in value)


def read_ids(raw: object, limit: int) -> tuple[UUID, ...] | None:
    """Read the ids of several records."""
    if isinstance(raw, dict):
        raw = [raw]
    given = read_list(raw, RECORD, limit)
    if given is None:
        return None
    members: list[object] = list(BETWEEN.split(given)) if isinstance(given, str) else given
    return distinct(members, read_id, limit)


FIELD_TYPE = MultiLookup()
