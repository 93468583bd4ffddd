"""What an admin is told when an expression is wrong."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.expressions import FixedScope, Symbol, check
from engine.kernel.values import ValueType as V

SCOPE = FixedScope(
    (
        Symbol("amount", V.CURRENCY),
        Symbol("name", V.TEXT),
        Symbol("stage", V.SELECT, choices=("new", "won", "lost")),
        Symbol("close", V.DATE),
        Symbol("seen", V.MOMENT),
        Symbol("count", V.INTEGER),
        Symbol("active", V.BOOLEAN),
        Symbol("owner", V.REFERENCE, target="user"),
        Symbol("tags", V.LIST),
        Symbol("prior.amount", V.CURRENCY, sql=False),
        Symbol("me.id", V.REFERENCE, target="user"),
    )
)


@pytest.mark.parametrize(
    ("source", "code", "column", "words"),
    [
        ("amount + name", "expression.type", 1, "cannot add currency and text"),
        ("1 + amunt", "expression.unknown_name", 5, "there is no field “amunt”"),
        ("stage == 'wno'", "expression.choice", 10, "not an option of stage"),
        ("stage in ('won', 'lots')", "expression.choice", 18, "not an option"),
        ("rond(amount)", "expression.unknown_function", 1, "no function “rond”"),
        ("close == seen", "expression.type", 10, "cannot compare a date with a date and time"),
        ("owner < owner", "expression.type", 9, "cannot compare a reference"),
        ("1 if amount else 2", "expression.type", 6, "yes/no is needed here"),
        ("1 if active else 'x'", "expression.type", 1, "both must be alike"),
        ("名 + 1", "expression.unknown_name", 1, "no field “名”"),
        ("'中文' + amount", "expression.type", 1, "cannot add text and currency"),
        ("('中文' == name) and x", "expression.unknown_name", 20, "no field “x”"),
        ("amount[0]", "expression.not_allowed", 1, "indexing"),
        ("name.upper()", "expression.not_allowed", 1, "only functions can be called"),
        ("f'{amount}'", "expression.not_allowed", 1, "f-string"),
        ("amount ** 2", "expression.not_allowed", 1, "no operator **"),
        ("amount is null", "expression.not_allowed", 11, "no operator `is`"),
        ("0.1234567", "expression.literal", 1, "at most 6 decimals"),
        ("9200000000000", "expression.literal", 1, "below 9,200,000,000,000"),
        ("(1", "expression.syntax", 1, "never closed"),
        ("amount = 1", "expression.syntax", 8, "not a valid expression"),
        ("name == 'solv", "expression.syntax", 9, "not closed by '"),
        ("round()", "expression.arguments", 1, "wrong number of arguments"),
        ("round(name)", "expression.type", 7, "“value” must be a number"),
        ("", "expression.empty", 0, "empty"),
    ],
)
def test_a_wrong_expression_is_refused_with_place_and_reason(source, code, column, words):
    with pytest.raises(ExpressionError) as caught:
        check(source, SCOPE)
    assert (caught.value.code, caught.value.column) == (code, column)
    assert words in str(caught.value)
    assert caught.value.text.to("zh") != str(caught.value)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("amunt", "did you mean amount?"),
        ("stage == 'wno'", "did you mean won?"),
        ("rond(amount)", "did you mean round?"),
        ("IF(active, 1, 2)", "use iff()"),
        ("if(active, 1, 2)", "write `a if condition else b`, or iff(condition, a, b)"),
        ("ISBLANK(name)", "use is_blank()"),
        ("AND(active, active)", "write `a and b`"),
        ("active && active", "use `and`, or `+` to join texts"),
        ("amount <> 1", "use `!=`"),
        ("amount ** 2", "use power(x, n)"),
        ("name + amount", "text(x) turns a value into text"),
        ("close == seen", "date_of(x) gives the date of a moment"),
    ],
)
def test_the_way_out_is_named(source, hint):
    with pytest.raises(ExpressionError) as caught:
        check(source, SCOPE)
    assert str(caught.value.hint) == hint


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("amount + 1", V.CURRENCY),
        ("count * 2", V.INTEGER),
        ("count / 2", V.DECIMAL),
        ("amount / amount", V.DECIMAL),
        ("close + 1", V.DATE),
        ("close - close", V.INTEGER),
        ("seen - seen", V.DECIMAL),
        ("name + stage", V.TEXT),
        ("null if active else amount", V.CURRENCY),
        ("case(stage, 'won', 1, 'lost', 0.5)", V.DECIMAL),
        ("'x' in tags", V.BOOLEAN),
        ("owner == me.id", V.BOOLEAN),
        ("active\n  and amount > 1", V.BOOLEAN),
    ],
)
def test_the_type_of_the_result_is_known_before_it_runs(source, result):
    assert check(source, SCOPE).type is result


def test_a_place_that_needs_a_date_refuses_text():
    with pytest.raises(ExpressionError, match="this gives text, but a date is needed here"):
        check("name", SCOPE, expect=V.DATE)
    assert check("count", SCOPE, expect=V.CURRENCY).type is V.INTEGER


def test_a_filter_refuses_what_exists_only_while_saving():
    assert not check("prior.amount > 1", SCOPE).sql_safe
    with pytest.raises(ExpressionError) as caught:
        check("prior.amount > 1", SCOPE, needs_sql=True)
    assert caught.value.code == "expression.no_sql"


def test_what_an_expression_reads_is_known():
    checked = check("amount > 1 and owner == me.id", SCOPE)
    assert checked.paths == {"amount", "owner", "me.id"}
    assert checked.volatile
    assert not check("round(amount) > 1", SCOPE).volatile
