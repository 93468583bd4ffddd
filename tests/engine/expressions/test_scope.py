"""Which names an expression over an object may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ExpressionError
from engine.expressions import ObjectScope, check
from engine.kernel.model import Model
from engine.kernel.values import ValueType as V
from tests.engine.packages.folders import package, resolved

CUSTOMER = """
    label: {en: Customer}
    fields:
      name: {type: text}
      parent: {type: lookup, to: customer}
      billing: {type: address}
      secret_note: {type: secret}
      labels: {type: tags}
"""
ORDER = """
    label: {en: Order}
    money: true
    fields:
      name: {type: text}
      customer: {type: lookup, to: customer}
      total: {type: currency}
      state:
        type: select
        options: [{id: open, label: {en: Open}}, {id: done, label: {en: Done}}]
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    files = {"objects/customer.yaml": CUSTOMER, "objects/order.yaml": ORDER}
    return resolved(package(tmp_path, "base", files))


def scope(model: Model, **more: object) -> ObjectScope:
    order = model.get("order")
    assert order is not None
    return ObjectScope(model, order, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("total", V.CURRENCY),
        ("total.base", V.CURRENCY),
        ("customer", V.REFERENCE),
        ("customer.name", V.TEXT),
        ("customer.billing.city", V.TEXT),
        ("customer.parent.parent.parent.parent.name", V.TEXT),
        ("customer.labels", V.LIST),
        ("state", V.SELECT),
        ("created_at", V.MOMENT),
        ("owner", V.REFERENCE),
        ("me.id", V.REFERENCE),
        ("me.roles", V.LIST),
    ],
)
def test_fields_parts_and_lookups_have_their_types(model: Model, path: str, kind: V):
    symbol = scope(model).resolve(path)
    assert symbol is not None
    assert symbol.type is kind


@pytest.mark.parametrize(
    "path",
    [
        "customer.parent.parent.parent.parent.parent.name",
        "customer.secret_note",
        "customer.nothing",
        "total.nothing",
        "name.customer",
        "prior.total",
        "target.name",
        "me.nothing",
        "me",
        "",
    ],
)
def test_other_names_do_not_exist(model: Model, path: str):
    assert scope(model).resolve(path) is None


def test_values_before_the_save_are_for_saves_only(model: Model):
    source = "prior.state == 'open' and changed(state)"
    assert not check(source, scope(model, prior=True)).sql_safe
    with pytest.raises(ExpressionError, match=r"no field “prior\.state”"):
        check(source, scope(model))


def test_a_lookup_filter_compares_the_record_with_its_target(model: Model):
    target = model.get("customer")
    checked = check("target.parent == customer", scope(model, target=target))
    assert checked.paths == {"target.parent", "customer"}


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("customer.nmae == ''", "did you mean customer.name?"),
        ("state == 'opne'", "did you mean open?"),
        ("totl > 1", "did you mean total?"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(model: Model, source: str, hint: str):
    with pytest.raises(ExpressionError) as caught:
        check(source, scope(model))
    assert str(caught.value.hint) == hint
