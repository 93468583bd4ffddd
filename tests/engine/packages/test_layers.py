"""Overlays: a layer changes single properties of what lies below, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.kernel.model import Model
from engine.packages.layers import layer, record_bases
from engine.packages.package import Patch
from engine.registry import catalogue
from tests.engine.packages.folders import base, codes, package, reading_codes, resolved


def overlaid(root: Path, overlay: str, path: str = "objects/order.yaml") -> Model:
    return resolved(base(root), package(root, "ours", {path: overlay}))


def overlay_codes(root: Path, overlay: str, path: str = "objects/order.yaml") -> list[str]:
    return codes(base(root), package(root, "ours", {path: overlay}))


def state_ids(model: Model) -> list[str]:
    return [option.id for option in model.objects["order"].fields["state"].choices]


def test_a_label_is_patched_in_one_language_only(tmp_path: Path) -> None:
    model = overlaid(tmp_path, "extends: true\nlabel: {zh: 销售订单}\n")
    assert model.objects["order"].label.as_map() == {"en": "Order", "zh": "销售订单"}


def test_options_merge_by_id_and_new_ones_stand_where_they_wish(tmp_path: Path) -> None:
    model = overlaid(
        tmp_path,
        """
        extends: true
        fields:
          state:
            options:
              - {id: sent, active: false}
              - {id: x__packed, label: {en: Packed}, after: open}
              - {id: x__late, label: {en: Late}, before: done}
        """,
    )
    assert state_ids(model) == ["open", "x__packed", "sent", "x__late", "done"]
    sent = model.objects["order"].fields["state"].choice("sent")
    assert sent is not None and not sent.active and sent.color == "blue"


def test_a_vendor_option_still_arrives_under_a_patched_list(tmp_path: Path) -> None:
    ours = package(
        tmp_path,
        "ours",
        {
            "objects/order.yaml": """
                extends: true
                fields: {state: {options: [{id: done, label: {en: Finished}}]}}
            """
        },
    )
    vendor = base(tmp_path / "a")
    newer = package(
        tmp_path / "b",
        "base",
        {
            "objects/order.yaml": """
                fields:
                  name: {type: text}
                  state: {type: select, options: [{id: open}, {id: paid}, {id: done}]}
            """
        },
    )
    assert state_ids(resolved(vendor, ours)) == ["open", "sent", "done"]
    assert state_ids(resolved(newer, ours)) == ["open", "paid", "done"]
    done = resolved(newer, ours).objects["order"].fields["state"].choice("done")
    assert done is not None and str(done.label) == "Finished"


def test_new_fields_keep_their_order_and_stand_beside_others(tmp_path: Path) -> None:
    model = overlaid(
        tmp_path,
        """
        extends: true
        fields:
          x__first: {type: text, after: name}
          x__second: {type: text}
          total: {$move: {after: name}}
        """,
    )
    declared = [
        name for name, field in model.objects["order"].fields.items() if not field.system
    ]
    assert declared == ["name", "total", "x__first", "x__second", "state"]


def test_sections_and_items_are_moved_added_and_removed(tmp_path: Path) -> None:
    model = overlaid(
        tmp_path,
        """
        extends: true
        sections:
          - id: more
            $move: {before: main}
            items: [{field: owner, $delete: true}, {field: created_at, read_only: true}]
          - id: main
            columns: 1
            items: [{field: state, span: 2}, {field: updated_at, after: name}]
          - {id: x__extra, after: more, items: [currency]}
        """,
        "layouts/order/default.yaml",
    )
    layout = model.find("layout", "default", "order")
    assert layout is not None
    assert layout.body["sections"] == [
        {"id": "more", "items": [{"field": "created_at", "read_only": True}]},
        {"id": "x__extra", "items": ["currency"]},
        {
            "id": "main",
            "columns": 1,
            "items": [
                "name",
                {"field": "updated_at"},
                {"field": "state", "span": 2},
                {"field": "total", "span": 2},
            ],
        },
    ]


def test_unset_goes_back_to_the_default(tmp_path: Path) -> None:
    model = overlaid(tmp_path, "extends: true\n$unset: [help]\n")
    assert not model.objects["order"].help


def test_layers_follow_each_other_by_type_and_requirement(tmp_path: Path) -> None:
    pumps = package(
        tmp_path,
        "pumps",
        {"objects/order.yaml": "extends: true\nhelp: {en: By the template}\n"},
    )
    ours = package(
        tmp_path, "ours", {"objects/order.yaml": "extends: true\nhelp: {en: By the tenant}\n"}
    )
    assert str(resolved(ours, pumps, base(tmp_path)).objects["order"].help) == "By the tenant"


def test_a_patch_records_what_it_was_made_against(tmp_path: Path) -> None:
    ours = package(
        tmp_path, "ours", {"objects/order.yaml": "extends: true\nhelp: {en: Ours}\nicon: box\n"}
    )
    assert [(patch.pointer, patch.op, patch.base) for patch in ours.patches] == [
        ("/help/en", "set", ""),
        ("/icon", "set", ""),
    ]
    applied: list[Patch] = []
    layer([base(tmp_path), ours], catalogue(), applied)
    assert [bool(patch.base) for patch in applied] == [True, False]
    assert all(patch.uid for patch in applied)


def test_a_base_is_recorded_once_and_kept_when_the_vendor_changes_it(tmp_path: Path) -> None:
    ours = package(
        tmp_path, "ours", {"objects/order.yaml": "extends: true\nhelp: {en: Ours}\n"}
    )
    low = base(tmp_path)
    first = record_bases([low, ours], catalogue(), {})
    again = record_bases([low, ours], catalogue(), {p.name: p for p in first})
    assert again == first and all(patch.base for patch in first[1].patches)
    newer = replace(
        low,
        components=tuple(
            replace(c, body={**c.body, "help": {"en": "New"}}) if c.name == "order" else c
            for c in low.components
        ),
    )
    upgraded = record_bases([newer, ours], catalogue(), {p.name: p for p in first})
    assert upgraded[1].patches == first[1].patches
    assert record_bases([newer, ours], catalogue(), {})[1].patches != first[1].patches


@pytest.mark.parametrize(
    ("overlay", "code"),
    [
        ("extends: true\nowner: none\n", "overlay.locked"),
        ("extends: true\nfields: {total: {type: integer}}\n", "overlay.locked"),
        ("extends: true\nfields: {name: {required: false}}\n", "overlay.loosened"),
        ("extends: true\nfields: {name: {max_length: 90}}\n", "overlay.loosened"),
        ("extends: true\nfields: {total: {min: -5}}\n", "overlay.loosened"),
        (
            "extends: true\nfields: {state: {options: [{id: sent, $delete: true}]}}\n",
            "overlay.stored",
        ),
        (
            "extends: true\nfields: {state: {options: [{id: snt, active: false}]}}\n",
            "overlay.no_element",
        ),
        ("extends: true\nfields: {stat: {help: {en: x}}}\n", "overlay.no_target"),
        ("extends: true\n$delete: true\n", "overlay.delete"),
        ("extends: true\n$unset: [icon]\n", "overlay.unset"),
    ],
)
def test_what_a_layer_may_not_do(tmp_path: Path, overlay: str, code: str) -> None:
    assert overlay_codes(tmp_path, overlay) == [code]


def test_a_file_in_the_place_of_a_lower_one_must_extend_it(tmp_path: Path) -> None:
    again = package(
        tmp_path,
        "again",
        {
            "package.yaml": "label: {en: Again}\ntype: tenant\nversion: '1.0.0'\n",
            "objects/order.yaml": "fields: {name: {type: text}}\n",
        },
    )
    assert set(codes(base(tmp_path), again)) == {"component.duplicate"}
    prefixed = {"objects/order.yaml": "fields: {x__a: {type: text}}\n"}
    assert reading_codes(tmp_path, "ours", prefixed) == ["name.namespace"]


@pytest.mark.parametrize(
    "overlay",
    [
        "extends: true\nfields: {name: {required: true, max_length: 40}}\n",
        "extends: true\nfields: {total: {min: 10}, state: {unique: true}}\n",
    ],
)
def test_a_layer_may_make_rules_stricter(tmp_path: Path, overlay: str) -> None:
    assert overlay_codes(tmp_path, overlay) == []


def test_a_component_that_loses_its_shape_by_a_patch_is_told_at_the_patch(
    tmp_path: Path,
) -> None:
    ours = package(
        tmp_path,
        "ours",
        {"layouts/order/default.yaml": "extends: true\n$unset: [sections]\n"},
    )
    from engine.packages import check

    (problem,) = check([base(tmp_path), ours], catalogue())
    assert (problem.code, problem.file, problem.line) == (
        "shape.missing",
        "layouts/order/default.yaml",
        2,
    )


def test_deleting_a_view_of_a_lower_layer_is_explicit(tmp_path: Path) -> None:
    model = overlaid(tmp_path, "extends: true\n$delete: true\n", "layouts/order/default.yaml")
    assert model.find("layout", "default", "order") is None


def test_requirements_are_checked(tmp_path: Path) -> None:
    head = "label: {en: Needs}\ntype: addon\nnamespace: nd\nversion: '1.0.0'\nrequires: {base: '>=2'}\n"
    needs = package(tmp_path, "needs", {"package.yaml": head})
    assert codes(base(tmp_path), needs) == ["package.requires"]
    assert codes(needs) == ["package.requires"]
