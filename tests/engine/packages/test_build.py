"""The Model: what is declared, what the engine adds, and what a digest stands for."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from engine.errors import MetadataError
from engine.kernel.model import Model
from engine.packages import Package, build_model, from_json, to_json
from engine.packages.kinds.object import Object
from engine.registry import catalogue
from tests.engine.packages.folders import base, package, resolved

SETTINGS = "currencies: {corporate: EUR, active: [USD, EUR]}\nzone: Europe/Berlin\n"
ORDER = """
    fields:
      name: {type: text, required: true}
      total: {type: currency}
      customer: {type: lookup, to: customer, on_delete: restrict}
      city: {type: mirror, via: customer, field: city}
      grade: {type: mirror, via: customer, field: grade}
      town: {type: mirror, via: customer, field: city}
      lines: {type: rollup, from: {object: line, via: order}, agg: {fn: sum, field: amount}}
      count: {type: rollup, from: {object: line, via: order}, agg: {fn: count}}
"""
CUSTOMER = """
    owner: none
    fields:
      name: {type: text, required: true}
      city: {type: text}
      grade: {type: select, options: [{id: a, label: {en: Best}}, {id: b}]}
"""
LINE = """
    fields:
      name: {type: text, required: true}
      order: {type: master_detail, to: order}
      amount: {type: currency}
      note: {type: text}
"""
FILES = {
    "settings/company.yaml": SETTINGS,
    "objects/order.yaml": ORDER,
    "objects/customer.yaml": CUSTOMER,
    "objects/line.yaml": LINE,
    "record_types/order/rental.yaml": "label: {en: Rental}\n",
}


@pytest.fixture
def made(tmp_path: Path) -> Package:
    return package(tmp_path, "base", FILES)


def changed(tmp_path: Path, **files: str) -> Model:
    named = {path.replace("__", "/") + ".yaml": content for path, content in files.items()}
    return resolved(package(tmp_path / "changed", "base", {**FILES, **named}))


def test_the_engine_adds_its_fields_where_they_belong(made: Package) -> None:
    objects = resolved(made).objects
    order, customer, line = objects["order"], objects["customer"], objects["line"]
    assert order.has_owner and order.has_money and "record_type" in order.fields
    assert not customer.has_owner and not customer.has_money
    assert not line.has_owner and line.master == "order"
    for obj in objects.values():
        assert {"id", "created_at", "created_by", "row_version", "deletion"} <= set(obj.fields)
    assert order.fields["owner"].target == "user"
    assert [option.id for option in order.fields["currency"].choices] == ["EUR", "USD"]
    assert [option.id for option in order.fields["record_type"].choices] == ["rental"]
    assert len({field.uid for obj in objects.values() for field in obj.fields.values()}) == sum(
        len(obj.fields) for obj in objects.values()
    )


def test_names_serve_as_labels_where_none_are_given(made: Package) -> None:
    order = resolved(made).objects["order"]
    assert str(order.label) == "Order" and str(order.fields["customer"].label) == "Customer"


def test_mirrors_and_rollups_return_what_they_pass_on(made: Package) -> None:
    fields = resolved(made).objects["order"].fields
    assert fields["city"].type.value_type_of(fields["city"]).value == "text"
    assert fields["grade"].type.value_type_of(fields["grade"]).value == "select"
    assert [str(option.label) for option in fields["grade"].choices] == ["Best", "B"]
    assert fields["lines"].type.value_type_of(fields["lines"]).value == "currency"
    assert fields["count"].type.value_type_of(fields["count"]).value == "integer"


def test_a_model_is_the_same_from_files_and_from_the_store(made: Package) -> None:
    model = resolved(made)
    stored = [from_json(to_json(component)) for component in model.components.values()]
    random.Random(7).shuffle(stored)
    again = build_model(stored, catalogue())
    assert again.digest == model.digest
    assert {n: o.digest for n, o in again.objects.items()} == {
        n: o.digest for n, o in model.objects.items()
    }
    assert list(again.objects["order"].fields) == list(model.objects["order"].fields)


def test_only_objects_that_a_change_concerns_get_a_new_digest(
    made: Package, tmp_path: Path
) -> None:
    def concerned(**files: str) -> set[str]:
        before, after = resolved(made).objects, changed(tmp_path, **files).objects
        return {name for name in before if before[name].digest != after[name].digest}

    assert concerned() == set()
    assert concerned(record_types__order__rental="label: {en: Hire}\n") == {"order", "line"}
    # an order adds up the amounts of its lines, and has nothing to do with their notes
    noted = LINE.replace("note: {type: text}", "note: {type: date}")
    assert concerned(objects__line=noted) == {"line"}
    assert concerned(objects__line=LINE + "      weight: {type: integer}\n") == {"line"}
    added = LINE.replace("amount: {type: currency}", "amount: {type: currency, digits: 0}")
    assert concerned(objects__line=added) == {"line", "order"}
    assert concerned(settings__company=SETTINGS.replace("Berlin", "Paris")) == {
        "order",
        "customer",
        "line",
    }


def test_parts_of_untouched_objects_pass_to_the_next_revision(
    made: Package, tmp_path: Path
) -> None:
    before = resolved(made)
    after = changed(tmp_path, record_types__order__rental="label: {en: Hire}\n")
    calls = []

    def part(model: Model, obj: object) -> object:
        calls.append(obj)
        return object()

    kept = before.object_part(part, before.objects["customer"])
    before.object_part(part, before.objects["order"])
    after.inherit(before)
    assert after.object_part(part, after.objects["customer"]) is kept
    after.object_part(part, after.objects["order"])
    assert len(calls) == 3


def test_a_field_type_that_is_not_installed_cannot_be_built(made: Package) -> None:
    odd = [
        component
        if component.key != ("field", "line", "note")
        else type(component)(
            "field", "note", "line", {"type": "hologram"}, "base", component.uid
        )
        for component in made.components
    ]
    with pytest.raises(MetadataError) as raised:
        build_model(odd, catalogue())
    assert [problem.code for problem in raised.value.problems] == ["field.type"]


def test_objects_cannot_be_removed_by_layers_but_views_can() -> None:
    kinds = catalogue().kinds
    assert not Object.removable and not kinds["field"].removable
    assert kinds["list_view"].removable and kinds["layout"].removable


def test_a_large_model_is_built_quickly(tmp_path: Path) -> None:
    fields = "".join(
        f"  f{i}: {{type: text, label: {{en: Field {i}, zh: 字段}}}}\n" for i in range(40)
    )
    files = {f"objects/thing{n}.yaml": f"fields:\n{fields}" for n in range(20)}
    model = resolved(package(tmp_path, "base", files))
    stored = list(model.components.values())
    best = min(timed(stored) for _ in range(5))
    assert best < 0.15, "a third of the largest model takes less than the whole may"


def timed(stored: list[object]) -> float:
    start = time.perf_counter()
    build_model(stored, catalogue())  # type: ignore[arg-type]
    return time.perf_counter() - start


def test_a_model_built_like_an_earlier_one_is_the_same(tmp_path):
    """Whatever changed between them: an object, an option set that others use, the settings."""
    first = resolved(base(tmp_path / "1", **SHARED))
    for number, (path, body) in enumerate(CHANGED.items()):
        files = {**SHARED, path: body}
        second = resolved(base(tmp_path / str(number + 2), **files))
        kept = {
            key: first.components[key] if first.components.get(key) == found else found
            for key, found in second.components.items()
        }
        alike = build_model(kept.values(), catalogue(), first)
        assert alike.digest == second.digest
        for name, obj in second.objects.items():
            assert alike.objects[name] == obj, (path, name)


SHARED = {
    "option_sets/color.yaml": "label: {en: Color}\noptions: [{id: red, label: {en: Red}}]\n",
    "settings/company.yaml": "currencies: {corporate: EUR, active: [EUR]}\n",
    "objects/part.yaml": """
        label: {en: Part}
        plural: {en: Parts}
        fields:
          name: {type: text, label: {en: Name}}
          color: {type: select, option_set: color, label: {en: Color}}
          sale: {type: lookup, to: order, label: {en: Sale}}
          state: {type: mirror, via: sale, field: state, label: {en: State}}
    """,
}
CHANGED = {
    "option_sets/color.yaml": "label: {en: Color}\noptions: [{id: red, label: {en: Crimson}}]\n",
    "settings/company.yaml": "currencies: {corporate: EUR, active: [EUR, CNY]}\n",
    "objects/order.yaml": """
        label: {en: Order}
        fields:
          name: {type: text, label: {en: Name}}
          state: {type: text, label: {en: State}}
          total: {type: integer, label: {en: Total}}
    """,
    "layouts/order/default.yaml": "label: {en: S}\nsections: [{id: main, items: [name]}]\n",
}


@pytest.mark.parametrize(
    "expr", ["1 + sale.total", "1 +\\nsale.total", "'\\\\n' == '' and sale.total"]
)
def test_an_object_changes_with_what_its_formulas_read_on_any_line(tmp_path, expr):
    def digest(place: str, label: str) -> str:
        files = {
            "objects/order.yaml": "label: {en: Order}\nplural: {en: Orders}\nfields:\n"
            "  name: {type: text, label: {en: Name}}\n"
            f"  total: {{type: integer, label: {{en: {label}}}}}\n",
            "objects/part.yaml": "label: {en: Part}\nplural: {en: Parts}\nfields:\n"
            "  name: {type: text, label: {en: Name}}\n"
            "  sale: {type: lookup, to: order, label: {en: Sale}}\n"
            f'  sum: {{type: formula, returns: {RETURNS[expr[0]]}, expr: "{expr}", label: {{en: Sum}}}}\n',
        }
        made = package(tmp_path / place, "base", files)
        return build_model(made.components, catalogue()).objects["part"].digest

    assert digest("1", "Total") != digest("2", "Sum")


RETURNS = {"1": "integer", "'": "boolean"}


def test_a_word_without_end_takes_no_time(tmp_path):
    remark = "x" * 300_000
    files = {
        "objects/order.yaml": f"label: {{en: Order}}\nplural: {{en: Orders}}\nnotes: {remark}\nfields:\n"
        "  name: {type: text, label: {en: Name}}\n"
    }
    started = time.process_time()
    build_model(package(tmp_path, "base", files).components, catalogue())
    assert time.process_time() - started < 2
