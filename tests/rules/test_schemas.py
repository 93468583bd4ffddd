"""The schemas that editors use are fresh, and what Keel ships has their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.packages.files import ROOT_FILE
from engine.packages.schemas import schema_files
from engine.packages.shipped import shipped_folders
from engine.packages.yaml import parse_yaml, read_yaml
from engine.paths import data_root
from engine.registry import catalogue

FOLDER = data_root() / "metadata" / "schemas"


def schema(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{kind}.json").read_text("utf-8")))


def files(package: Path) -> Iterator[tuple[str, Path]]:
    yield "package", package / ROOT_FILE
    for kind in catalogue().kinds.values():
        for path in sorted((package / kind.folder).rglob("*.yaml")) if kind.folder else ():
            yield kind.name, path


def test_the_schemas_are_fresh():
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert written == schema_files(catalogue()), "run make schemas"


@pytest.mark.parametrize("kind", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_an_editor_can_read_the_schema(kind):
    schema(kind).check_schema(json.loads((FOLDER / f"{kind}.json").read_text("utf-8")))


@pytest.mark.parametrize("name", sorted(shipped_folders()))
def test_an_editor_finds_nothing_wrong_with_a_shipped_package(name):
    offences = [
        f"{path.relative_to(data_root())}: {error.message}"
        for kind, path in files(shipped_folders()[name])
        for error in schema(kind).iter_errors(read_yaml(path, path.name).value)
    ]
    assert not offences


OVERLAY = """
extends: true
$unset: [help]
fields:
  stage:
    options: [{id: won, $move: {after: open}}, {id: lost, label: {zh: 输}, $unset: [color]}]
  x__note: {type: text, max_length: 20}
"""


@pytest.mark.parametrize(
    ("source", "right"),
    [
        (OVERLAY, True),
        (OVERLAY.replace("max_length", "max_lenght"), False),
        (OVERLAY.replace("$move", "$moved"), False),
        (OVERLAY.replace("extends: true\n", ""), False),
        ("fields: {a: {type: integer, max: 3}}", True),
        ("fields: {a: {type: integer, max_length: 3}}", False),
        ("fields: {a: {type: rollup}}", False),
        ("fields: {a: {typ: text}}", False),
    ],
)
def test_an_editor_tells_right_from_wrong(source, right):
    assert schema("object").is_valid(parse_yaml(source).value) is right
