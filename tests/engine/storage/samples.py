"""Small objects that exercise every storage family, for tests of storage alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from engine.kernel.field_type import FieldType
from engine.kernel.ids import KEEL_NAMESPACE
from engine.kernel.model import FieldDef, ObjectDef
from engine.kernel.values import Family, Part, ValueType
from engine.storage.columns import (
    MapRow,
    Role,
    column_name,
    side_table_name,
    table_name,
    wanted,
)
from engine.text import Text


class Sample(FieldType):
    """A field type with the parts that a test asks for."""

    def __init__(self, name: str, *parts: Part) -> None:
        self.name = name  # type: ignore[misc]
        self._parts = parts

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return self._parts


def one(family: Family, value_type: ValueType, *, sort_key: bool = False) -> Sample:
    return Sample(family.value, Part("", family, value_type, sort_key=sort_key))


FAMILIES: Mapping[str, Sample] = {
    "title": one(Family.TEXT, ValueType.TEXT, sort_key=True),
    "size": one(Family.INTEGER, ValueType.INTEGER),
    "ratio": one(Family.DECIMAL, ValueType.DECIMAL),
    "done": one(Family.BOOLEAN, ValueType.BOOLEAN),
    "day": one(Family.DATE, ValueType.DATE),
    "moment": one(Family.MOMENT, ValueType.MOMENT),
    "hour": one(Family.TIME, ValueType.TIME),
    "other": one(Family.REFERENCE, ValueType.REFERENCE),
    "extra": one(Family.JSON, ValueType.JSON),
    "labels": one(Family.SIDE, ValueType.LIST),
    "place": Sample(
        "address",
        Part("street", Family.TEXT, ValueType.TEXT),
        Part("city", Family.TEXT, ValueType.TEXT, sort_key=True),
    ),
    "price": Sample(
        "currency",
        Part("", Family.DECIMAL, ValueType.CURRENCY),
        Part("base", Family.DECIMAL, ValueType.CURRENCY, kept=True),
    ),
}


def field(
    obj: str, name: str, kind: FieldType, *, unique: bool = False, target: str = ""
) -> FieldDef:
    return FieldDef(
        uid=uid(obj, name),
        object=obj,
        name=name,
        type=kind,
        label=Text.of(name),
        help=Text(),
        required=False,
        unique=unique,
        audit=False,
        system=False,
        default="",
        target=target,
        choices=(),
        options={},
    )


def uid(*names: str) -> UUID:
    return uuid5(KEEL_NAMESPACE, "/".join(names))


def sample_object(name: str, fields: Mapping[str, FieldType], **body: Any) -> ObjectDef:
    return ObjectDef(
        uid=uid(name),
        name=name,
        label=Text.of(name),
        plural=Text.of(name),
        help=Text(),
        name_field="title",
        fields={n: field(name, n, kind, unique=n == "code") for n, kind in fields.items()},
        master="",
        digest=",".join(fields),
        body=body,
    )


def map_rows(obj: ObjectDef) -> list[MapRow]:
    """Map an object as a first apply does."""
    rows = [MapRow(obj.uid, table_name(obj.name, obj.uid, ()), obj.uid, "", Role.TABLE, "")]
    taken: set[str] = set()
    for each in obj.fields.values():
        for want in wanted(each):
            physical = (
                side_table_name(each.name, each.uid)
                if want.role is Role.SIDE
                else column_name(each.name, want, each.uid, taken)
            )
            taken.add(physical)
            rows.append(
                MapRow(obj.uid, physical, each.uid, want.part, want.role, str(want.family))
            )
    return rows
