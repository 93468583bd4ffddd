"""Finds the fields that a view names, and leaves out what the actor may not read."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.rights import rights
from engine.errors import EngineError
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.records.paths import resolve
from engine.text import Text, text
from engine.views.specs import Column

# What people call the parts of composite fields; a view may name a column itself.
PART_LABELS = {
    "street": text("Street", "街道"),
    "city": text("City", "城市"),
    "state": text("State", "省份"),
    "postal_code": text("Postal code", "邮编"),
    "country": text("Country", "国家"),
    "salutation": text("Salutation", "称谓"),
    "family": text("Family name", "姓"),
    "given": text("Given name", "名"),
    "middle": text("Middle name", "中间名"),
    "lat": text("Latitude", "纬度"),
    "lng": text("Longitude", "经度"),
    "start": text("From", "开始"),
    "end": text("To", "结束"),
}
# Changed on their own pages or by their own widgets, not in a cell of a list.
_NOT_IN_CELLS = frozenset({"rich_text", "json", "secret", "file", "image", "poly_lookup"})


@dataclass(frozen=True, slots=True)
class Found:
    """A readable path: the object's own field it starts with, and the field it ends at."""

    path: str
    first: FieldDef
    field: FieldDef
    part: str
    label: Text

    @property
    def direct(self) -> bool:
        """Tell whether the path is a field of the object itself, as a whole."""
        return self.path == self.first.name


def find(context: Context, obj: ObjectDef, path: str) -> Found | None:
    """Find what a path leads to; None when it leads nowhere or the actor may not read it."""
    try:
        found = resolve(context.model, obj, path, rights(context))
    except EngineError:
        return None
    first = obj.fields[path.partition(".")[0]]
    return Found(
        path, first, found.field, found.part, _label(path, first, found.field, found.part)
    )


def _label(path: str, first: FieldDef, field: FieldDef, part: str) -> Text:
    if path == first.name:
        return first.label
    return PART_LABELS.get(part, field.label) if part else field.label


def column(
    context: Context, obj: ObjectDef, path: str, *, label: object = None, width: int = 0
) -> Column | None:
    """Make a column, or None when the actor may not read the path."""
    found = find(context, obj, path)
    if found is None:
        return None
    field = found.field
    type_of = field.type.value_type_of(field)
    of_object = rights(context).of(obj.name)
    return Column(
        path=path,
        label=Text.of(label) if label else found.label,  # type: ignore[arg-type]
        field=field,
        part=found.part,
        sortable=field.type.acts_as(field).sortable and not field.type.secret,
        align="end" if type_of.is_number and field.type.widget != "rating" else "start",
        width=width,
        editable=found.direct
        and bool(of_object.update)
        and path in of_object.writable
        and not field.type.computed
        and field.type.name not in _NOT_IN_CELLS,
    )


def columns(context: Context, obj: ObjectDef, declared: object) -> tuple[Column, ...]:
    """Make the columns of a declared list of paths, in their short and long form."""
    made = []
    for entry in declared if isinstance(declared, (list, tuple)) else ():
        long = entry if isinstance(entry, dict) else {"field": entry}
        found = column(
            context,
            obj,
            str(long["field"]),
            label=long.get("label"),
            width=int(long.get("width", 0)),
        )
        if found is not None:
            made.append(found)
    return tuple(made)
