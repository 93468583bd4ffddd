"""The kind ``package``: the head of a folder of metadata."""

from __future__ import annotations

from engine.kernel.kind import Kind, PropertyClass
from engine.packages.package import LAYERS
from engine.packages.shapes import (
    NAME,
    NOTES,
    STRING,
    WORDING,
    choice,
    closed,
    described,
    mapping,
)
from engine.text import text


class PackageHead(Kind):
    """What a package says about itself, in ``package.yaml``."""

    name = "package"
    label = text("package", "包")
    plural = text("packages", "包")
    folder = ""
    removable = False
    schema = closed(
        {
            "label": described(WORDING, "The name people see, by language"),
            "type": described(choice(*LAYERS), "The layer it belongs to"),
            "namespace": {
                "type": "string",
                "pattern": "^(?:[a-z]{1,8})?$",
                "description": "Prefix of every name it adds: eqp gives eqp__pump",
            },
            "version": {
                "type": "string",
                "pattern": r"^\d+\.\d+\.\d+$",
                "description": "Three numbers in quotes",
            },
            "format": {"type": "integer", "minimum": 1},
            "engine": described(STRING, 'Releases of Keel that can read it: ">=0.1,<2"'),
            "requires": described(mapping(STRING, NAME), 'Packages below: {core: ">=1,<2"}'),
            "notes": NOTES,
        },
        required=("label", "type", "version"),
    )
    property_classes = {
        "type": PropertyClass.LOCKED,
        "namespace": PropertyClass.LOCKED,
        "version": PropertyClass.LOCKED,
    }


KIND = PackageHead()
