"""What every kind of metadata promises, on every kind that discovery finds and on a new one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.packages import Package, check, read_package
from engine.packages.export import export_package
from engine.packages.schemas import editor_schema, schema_files
from engine.packages.shapes import INTEGER, NAME, WORDING, document, keyed
from engine.packages.shipped import shipped_package
from engine.registry import catalogue
from engine.text import text

KINDS = sorted(catalogue().kinds)


def objects_in(schema: Any, at: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Give every map of a shape that names its keys."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects_in(item, at)]
    if not isinstance(schema, dict):
        return []
    own = [(at, schema)] if isinstance(schema.get("properties"), dict) else []
    return own + [
        found for key, item in schema.items() for found in objects_in(item, f"{at}/{key}")
    ]


@cache
def core() -> Package:
    return shipped_package("core", catalogue())


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return catalogue().kinds[request.param]


def test_a_kind_has_a_name_in_both_languages(kind: Kind) -> None:
    labels = kind.label.as_map()
    assert labels["en"] and labels["zh"] and labels["en"] != labels["zh"]
    several = kind.plural.as_map()
    assert several["en"] and several["zh"] and several["en"].endswith("s")
    assert kind.__doc__ and kind.name.isidentifier()


def test_a_kind_has_a_place_of_its_own(kind: Kind) -> None:
    folders = [each.folder for each in catalogue().kinds.values() if each.folder]
    assert len(folders) == len(set(folders))
    assert kind.parent in ("", "object")
    assert kind.folder or kind.name in ("field", "package")


def test_the_shape_of_a_kind_is_closed_json_schema(kind: Kind) -> None:
    Draft202012Validator.check_schema(dict(kind.schema))
    open_maps = [
        at
        for at, schema in objects_in(dict(kind.schema))
        if schema.get("additionalProperties") is not False
        and not at.endswith("/properties")
        and not (kind.name == "field" and not at)
    ]
    assert open_maps == []


def test_property_classes_name_properties_that_exist(kind: Kind) -> None:
    known = set(kind.schema["properties"])
    if kind.name == "field":
        for field_type in catalogue().field_types.values():
            known |= set(field_type.options_schema)
    assert set(kind.property_classes) <= known
    assert all(isinstance(each, PropertyClass) for each in kind.property_classes.values())


def test_the_editor_knows_every_kind_that_has_files(kind: Kind) -> None:
    if kind.name != "field":
        assert f"{kind.name}.json" in schema_files(catalogue())


def test_every_reference_of_the_core_stands_where_it_says(kind: Kind) -> None:
    for component in core().components:
        if component.kind == kind.name:
            for reference in kind.references(component):
                assert reference.pointer in component.positions, (component.key, reference)


class Recipe(Kind):
    """A kind that this test brings along: all that a room writes to add one."""

    name = "recipe"
    label = text("recipe", "配方")
    plural = text("recipes", "配方")
    folder = "recipes"
    parent = "object"
    schema = document(
        {"label": WORDING, "steps": keyed({"field": NAME, "minutes": INTEGER})},
        required=("steps",),
    )
    property_classes = {"steps": PropertyClass.MERGE}

    def references(self, component: Component) -> list[Reference]:
        return [
            Reference("field", component.of, step["field"], f"/steps/{index}/field")
            for index, step in enumerate(component.body["steps"])
        ]


def test_a_new_kind_needs_nothing_but_itself(tmp_path: Path) -> None:
    known = catalogue()
    more: Catalogue = replace(known, kinds={**known.kinds, "recipe": Recipe()})
    folder = tmp_path / "kitchen"
    (folder / "recipes" / "dish").mkdir(parents=True)
    (folder / "objects").mkdir()
    (folder / "package.yaml").write_text("label: {en: K}\ntype: tenant\nversion: '1.0.0'\n")
    (folder / "objects" / "dish.yaml").write_text("fields: {name: {type: text}}\n")
    recipe = folder / "recipes" / "dish" / "soup.yaml"
    recipe.write_text("steps: [{id: boil, field: name, minutes: ten}, {id: eat, field: nam}]\n")

    shape = editor_schema(more.kinds["recipe"], more)
    assert not Draft202012Validator(shape).is_valid({"steps": [{"minutes": 1}]})
    with pytest.raises(Exception, match="whole number"):
        read_package(folder, more)
    recipe.write_text("steps: [{id: boil, field: name, minutes: 10}, {id: eat, field: nam}]\n")
    package = read_package(folder, more)
    (problem,) = check([package], more)
    assert (problem.code, problem.line, problem.pointer) == (
        "reference.unknown",
        1,
        "/steps/1/field",
    )
    assert "recipes/dish/soup.yaml" in {
        path.relative_to(tmp_path / "out").as_posix()
        for path in export_package(package, tmp_path / "out", more)
    }
