"""Sorts the fields of an object by what saving and reading must do with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Family, Part, ValueType
from engine.storage.order_key import fold

FORMULA, MIRROR, ROLLUP, AUTO_NUMBER = "formula", "mirror", "rollup", "auto_number"


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one object, by duty; a part of the object."""

    stored: tuple[FieldDef, ...]
    """Fields with columns in the object's own table."""
    sides: tuple[FieldDef, ...]
    formulas: tuple[FieldDef, ...]
    """Virtual formulas: computed when read."""
    stored_formulas: tuple[FieldDef, ...]
    mirrors: tuple[FieldDef, ...]
    rollups: tuple[FieldDef, ...]
    numbers: tuple[FieldDef, ...]
    money: tuple[FieldDef, ...]
    """Stored fields with a kept amount in corporate currency."""
    references: tuple[FieldDef, ...]
    """Fields whose value is the id of a record of ``target``, the engine's own left out."""
    unique: tuple[FieldDef, ...]
    required: tuple[FieldDef, ...]


def shape_of(model: Model, obj: ObjectDef) -> Shape:
    """Give the shape of an object, made once."""
    return model.object_part(_shape, obj)


def has_part(field: FieldDef, name: str) -> bool:
    """Say whether a field stores a part of that name."""
    return any(part.name == name for part in field.type.parts(field))


def part_of(field: FieldDef, name: str) -> Part | None:
    """Find a stored part of a field."""
    return next((part for part in field.type.parts(field) if part.name == name), None)


def is_side(field: FieldDef) -> bool:
    """Say whether the values of a field lie in a table of their own."""
    return field.type.family is Family.SIDE


def is_composite(field: FieldDef) -> bool:
    """Say whether a value of the field is a mapping of parts."""
    parts = visible_parts(field)
    return bool(parts) and not any(part.name == "" for part in parts)


def visible_parts(field: FieldDef) -> tuple[Part, ...]:
    """Give the parts that a value consists of, without those that the engine keeps."""
    return tuple(part for part in field.type.parts(field) if not part.kept)


def is_reference(field: FieldDef) -> bool:
    """Say whether the value of a field is another record's id."""
    refers = bool(field.target) and field.name != "id"
    return refers and not is_side(field) and not is_composite(field)


def holds_ids(field: FieldDef) -> bool:
    """Say whether the several values of a field are ids, of records or of files."""
    return any(part.value_type is ValueType.REFERENCE for part in field.type.parts(field))


def value_type(field: FieldDef, part: str = "") -> ValueType:
    """Give the static type of a field or of one of its parts."""
    found = part_of(field, part) if part else None
    return found.value_type if found else field.type.value_type_of(field)


def has_key(field: FieldDef) -> bool:
    """Say whether a value of the field is single, so that records can be told apart by it."""
    return field.system or part_of(field, "") is not None


def unique_key(field: FieldDef, value: Any) -> Any:
    """Give what is compared: folded text of unique fields, else the value; None for a blank."""
    if value is None or not has_key(field):
        return None
    main = part_of(field, "")
    folded = field.unique and main is not None and main.family is Family.TEXT
    return fold(value) if folded else value


def _shape(_model: Model, obj: ObjectDef) -> Shape:
    fields = tuple(obj.fields.values())
    stored = tuple(field for field in fields if not is_side(field) and field.type.parts(field))
    return Shape(
        stored=stored,
        sides=tuple(field for field in fields if is_side(field)),
        formulas=tuple(f for f in fields if f.type.name == FORMULA and f not in stored),
        stored_formulas=tuple(f for f in stored if f.type.name == FORMULA),
        mirrors=tuple(f for f in fields if f.type.name == MIRROR),
        rollups=tuple(f for f in stored if f.type.name == ROLLUP),
        numbers=tuple(f for f in stored if f.type.name == AUTO_NUMBER),
        money=tuple(f for f in stored if has_part(f, "base")),
        references=tuple(
            f for f in fields if (is_reference(f) and not f.system) or f.name == "owner"
        ),
        unique=tuple(f for f in stored if f.unique),
        required=tuple(f for f in fields if f.required),
    )
