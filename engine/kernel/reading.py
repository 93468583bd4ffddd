"""Says through which other records the records of an object may be read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.kernel.model import FieldDef, Model


def targets_of(field: FieldDef) -> tuple[str, ...]:
    """Name the objects that a reference may point to."""
    return (field.target,) if field.target else tuple(field.options.get("to", ()))


def through(model: Model, name: str) -> Iterator[str]:
    """Name the objects through which the records of an object are read directly."""
    obj = model.get(name)
    for each in obj.body.get("read_through", ()) if obj is not None else ():
        field = obj.fields.get(each) if obj is not None else None
        if field is not None:
            yield from targets_of(field)
