"""Adds the fields that the engine keeps on every object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.kernel.component import Component
from engine.kernel.field_type import FieldType
from engine.kernel.ids import derived_uid
from engine.kernel.model import FieldDef, Option
from engine.text import Text, text

USER = "user"
"""The object of people: the one object whose name the engine itself must know (decision 16)."""

_LABELS = {
    "owner": text("Owner", "负责人"),
    "record_type": text("Record type", "记录类型"),
    "currency": text("Currency", "币种"),
    "created_at": text("Created at", "创建时间"),
    "created_by": text("Created by", "创建人"),
    "updated_at": text("Updated at", "更新时间"),
    "updated_by": text("Updated by", "更新人"),
    "id": text("Id", "编号"),
    "row_version": text("Version", "版本"),
    "import_ref": text("Import reference", "导入标识"),
    "deleted_at": text("Deleted at", "删除时间"),
    "deleted_by": text("Deleted by", "删除人"),
    "deletion": text("Deletion", "删除操作"),
}
_ALWAYS = {
    "created_at": "datetime",
    "created_by": "user",
    "updated_at": "datetime",
    "updated_by": "user",
    "id": "lookup",
    "row_version": "integer",
    "import_ref": "text",
    "deleted_at": "datetime",
    "deleted_by": "user",
    "deletion": "lookup",
}

_MASKS = {
    name: derived_uid("", "system_field", "", name).int & ((1 << 48) - 1) for name in _LABELS
}
"""Turn an object's uid into those of its system fields: deriving each anew takes 15 us."""


def system_fields(
    head: Component,
    declared: Mapping[str, FieldDef],
    types: Mapping[str, FieldType],
    currencies: tuple[Option, ...],
    *,
    record_types: tuple[Option, ...] = (),
) -> dict[str, FieldDef]:
    """Give the system fields of an object; details have no owner, their master decides."""
    used = {field.type.name for field in declared.values()}
    names: dict[str, str] = {}
    if head.body.get("owner") != "none" and "master_detail" not in used:
        names["owner"] = "owner"
    if record_types:
        names["record_type"] = "select"
    if "currency" in used or head.body.get("money"):
        names["currency"] = "select"
    choices = {"record_type": record_types, "currency": currencies}
    made = {}
    for name, type_name in (names | _ALWAYS).items():
        field_type = types.get(type_name)
        if field_type is not None:
            made[name] = _system_field(head, name, field_type, choices.get(name, ()))
    return made


def _system_field(
    head: Component, name: str, field_type: FieldType, choices: tuple[Option, ...]
) -> FieldDef:
    target = head.name if name == "id" else ""
    if field_type.name in ("user", "owner"):
        target = USER
    return FieldDef(
        uid=UUID(int=head.uid.int ^ _MASKS[name]),
        object=head.name,
        name=name,
        type=field_type,
        label=_LABELS[name],
        help=Text(),
        required=False,
        unique=False,
        audit=name in ("owner", "record_type", "currency"),
        system=True,
        default="",
        target=target,
        choices=choices,
        options={"type": field_type.name, "to": target}
        if target
        else {"type": field_type.name},
        stored_as={each.id: each.extra["uid"] for each in choices if "uid" in each.extra},
    )


def currency_options(settings: Mapping[str, Any]) -> tuple[Option, ...]:
    """Give the active currencies as choices, the corporate one first."""
    money = settings.get("currencies", {})
    corporate = money.get("corporate")
    codes = dict.fromkeys([*filter(None, [corporate]), *money.get("active", ())])
    return tuple(Option(code, Text.of({"en": code})) for code in codes)
