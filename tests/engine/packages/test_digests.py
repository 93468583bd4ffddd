"""Two objects of one digest are the same all through, whatever other objects they are made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.kernel.ids import derived_uid
from engine.kernel.model import Model
from engine.packages import build_model
from engine.registry import catalogue
from tests.engine.packages.folders import package, resolved

REGION = """
    fields:
      name: {type: text, required: true}
      since: {type: integer}
      factor: {type: decimal}
      weight: {type: formula, expr: "factor * 2", returns: decimal}
"""
SHOP = """
    fields:
      name: {type: text, required: true}
      chain: {type: lookup, to: chain}
      region: {type: lookup, to: region}
      since: {type: mirror, via: region, field: since}
      weight: {type: formula, expr: "region.weight", returns: decimal}
"""
CHAIN = """
    fields:
      name: {type: text, required: true}
      first: {type: rollup, from: {object: shop, via: chain}, agg: {fn: min, field: since}}
      heaviest: {type: rollup, from: {object: shop, via: chain}, agg: {fn: max, field: weight}}
"""
VISIT = """
    fields:
      name: {type: text, required: true}
      shop: {type: lookup, to: shop}
      about: {type: poly_lookup, to: [region, chain]}
      since: {type: mirror, via: shop, field: since}
"""
NOTE = """
    fields:
      name: {type: text, required: true}
      shop: {type: lookup, to: shop}
      year: {type: formula, expr: "%s", returns: integer}
"""
FILES = {"region": REGION, "shop": SHOP, "chain": CHAIN, "visit": VISIT, "note": NOTE}


def built(root: Path, **said: str) -> Model:
    files = {f"objects/{name}.yaml": body for name, body in (FILES | said).items()}
    return resolved(package(root, "base", files))


def renewed(before: Model, after: Model) -> set[str]:
    """The objects whose digest is another, having seen that all others are alike."""
    found = {n for n in before.objects if before.objects[n].digest != after.objects[n].digest}
    for name in before.objects.keys() - found:
        assert before.objects[name] == after.objects[name]
    return found


def test_what_a_mirror_of_a_mirror_shows_may_change_three_objects_away(tmp_path):
    before = built(tmp_path / "1", note=NOTE % "1")
    moved = REGION.replace("since: {type: integer}", "since: {type: date}")
    after = built(tmp_path / "2", note=NOTE % "1", region=moved)
    assert {"region", "shop", "chain", "visit"} <= renewed(before, after)


def test_what_a_roll_up_adds_up_may_read_something_else_three_objects_away(tmp_path):
    """Who may not read it may no longer read the roll-up either."""
    before = built(tmp_path / "1", note=NOTE % "1")
    other = REGION.replace("factor * 2", "since * 2")
    after = built(tmp_path / "2", note=NOTE % "1", region=other)
    assert renewed(before, after) == {"region", "shop", "chain"}


WRITTEN = (
    "shop.since",
    "shop .since",
    "shop. since",
    "(shop).since",
    "shop  # where\n  .since",
    "shop.\\\n  since",
    "\uff53hop.since",
    "(shop) . \uff53ince",
)
"""The last two begin with a letter of full width, which is the same to the language."""


@pytest.mark.parametrize("written", WRITTEN)
def test_a_path_is_read_however_it_is_written(tmp_path, written):
    note = NOTE % written.replace("\\", "\\\\").replace("\n", "\\n")
    before = built(tmp_path / "1", note=note)
    shop = SHOP.replace(
        "since: {type: mirror, via: region, field: since}", "since: {type: integer}"
    )
    after = built(tmp_path / "2", note=note, shop=shop)
    assert "note" in renewed(before, after)


def test_an_object_made_again_is_another_to_a_reference_to_one_of_several(tmp_path):
    """What is built like an earlier model stores the uid of the object that there is now."""
    before = built(tmp_path / "1", note=NOTE % "1")
    anew = derived_uid("tests", "object", "", "region again")
    now = [
        replace(each, uid=anew) if each.key == ("object", "", "region") else each
        for each in before.components.values()
    ]
    after = build_model(now, catalogue(), before)
    assert after.objects["visit"].fields["about"].stored_as["region"] == str(anew)
    assert after.objects == build_model(now, catalogue()).objects
