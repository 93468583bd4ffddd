"""The reference of kinds is fresh and names every kind and key."""

from __future__ import annotations

from pathlib import Path

from engine.packages.reference import kinds_page
from engine.registry import catalogue

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "kinds.md"


def test_the_page_is_what_the_kinds_say() -> None:
    assert PAGE.read_text("utf-8") == kinds_page(catalogue()), "run `make docs`"


def test_every_kind_and_key_is_documented() -> None:
    page = kinds_page(catalogue())
    for kind in catalogue().kinds.values():
        section = page.split(f"\n## {kind.name}\n")[1].split("\n## ")[0]
        if kind.name != "field":
            keys = set(kind.schema["properties"]) - {
                "notes", "renamed_from", "deprecated", "field_order",
            }  # fmt: skip
            assert all(f"| `{key}`" in section for key in keys), kind.name
