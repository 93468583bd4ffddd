"""Knows which roll-ups can be told from a changed record alone, without asking the database."""

from __future__ import annotations

from engine.expressions import Checked
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import ValueType
from engine.records.compiled import checked
from engine.records.rollup_defs import Rollup, rollups_from
from engine.records.shape import (
    FORMULA,
    MIRROR,
    has_part,
    is_composite,
    is_reference,
    is_side,
    shape_of,
    value_type,
)

_Names = frozenset[tuple[str, str]]
_ORDERED = frozenset({ValueType.DATE, ValueType.MOMENT})


def addable(model: Model, child: str) -> _Names:
    """Name the roll-ups, as (object, field), that a saved record of ``child`` may be added to.

    Its condition reads nothing but the record; no roll-up above leads back to ``child``, which
    would count the record while the save is still on its way.
    """
    known: dict[str, _Names] = model.part(_known)
    if child not in known:
        known[child] = frozenset(_addable(model, child))
    return known[child]


def amount_of(rollup: Rollup) -> str | None:
    """Name the value that counts in a roll-up; None if the record itself does."""
    if rollup.fn == "count":
        return None
    field = rollup.child.fields[rollup.of]
    return f"{rollup.of}.base" if has_part(field, "base") else rollup.of


def _known(_model: Model) -> dict[str, _Names]:
    return {}


def _addable(model: Model, child: str) -> set[tuple[str, str]]:
    if _is_reached(model, child, child, set()):
        return set()
    return {
        (each.parent.name, each.field.name)
        for each in rollups_from(model, child)
        if _is_addable(model, each)
    }


def _is_reached(model: Model, start: str, goal: str, seen: set[str]) -> bool:
    """Tell whether roll-ups lead from one object, over those above it, to another."""
    for above in {each.parent.name for each in rollups_from(model, start)} - seen:
        seen.add(above)
        if above == goal or _is_reached(model, above, goal, seen):
            return True
    return False


def _is_addable(model: Model, rollup: Rollup) -> bool:
    child, via = rollup.child, rollup.child.fields.get(rollup.via)
    if via is None or not is_reference(via) or not _is_stored(model, child, via):
        return False
    if rollup.tree is not None and not _is_condition(model, child, rollup.tree):
        return False
    if rollup.fn == "count":
        return True
    of = child.fields.get(rollup.of)
    if of is None or is_composite(of) or not _is_stored(model, child, of):
        return False
    kind = value_type(of)
    if rollup.fn == "sum":
        return kind.is_number
    return rollup.fn in ("min", "max") and (kind.is_number or kind in _ORDERED)


def _is_stored(model: Model, obj: ObjectDef, field: FieldDef) -> bool:
    return field in shape_of(model, obj).stored


def _is_own(model: Model, obj: ObjectDef, tree: Checked) -> bool:
    """Tell whether an expression reads nothing but stored values of the record."""
    lasting = not tree.volatile and not tree.local
    return lasting and all(_is_own_path(model, obj, path) for path in tree.paths)


def _is_own_path(model: Model, obj: ObjectDef, path: str) -> bool:
    first, _, rest = path.partition(".")
    field = obj.fields.get(first)
    if field is None or field.type.name == MIRROR or (rest and is_reference(field)):
        return False
    if is_side(field):
        return False  # read beside the lock: somebody may have changed it meanwhile
    if field.type.name == FORMULA and not _is_stored(model, obj, field):
        return _is_own(model, obj, checked(model, obj, str(field.options["expr"])))
    return True


def _is_condition(model: Model, child: ObjectDef, tree: Checked) -> bool:
    """Tell whether a condition can be told from the record; it compares amounts converted."""
    fields = (child.fields.get(path) for path in tree.paths)
    money = any(field is not None and has_part(field, "base") for field in fields)
    return not money and _is_own(model, child, tree)
