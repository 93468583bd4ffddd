"""A package with one field of every type, and values for them, for the suite at the gate."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from engine.fields import field_types
from engine.kernel.model import FieldDef
from tests.contracts.fields import CHOICES, ENGLISH, SPACE, examples, sample_field
from tests.tenants import LEADER, SELLER, SMALL

ELSEWHERE = {"owner", "master_detail"}
"""Types whose field has a place of its own: a system field, and the object of details."""
DERIVED = {"formula", "mirror", "rollup", "auto_number"}
OPTIONS: dict[str, dict[str, Any]] = {
    "poly_lookup": {"to": ["thing", "firm"]},
    "formula": {"expr": "f_integer * 2", "returns": "integer"},
    "mirror": {"via": "f_lookup", "field": "name"},
    "rollup": {"from": {"object": "part", "via": "f_master_detail"}, "agg": {"fn": "count"}},
}
FURTHER: dict[str, tuple[object, ...]] = {
    "secret": ("other",),
    "rich_text": ("<p>other words</p>",),
    "json": ('{"b": 1}',),
    "email": ("zoe@example.org",),
    "file": (str(uuid5(SPACE, "second file")),),
    "integer": ("7",),
    "rating": ("5",),
    "date_range": ("2027-01-01/",),
    "percent": ("40",),
}


def write_package(folder: Path) -> Path:
    """Write a copy of the small package with the objects thing, sample and part."""
    place = folder / "every_type"
    shutil.copytree(SMALL, place)
    types = sorted(field_types())
    fields = {f"f_{name}": _declared(name) for name in types if name not in ELSEWHERE}
    searched = [f"f_{n}" for n in types if field_types()[n].searchable and f"f_{n}" in fields]
    _write(place, "thing", {"name": {"type": "text", "required": True}}, ["name"])
    _write(place, "sample", {"name": {"type": "text", "required": True}, **fields}, searched)
    master = {"type": "master_detail", "to": "sample", "required": True}
    _write(place, "part", {"name": {"type": "text"}, "f_master_detail": master}, [])
    return place


def _declared(name: str) -> dict[str, Any]:
    declared = {**sample_field(name).options, **OPTIONS.get(name, {})}
    if field_types()[name].options_schema.get("options"):
        declared["options"] = [
            {"id": each.id, "label": each.label.as_map(), "active": each.active}
            for each in CHOICES
        ]
    return declared


def _write(place: Path, name: str, fields: Mapping[str, Any], search: list[str]) -> None:
    label = {"en": name.title(), "zh": name}
    body: dict[str, Any] = {"label": label, "name_field": "name", "default_access": "write"}
    if search:
        body["search"] = search
    body["fields"] = {n: {"label": {"en": n, "zh": n}, **field} for n, field in fields.items()}
    with (place / "objects" / f"{name}.yaml").open("w") as file:
        yaml.safe_dump(body, file, allow_unicode=True, sort_keys=False)


def two_values(field: FieldDef, things: tuple[UUID, UUID]) -> tuple[Any, Any]:
    """Give two different cleaned values that a field of this type may hold."""
    found: list[Any] = []
    name = field.type.name
    for raw in (
        *_referring(field, things),
        *examples(field.type.name),
        *FURTHER.get(field.type.name, ()),
    ):
        value = field.type.clean(raw, field, ENGLISH)
        if value not in found:
            found.append(value)
    assert len(found) > 1, f"two different values of {name} are needed"
    return found[0], found[1]


def _referring(field: FieldDef, things: tuple[UUID, UUID]) -> tuple[object, ...]:
    """Give values to begin with: records that exist, and pairs that operators tell apart."""
    chosen: dict[str, tuple[object, ...]] = {
        "lookup": things,
        "user": (SELLER, LEADER),
        "multi_lookup": ([things[0]], [things[1]]),
        "poly_lookup": tuple({"object": "thing", "id": each} for each in things),
        "date": ("2022-03-05", "2042-03-05"),
        "datetime": ("2022-03-05", "2042-03-05"),
        "multi_select": (["hot", "cold"], ["warm"]),
        "url": ("keel.example.com", "http://other.example.org/path"),
        "boolean": (True, False),
        "image": tuple(str(uuid5(SPACE, each)) for each in ("picture", "second picture")),
    }
    return chosen.get(field.type.name, ())
