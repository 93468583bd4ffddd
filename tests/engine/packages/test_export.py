"""Export: reading what was written and writing it again changes not a byte."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.packages import Package, from_json, read_package, to_json
from engine.packages.export import export_package, package_files
from engine.packages.shipped import shipped_folders
from engine.packages.writer import write_yaml
from engine.packages.yaml import CONTROL, parse_yaml
from engine.registry import catalogue
from tests.engine.packages.folders import base, package, resolved

texts = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("\n\t\x85\u2028\ufeff\x80 :#"),
    max_size=40,
)
words = texts.filter(lambda said: not CONTROL.search(said))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.decimals(-(10**20), 10**20, places=3).filter(lambda d: d != 0)
    | texts
    | st.sampled_from(
        ["yes", "~", "null", "1.10", "-", "- a", "a: b", " x", "#", "2026-01-01"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=5))
def test_every_value_is_read_as_it_was_written(value: dict[str, object]) -> None:
    written = write_yaml(value)
    document = parse_yaml(written)
    assert not document.problems, written
    assert (document.value or {}) == value, written
    assert write_yaml(document.value or {}) == written


def everything(package: Package) -> list[object]:
    components = {c.key: (c.body, c.uid) for c in package.components if c.kind != "package"}
    patches = {(p.target, p.pointer, p.op, str(p.value)) for p in package.patches}
    return [components, patches, package.namespace, package.type, package.version]


def assert_round_trip(first: Package, folder: Path) -> None:
    export_package(first, folder / "a" / first.name, catalogue())
    second = read_package(folder / "a" / first.name, catalogue())
    assert everything(second) == everything(first)
    assert package_files(second, catalogue()) == package_files(first, catalogue())


@pytest.mark.parametrize("name", sorted(shipped_folders()))
def test_shipped_packages_survive_export(name: str, tmp_path: Path) -> None:
    assert_round_trip(read_package(shipped_folders()[name], catalogue()), tmp_path)


def test_an_overlay_survives_export(tmp_path: Path) -> None:
    ours = package(
        tmp_path,
        "ours",
        {
            "objects/order.yaml": """
                extends: true
                $unset: [help]
                label: {zh: 销售单}
                fields:
                  state: {options: [{id: sent, active: false}, {id: x__late, before: done}]}
                  total: {$move: {after: name}, help: {en: Net}}
                  x__b: {type: decimal, min: 0.10}
                  x__a: {type: text, notes: "first line\\nsecond: line"}
            """,
            "layouts/order/default.yaml": """
                extends: true
                sections:
                  - id: more
                    $move: {before: main}
                    items: [created_at, {field: owner, $delete: true}]
                  - id: x__new
                    items: [name]
            """,
            "list_views/order/x__mine.yaml": "columns: [name, {id: x__t, field: total}]\n",
        },
    )
    assert_round_trip(ours, tmp_path)
    again = read_package(tmp_path / "a" / "ours", catalogue())
    low = base(tmp_path)
    assert resolved(low, again).digest == resolved(low, ours).digest


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,4})?", fullmatch=True),
            st.sampled_from(["text", "integer", "decimal", "date", "boolean"]),
            st.dictionaries(st.sampled_from(["en", "zh"]), words, min_size=1),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda each: each[0],
    )
)
def test_any_object_survives_export(
    tmp_path: Path, fields: list[tuple[str, str, dict[str, str], bool]]
) -> None:
    body = {
        "fields": {
            f"f_{name}": {"type": kind, "label": label, "required": required}
            for name, kind, label, required in fields
        }
    }
    folder = tmp_path / "base"
    (folder / "objects").mkdir(parents=True, exist_ok=True)
    (folder / "package.yaml").write_text("label: {en: B}\ntype: core\nversion: '1.0.0'\n")
    (folder / "objects" / "thing.yaml").write_text(write_yaml(body), "utf-8")
    assert_round_trip(read_package(folder, catalogue()), tmp_path)


def test_a_component_survives_json_with_its_digits(tmp_path: Path) -> None:
    made = package(
        tmp_path, "base", {"objects/order.yaml": "fields: {rate: {type: decimal, max: 1.10}}\n"}
    )
    rate = next(c for c in made.components if c.name == "rate")
    again = from_json(to_json(rate))
    assert again == rate
    assert again.body["max"] == Decimal("1.10")
    assert b'"max":1.10' in to_json(rate)
