"""Functions of money: discounts, margins, tax, rates, and amounts as people write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from engine.expressions.chinese_amount import in_words, pg_in_words
from engine.expressions.function import Function
from engine.expressions.operators import MAX_TEXT, Number
from engine.expressions.postgresql import NUMERIC, divided, joined
from engine.expressions.spaces import SPACES
from engine.expressions.tree import OWN, RATE, Constant, Node, Operation, Path
from engine.kernel.values import ValueType
from engine.text import text

GROUP = "money"
V = ValueType
f = sa.func
Rewrite = Callable[[tuple[Node, ...]], Node]
MAX_PARTS = 1_000
_CENT = Decimal("0.01")


def _number(value: int) -> Node:
    return Constant(Decimal(value), V.INTEGER)


def _op(op: str, a: Node, b: Node, result: ValueType = V.DECIMAL) -> Node:
    return Operation(op, (a, b), result)


def _share(percent: Node) -> Node:
    return _op("div", percent, _number(100))


def _scaled(sign: str, *, divide: bool = False) -> Rewrite:
    def rewrite(args: tuple[Node, ...]) -> Node:
        amount, percent = args
        factor = _op(sign, _number(1), _share(percent))
        return _op("div" if divide else "mul", amount, factor, V.CURRENCY)

    return rewrite


def _percent(top: int, base: int) -> Rewrite:
    """Build ``(a - b) / base * 100`` from two arguments."""

    def rewrite(args: tuple[Node, ...]) -> Node:
        difference = _op("sub", args[top], args[1 - top])
        ratio = _op("div", difference, args[base])
        return _op("mul", ratio, _number(100), V.PERCENT)

    return rewrite


def _rate(currency: Node, day: Node | None) -> Node:
    return Operation(RATE, (currency,) if day is None else (currency, day), V.DECIMAL)


def _own(node: Node) -> Node:
    """Read the amounts below a node in the record's own currency."""
    if isinstance(node, Path):
        return Operation(OWN, (node,), node.type) if node.type is V.CURRENCY else node
    if isinstance(node, Constant) or (isinstance(node, Operation) and node.op == OWN):
        return node
    return replace(node, args=tuple(_own(arg) for arg in node.args))


def _exchanged(amount: Node, source: Node, target: Node, day: Node | None) -> Node:
    """Build the way over corporate money; one and the same currency needs no rates."""
    known = Operation("has_value", (source,), V.BOOLEAN)
    same = Operation("eq", (source, target), V.BOOLEAN)
    same = Operation("and", (same, known), V.BOOLEAN)
    into, out_of = (
        Operation("if", (same, _number(1), _rate(currency, day)), V.DECIMAL)
        for currency in (source, target)
    )
    return _op("div", _op("mul", amount, into, V.CURRENCY), out_of, V.CURRENCY)


def _currency_rate(args: tuple[Node, ...]) -> Node:
    source, target, *day = args
    return _exchanged(_number(1), source, target, day[0] if day else None)


def _convert(args: tuple[Node, ...]) -> Node:
    amount, source, target, *day = args
    return _exchanged(_own(amount), source, target, day[0] if day else None)


def _to_corporate(args: tuple[Node, ...]) -> Node:
    amount, currency, *day = args
    return _op("mul", _own(amount), _rate(currency, day[0] if day else None), V.CURRENCY)


def _instalment(amount: Decimal, parts: int, number: int) -> Number:
    if not 1 <= number <= parts or parts > MAX_PARTS:
        return None
    each = (amount / parts).quantize(_CENT, ROUND_DOWN)
    return amount - each * (parts - 1) if number == parts else each


def _pg_instalment(amount: Any, parts: Any, number: Any) -> Any:
    each = f.trunc(divided(amount, sa.cast(parts, NUMERIC)), 2, type_=NUMERIC)
    part = sa.case((number == parts, amount - each * (parts - 1)), else_=each)
    return sa.case((sa.and_(number >= 1, number <= parts, parts <= MAX_PARTS), part))


def _money_text(amount: Decimal, currency: str) -> str:
    rounded = amount.quantize(_CENT, ROUND_HALF_UP) or Decimal(0)
    return f"{rounded:,.2f} {currency}".rstrip(SPACES)


def _pg_money_text(amount: Any, currency: Any) -> Any:
    written = f.to_char(f.round(amount, 2), "FM9,999,999,999,990.00")
    return f.left(f.rtrim(joined(written, " ", currency), SPACES), MAX_TEXT)


FUNCTIONS = (
    Function(GROUP, "discounted(amount: number, percent: number) -> currency",
        text("The amount less a discount in per cent.", "按百分比折扣后的金额。"),
        "discounted(200, 12.5)", "175", rewrite=_scaled("sub"), browser=True),
    Function(GROUP, "discount_percent(list_price: number, net_price: number) -> percent",
        text("The discount from list to net price, in per cent.", "从标价到净价的折扣百分比。"),
        "discount_percent(200, 175)", "12.5", rewrite=_percent(0, 0), browser=True),
    Function(GROUP, "margin_percent(price: number, cost: number) -> percent",
        text("The margin as a share of the price, in per cent.", "毛利占售价的百分比。"),
        "margin_percent(200, 150)", "25", rewrite=_percent(0, 0), browser=True),
    Function(GROUP, "markup_percent(price: number, cost: number) -> percent",
        text("The margin as a share of the cost, in per cent.", "毛利占成本的百分比。"),
        "markup_percent(200, 160)", "25", rewrite=_percent(0, 1), browser=True),
    Function(GROUP, "add_tax(net: number, percent: number) -> currency",
        text("The amount with tax.", "含税金额。"),
        "add_tax(100, 13)", "113", rewrite=_scaled("add"), browser=True),
    Function(GROUP, "remove_tax(gross: number, percent: number) -> currency",
        text("The amount without the tax that it holds.", "不含税金额。"),
        "remove_tax(113, 13)", "100", rewrite=_scaled("add", divide=True), browser=True),
    Function(GROUP, "instalment(amount: number, parts: count, number: count) -> currency",
        text("One of equal parts in cents; the last takes what is left.",
             "均分到分后的第几期，末期取余额。"),
        "instalment(100, 3, 3)", "33.34", _instalment, _pg_instalment, repeats=4),
    Function(GROUP, "currency_rate(source: text, target: text, day: day?) -> decimal",
        text("What one unit of a currency is in another, at the newest rates up to a day, by default "
             "today; blank when there is none.",
             "一单位币种折合另一币种的汇率，取某日（默认今天）及以前的最新值；没有则为空。"),
        "currency_rate('EUR', 'USD')", "1.085",
        rewrite=_currency_rate, salesforce="CURRENCYRATE"),
    Function(GROUP, "convert(amount: number, source: text, target: text, day: day?) -> currency",
        text("An amount in another currency at the rates of a day.", "按某日汇率换算为另一币种。"),
        "convert(100, 'EUR', 'USD')", "108.5", rewrite=_convert),
    Function(GROUP, "to_corporate(amount: number, currency: text, day: day?) -> currency",
        text("An amount in corporate currency at the rate of a day.", "按某日汇率折算为公司货币。"),
        "to_corporate(50, 'EUR')", "54.25", rewrite=_to_corporate),
    Function(GROUP, "money_text(amount: number, currency: text) -> text",
        text("An amount with two decimals, thousands and its currency.",
             "带千分位、两位小数和币种的金额。"),
        "money_text(1234.5, 'EUR')", "1,234.50 EUR", _money_text, _pg_money_text),
    Function(GROUP, "amount_in_words(amount: number) -> text",
        text("An amount in Chinese capital figures, as formal papers write it.", "人民币大写金额。"),
        "amount_in_words(1203.45)", "壹仟贰佰零叁元肆角伍分", in_words, pg_in_words),
)  # fmt: skip
