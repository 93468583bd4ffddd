"""Every function does what its example in the reference says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from engine.commands.listed_rates import ListedRates
from engine.expressions import Env, FixedScope, Symbol, check, evaluate, functions
from engine.expressions.serial import plain
from engine.kernel.values import ValueType as V

ME = UUID(int=7)
ENV = Env(
    now=datetime(2024, 6, 30, 10, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Shanghai"),
    me={"id": ME, "roles": ("sales_rep",), "permission_sets": ("sales",)},
    changed=frozenset({"amount"}),
    rates=ListedRates("USD", (("EUR", date(2024, 6, 30), Decimal("1.085")),)),
)
SCOPE = FixedScope(
    (
        Symbol("amount", V.CURRENCY),
        Symbol("name", V.TEXT),
        Symbol("stage", V.SELECT, choices=("new", "won", "lost")),
        Symbol("tags", V.LIST),
        Symbol("owner", V.REFERENCE, target="user"),
    )
)
ROW = {"amount": Decimal(5), "name": "n", "stage": "won", "tags": ("vip", "2024"), "owner": ME}


@pytest.mark.parametrize("name", functions())
def test_the_example_of_a_function_gives_what_the_reference_says(name):
    function = functions()[name]
    value = evaluate(check(function.example, SCOPE), ROW.get, ENV)
    written = str(value).lower() if isinstance(value, bool) else str(plain(value))
    assert written == function.expected


def test_there_are_at_least_ninety_functions_in_every_group():
    groups = {function.group for function in functions().values()}
    assert len(functions()) >= 90
    assert groups == {
        "text", "number", "date", "working time", "logic", "record", "user", "picklist",
        "money", "regex",
    }  # fmt: skip


@pytest.mark.parametrize("name", functions())
def test_a_function_is_documented_in_english_and_chinese(name):
    doc = functions()[name].doc
    assert doc.to("en").endswith(".")
    assert doc.to("zh").endswith("。")
