"""The field type ``poly_lookup``: a reference to a record of one of several objects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.fields.shared.bases import BLANKS, RECORD, read_id
from engine.fields.shared.composites import read_parts
from engine.fields.shared.refusal import shown, unreadable
from engine.fields.shared.schemas import NAME, ON_DELETE, RELATED_LABEL, listed
from engine.fields.shared.texts import is_blank
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import text

_PARTS = ("object", "id")


class PolyLookup(FieldType):
    """A record of any of the objects in ``to``: an object's name, stored as its uid, and an id.

    Files write it ``object:id``; the object may be left out where there is only one.
    """

    name = "poly_lookup"
    label = text("Lookup to any of several objects", "多对象查找")
    help = text("A record of one of several objects.", "多个对象之一的记录。")
    examples = ("thing:0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    family = Family.REFERENCE
    value_type = ValueType.JSON
    widget = "poly_lookup"
    operators = ("eq", "ne", *BLANKS)
    sortable = False
    options_schema = {
        "to": listed(NAME, "The objects whose records may be pointed to", least=1),
        "on_delete": ON_DELETE,
        "related_label": RELATED_LABEL,
    }
    required_options = ("to",)

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (
            Part("object", Family.TEXT, ValueType.TEXT),
            Part("id", Family.REFERENCE, ValueType.REFERENCE),
        )

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> dict[str, Any] | None:
        if is_blank(raw):
            return None
        targets = tuple(field.options.get("to") or ())
        given = read_parts(_split(raw, targets), _PARTS)
        found = read_id(given["id"])
        if found is None:
            if is_blank(given["object"]):
                return None
            raise unreadable("", RECORD)
        name = given["object"]
        if not isinstance(name, str) or name not in targets:
            raise InvalidValue(
                "reference.object",
                text(
                    "“{name}” is none of the objects",
                    "“{name}”不在可选对象中",
                    name=shown(name),
                ),
                text("one of: {names}", "可选：{names}", names=", ".join(targets)),
            )
        return {"object": name, "id": found}

    def to_json(self, value: Any, field: FieldDef) -> dict[str, str] | None:
        return None if value is None else {"object": value["object"], "id": str(value["id"])}

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else f"{value['object']}:{value['id']}"

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return str(value.get("id", "")) if isinstance(value, dict) else str(value or "")


def _split(raw: object, targets: tuple[str, ...]) -> object:
    only = targets[0] if len(targets) == 1 else ""
    if isinstance(raw, str):
        name, found, record = raw.strip().rpartition(":")
        return {"object": name.strip() if found else only, "id": record}
    if isinstance(raw, UUID):
        return {"object": only, "id": raw}
    if isinstance(raw, dict) and only and "object" not in raw:
        return {**raw, "object": only}
    return raw


FIELD_TYPE = PolyLookup()
