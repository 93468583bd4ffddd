"""Makes the layout of an object that declares none: everything readable, in two columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.kernel.model import FieldDef, ObjectDef

_HIGHLIGHTS = 5
_WIDE = frozenset({"long_text", "rich_text", "json", "address", "multi_lookup"})
_RECORD = (
    "owner",
    "record_type",
    "currency",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
)


def automatic_body(obj: ObjectDef) -> Mapping[str, Any]:
    """Give a layout body with a section of own fields and one of system fields."""
    own = [field for field in obj.fields.values() if not field.system]
    board = str(obj.body.get("board", ""))
    return {
        "highlights": [field.name for field in own if _stands_out(field, obj)][:_HIGHLIGHTS],
        "path": board,
        "sections": [
            {
                "id": "main",
                "label": obj.label.as_map(),
                "items": [_item(field) for field in own],
            },
            {
                "id": "record",
                "label": {"en": "Record", "zh": "记录信息"},
                "collapsed": True,
                "items": [name for name in _RECORD if name in obj.fields],
            },
        ],
    }


def _item(field: FieldDef) -> Mapping[str, Any]:
    return {"field": field.name, "span": 2 if field.type.name in _WIDE else 1}


def _stands_out(field: FieldDef, obj: ObjectDef) -> bool:
    return (
        field.name != obj.name_field
        and field.type.sortable
        and field.type.name not in (*_WIDE, "auto_number", "text")
    )
