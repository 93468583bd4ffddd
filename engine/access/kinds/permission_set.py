"""The kind ``permission_set``: rights on objects, fields and the system (decision 17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, Reference
from engine.kernel.model import Model
from engine.packages.problems import component_problem
from engine.packages.shapes import (
    NAME,
    WORDING,
    YES_NO,
    Schema,
    choice,
    closed,
    described,
    document,
    listed,
    mapping,
)
from engine.text import text

SCOPES = ("none", "own", "subordinates", "team", "all")
SYSTEM_RIGHTS = (
    "customise",
    "manage_users",
    "import_data",
    "export_data",
    "bulk_edit",
    "view_jobs",
    "purge",
)
_NAMES = listed(NAME, most=2000)
_FIELDS: Schema = {
    "anyOf": [
        {"type": "string", "enum": ["all"]},
        closed({"all_except": _NAMES}, required=("all_except",)),
        _NAMES,
    ],
    "description": "all, {all_except: [...]} or the names of fields",
}
_SCOPE = choice(*SCOPES)


class PermissionSet(Kind):
    """A permission set; what it does not name it does not grant."""

    name = "permission_set"
    label = text("permission set", "权限集")
    plural = text("permission sets", "权限集")
    folder = "permission_sets"
    stops_upgrade = True
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "objects": mapping(
                closed(
                    {
                        "read": described(_SCOPE, "Whose records are seen"),
                        "create": YES_NO,
                        "update": _SCOPE,
                        "delete": _SCOPE,
                        "export": YES_NO,
                        "fields": closed({"read": _FIELDS, "write": _FIELDS}),
                    }
                )
            ),
            "system": {**listed(choice(*SYSTEM_RIGHTS)), "uniqueItems": True},
        }
    )

    def references(self, component: Component) -> Iterable[Reference]:
        for name, rights in component.body.get("objects", {}).items():
            yield Reference("object", "", name, f"/objects/{name}")
            for verb, said in rights.get("fields", {}).items():
                pointer = f"/objects/{name}/fields/{verb}"
                if isinstance(said, dict):
                    said, pointer = said["all_except"], f"{pointer}/all_except"
                for index, field in enumerate(said if isinstance(said, list) else ()):
                    yield Reference("field", name, field, f"{pointer}/{index}")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        for name, rights in component.body.get("objects", {}).items():
            at = f"/objects/{name}"
            read = SCOPES.index(rights.get("read", "none"))
            for verb in ("update", "delete"):
                if SCOPES.index(rights.get(verb, "none")) > read:
                    message = text(
                        "{verb} reaches further than read", "{verb} 的范围大于 read", verb=verb
                    )
                    yield component_problem(
                        component, f"{at}/{verb}", "permission.scope", message
                    )
            yield from _check_writable(component, model, name)


def _check_writable(component: Component, model: Model, name: str) -> Iterator[Problem]:
    """Nobody writes what a set does not let them read, nor what the engine computes."""
    obj = model.objects.get(name)
    said = component.body["objects"][name].get("fields", {})
    read, write = said.get("read", []), said.get("write", [])
    if obj is None or not isinstance(write, list):
        return
    for index, field in enumerate(write):
        pointer = f"/objects/{name}/fields/write/{index}"
        hidden = field in read["all_except"] if isinstance(read, dict) else field not in read
        if read != "all" and hidden:
            message = text(
                "“{field}” can be written but not read", "“{field}”可写但不可读", field=field
            )
            yield component_problem(component, pointer, "permission.unreadable", message)
        found = obj.fields.get(field)
        if found is not None and found.type.computed:
            message = text("“{field}” is computed", "“{field}”是计算字段", field=field)
            yield component_problem(component, pointer, "permission.computed", message)


KIND = PermissionSet()
