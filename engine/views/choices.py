"""Says which options of a select field may be chosen for a record."""

from __future__ import annotations

from engine.kernel.component import Component
from engine.kernel.model import FieldDef, Option
from engine.views.specs import Values


def choices(
    field: FieldDef, values: Values | None, record_type: Component | None
) -> tuple[Option, ...]:
    """Give the options in order: living ones that the record type allows, and what is chosen now.

    What was chosen before stays, so that a record can be saved without changing it.
    """
    if not field.choices:
        return ()
    chosen = _chosen(field, values)
    allowed = _allowed(field, record_type)
    return tuple(
        option
        for option in field.choices
        if option.id in chosen or (option.active and (allowed is None or option.id in allowed))
    )


def _chosen(field: FieldDef, values: Values | None) -> frozenset[str]:
    value = (values or {}).get(field.name)
    if isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(map(str, value))
    return frozenset({str(value)} if value else ())


def _allowed(field: FieldDef, record_type: Component | None) -> frozenset[str] | None:
    if record_type is None:
        return None
    listed = record_type.body.get("options", {}).get(field.name)
    return None if listed is None else frozenset(listed)
