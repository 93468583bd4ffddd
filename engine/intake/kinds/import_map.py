"""The kind ``import_map``: how the columns of a file become the fields of an object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem
from engine.packages.shapes import (
    ORDER,
    PATH,
    STRING,
    WORDING,
    choice,
    closed,
    described,
    document,
    listed,
    mapping,
    usual,
)
from engine.packages.yaml import escape
from engine.text import text

_HEADER = {"type": "string", "minLength": 1, "maxLength": 200}
_COLUMN = {
    "anyOf": [
        PATH,
        closed(
            {
                "field": PATH,
                "resolve": described(PATH, "Find the record by this: account.name"),
                "format": described(STRING, "Of dates, such as DD.MM.YYYY"),
            },
            required=("field",),
        ),
    ]
}
_VALUE = {"type": ["string", "number", "boolean", "null"]}


class ImportMap(Kind):
    """An import map; several maps of a package run in their ``order``."""

    name = "import_map"
    label = text("import map", "导入映射")
    plural = text("import maps", "导入映射")
    folder = "import_maps"
    parent = "object"
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "format": choice("csv", "xlsx", "json", "salesforce"),
            "source_object": described(STRING, "Name of the object in the file"),
            "key": described(listed(PATH, most=5), "Fields by which a record is known again"),
            "mode": usual(choice("create", "update", "upsert"), "create"),
            "columns": described(mapping(_COLUMN, _HEADER), "Heading of the file: field"),
            "defaults": mapping(_VALUE, PATH),
            "order": ORDER,
        },
        required=("columns",),
    )
    property_classes = {"columns": PropertyClass.MERGE}

    def references(self, component: Component) -> Iterable[Reference]:
        body, of = component.body, component.of
        for index, path in enumerate(body.get("key", ())):
            yield Reference("field", of, path, f"/key/{index}")
        for path in body.get("defaults", {}):
            yield Reference("field", of, path, f"/defaults/{escape(path)}")
        for header, column in body["columns"].items():
            pointer = f"/columns/{escape(header)}"
            if isinstance(column, str):
                yield Reference("field", of, column, pointer)
                continue
            yield Reference("field", of, column["field"], f"{pointer}/field")
            if "resolve" in column:
                other, _, path = column["resolve"].partition(".")
                yield Reference("object", "", other, f"{pointer}/resolve")
                yield Reference("field", other, path or "id", f"{pointer}/resolve")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        body = component.body
        if body.get("mode", "create") != "create" and not body.get("key"):
            yield component_problem(component, "/mode", "import.key", _NEEDS_KEY)
        for header, column in body["columns"].items():
            if isinstance(column, dict) and "resolve" in column:
                yield from _check_resolve(component, model, header, column)


def _check_resolve(
    component: Component, model: Model, header: str, column: dict[str, str]
) -> Iterator[Problem]:
    found = (
        follow(model, component.of, column["field"]) if component.of in model.objects else None
    )
    if not isinstance(found, Path):
        return
    field, other = found.field, column["resolve"].partition(".")[0]
    to = field.options.get("to", field.target) or field.target
    targets = to if isinstance(to, list) else [to]
    if other not in targets:
        message = text(
            "“{field}” does not point at “{object}”",
            "“{field}”没有指向“{object}”",
            field=column["field"],
            object=other,
        )
        pointer = f"/columns/{escape(header)}/resolve"
        yield component_problem(component, pointer, "import.resolve", message)


_NEEDS_KEY = text(
    "this mode needs a key by which records are known again", "此模式需要用于识别记录的 key"
)

KIND = ImportMap()
