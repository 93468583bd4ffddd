"""Reads the field masks of permission sets: all, all but some, or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.kernel.model import ObjectDef
from engine.kernel.names import split_name

# Nobody edits these: the engine keeps them itself.
KEPT_FIELDS = frozenset(
    {
        "id", "created_at", "created_by", "updated_at", "updated_by", "row_version",
        "deleted_at", "deleted_by", "deletion",
    }
)  # fmt: skip
ALWAYS_READ = frozenset({"id", "row_version"})
TENANT_NAMESPACE = "x"


def masked(mask: Any, obj: ObjectDef, set_name: str) -> frozenset[str]:
    """Give the fields that a mask of the permission set ``set_name`` covers.

    A set without a mask names no field. System fields are covered unless named as exceptions:
    without them no record can be shown.
    ``all_except`` does not cover fields of layers above the set's own (decision 17).
    """
    if mask == "all":
        return frozenset(obj.fields)
    if isinstance(mask, Mapping):
        hidden = frozenset(mask.get("all_except", ()))
        namespace = _namespace(set_name)
        known = {
            name
            for name, field in obj.fields.items()
            if field.system or _covers(namespace, _namespace(name))
        }
        return frozenset(known - hidden) | ALWAYS_READ
    listed = frozenset(mask or ())
    return frozenset(
        name for name, field in obj.fields.items() if field.system or name in listed
    )


def writable(mask: Any, obj: ObjectDef, set_name: str) -> frozenset[str]:
    """Give the fields of a mask that a person may set at all."""
    return frozenset(
        name
        for name in masked(mask, obj, set_name)
        if name not in KEPT_FIELDS and not obj.fields[name].type.computed
    )


def _namespace(name: str) -> str:
    try:
        return split_name(name)[0]
    except ValueError:
        return ""


def _covers(of_set: str, of_field: str) -> bool:
    return of_field in ("", of_set) or of_set == TENANT_NAMESPACE
