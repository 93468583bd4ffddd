"""The kind ``role``: a named set of permission sets with an app (decision 16)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.packages.shapes import WORDING, described, document, listed, naming
from engine.text import text


class Role(Kind):
    """A role; it has no hierarchy, the reporting line is the users'."""

    name = "role"
    label = text("role", "角色")
    plural = text("roles", "角色")
    folder = "roles"
    stops_upgrade = True
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "permission_sets": {**listed(naming("permission_set")), "uniqueItems": True},
            "app": described(naming("app"), "The app that opens after signing in"),
        },
        required=("permission_sets",),
    )
    property_classes = {"app": PropertyClass.SEED, "help": PropertyClass.SEED}

    def references(self, component: Component) -> Iterable[Reference]:
        for index, name in enumerate(component.body["permission_sets"]):
            yield Reference("permission_set", "", name, f"/permission_sets/{index}")
        if "app" in component.body:
            yield Reference("app", "", component.body["app"], "/app")


KIND = Role()
