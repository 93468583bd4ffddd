"""Checks an expression against a scope and gives the typed tree that every back end reads."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from engine.errors import ExpressionError
from engine.expressions import calls, type_rules
from engine.expressions.scope import Scope, Symbol
from engine.expressions.syntax import parse, refused
from engine.expressions.tree import Call, Constant, Node, Operation, Path, walk
from engine.expressions.type_rules import named
from engine.kernel.values import DECIMAL_LIMIT, DECIMAL_SCALE, ValueType
from engine.text import Text, text

if TYPE_CHECKING:
    from engine.expressions.python_backend import Compiled

MAX_SQL = 2_000
"""Parts that an expression may have as SQL, where some repeat their arguments."""
_WORDS = {"true": True, "false": False, "null": None, "none": None}
_VOLATILE = {"today", "now", "me", "is_new", "changed", "rate"}
_SAVE_ONLY = frozenset({"changed", "is_new"})


@dataclass(frozen=True)
class Checked:
    """An expression that is well formed and well typed.

    ``paths`` are the names it reads, ``me`` included; ``volatile`` says that the result depends on
    more than the record: the day, the moment, the actor, a rate. ``sql_safe`` and ``browser_safe``
    say which back ends can run it.
    """

    source: str
    tree: Node
    type: ValueType
    paths: frozenset[str]
    functions: frozenset[str]
    sql_safe: bool
    browser_safe: bool
    volatile: bool
    syntax: ast.expr = field(compare=False, repr=False)

    @cached_property
    def compiled(self) -> Compiled:
        """The closure that `evaluate` runs, made on first use."""
        from engine.expressions.python_backend import compile_tree

        return compile_tree(self.tree)


def check(
    source: str, scope: Scope, *, expect: ValueType | None = None, needs_sql: bool = False
) -> Checked:
    """Parse and type an expression; raises ExpressionError with position and suggestion.

    ``expect`` is the type the place needs; numbers fit numbers, text fits select. ``needs_sql``
    refuses what PostgreSQL cannot compute (list filters, sharing, reports).
    """
    syntax = parse(source)
    checker = _Checker(source.split("\n"), scope)
    tree = checker.node(syntax)
    if expect is not None and not type_rules.fits(tree.type, expect):
        raise refused(
            syntax,
            "expression.type",
            text(
                "this gives {given}, but {wanted} is needed here",
                "此处需要{wanted}，表达式却得到{given}",
                given=named(tree.type),
                wanted=named(expect),
            ),
        )
    if needs_sql and checker.no_sql is not None:
        raise checker.no_sql
    return _checked(source, syntax, tree, checker)


def _checked(source: str, syntax: ast.expr, tree: Node, checker: _Checker) -> Checked:
    nodes = list(walk(tree))
    called = [node.function for node in nodes if isinstance(node, Call)]
    paths = frozenset(node.path for node in nodes if isinstance(node, Path))
    return Checked(
        source=source,
        tree=tree,
        type=tree.type,
        paths=paths,
        functions=frozenset(
            one.func.id
            for one in ast.walk(syntax)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        ),
        sql_safe=checker.no_sql is None,
        browser_safe=all(function.browser for function in called),
        volatile=any(_VOLATILE.intersection(function.uses) for function in called)
        or any(path.startswith("me.") for path in paths),
        syntax=syntax,
    )


class _Checker:
    """Walks the syntax once; keeps the first reason why SQL cannot run the expression."""

    def __init__(self, lines: list[str], scope: Scope) -> None:
        self.lines = lines
        self.scope = scope
        self.symbols: dict[str, Symbol] = {}
        self.no_sql: ExpressionError | None = None
        self._by_type: dict[type[ast.expr], Callable[[ast.expr], Node]] = {
            ast.Constant: self._constant,  # type: ignore[dict-item]
            ast.Name: self._path,
            ast.Attribute: self._path,
            ast.UnaryOp: self._unary,  # type: ignore[dict-item]
            ast.BinOp: self._binary,  # type: ignore[dict-item]
            ast.BoolOp: self._bool,  # type: ignore[dict-item]
            ast.Compare: self._compare,  # type: ignore[dict-item]
            ast.IfExp: self._choose,  # type: ignore[dict-item]
            ast.Call: self._call,  # type: ignore[dict-item]
        }

    def node(self, at: ast.expr) -> Node:
        """Type one syntax node and everything below it."""
        try:
            handler = self._by_type[type(at)]
        except KeyError:
            raise refused(
                at,
                "expression.not_allowed",
                text(
                    "a list may only stand after `in`",
                    "列表只能出现在 in 之后",
                ),
            ) from None
        return handler(at)

    def without_sql(self, error: ExpressionError) -> None:
        """Note that SQL cannot run this; the first reason is kept."""
        self.no_sql = self.no_sql or error

    # constants and names

    def _constant(self, at: ast.Constant) -> Node:
        value = at.value
        if value is None:
            return Constant(None, ValueType.BLANK)
        if isinstance(value, bool):
            return Constant(value, ValueType.BOOLEAN)
        if isinstance(value, str):
            return self._text(at, value)
        if isinstance(value, int | float):
            return self._number(at)
        raise refused(
            at, "expression.literal", text("this literal is not allowed", "不允许这种字面量")
        )

    def _text(self, at: ast.Constant, value: str) -> Node:
        if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
            raise refused(at, "expression.literal", text("a control character", "含有控制字符"))
        return Constant(value or None, ValueType.TEXT)

    def _number(self, at: ast.Constant) -> Node:
        written = self.lines[at.lineno - 1][at.col_offset : at.end_col_offset]
        try:
            value = Decimal(written)
        except ArithmeticError:
            value = Decimal("NaN")
        scale = value.as_tuple().exponent
        if (
            not value.is_finite()
            or value >= DECIMAL_LIMIT
            or not isinstance(scale, int)
            or -scale > DECIMAL_SCALE
        ):
            raise refused(
                at,
                "expression.literal",
                text(
                    "write a number below 9,200,000,000,000 with at most 6 decimals",
                    "数字须小于 9,200,000,000,000，且最多 6 位小数",
                ),
            )
        whole = isinstance(at.value, int)
        return Constant(value, ValueType.INTEGER if whole else ValueType.DECIMAL)

    def _path(self, at: ast.expr) -> Node:
        path = _dotted(at)
        if path is None:
            raise refused(
                at,
                "expression.not_allowed",
                text("only a field may have a part after a dot", "只有字段后才能用点号"),
            )
        symbol = self.scope.resolve(path)
        if symbol is None:
            if path.lower() in _WORDS:
                value = _WORDS[path.lower()]
                return Constant(value, ValueType.BLANK if value is None else ValueType.BOOLEAN)
            raise self._unknown_name(at, path)
        self.symbols[path] = symbol
        if not symbol.sql:
            self.without_sql(_no_sql(at, path))
        return Path(path, symbol.type)

    def _unknown_name(self, at: ast.expr, path: str) -> ExpressionError:
        near = difflib.get_close_matches(path, list(self.scope.names()), n=1)
        return refused(
            at,
            "expression.unknown_name",
            text("there is no field “{path}”", "没有字段“{path}”", path=path),
            text("did you mean {near}?", "您是指 {near} 吗？", near=near[0]) if near else None,
        )

    # operators

    def _unary(self, at: ast.UnaryOp) -> Node:
        operand = self.node(at.operand)
        if isinstance(at.op, ast.Not):
            self.need(at.operand, operand, ValueType.BOOLEAN)
            return Operation("not", (operand,), ValueType.BOOLEAN)
        if isinstance(at.op, ast.Invert):
            raise self._no_operator(at, "~")
        if not operand.type.is_number and operand.type is not ValueType.BLANK:
            raise refused(
                at,
                "expression.type",
                text("{type} has no sign", "{type}不能加正负号", type=named(operand.type)),
            )
        if isinstance(at.op, ast.UAdd):
            return operand
        if isinstance(operand, Constant) and isinstance(operand.value, Decimal):
            return Constant(-operand.value, operand.type)
        number = operand.type if operand.type.is_number else ValueType.DECIMAL
        return Operation("neg", (operand,), number)

    def _binary(self, at: ast.BinOp) -> Node:
        rule = _ARITHMETIC.get(type(at.op))
        if rule is None:
            raise self._no_operator(at, _SYMBOLS.get(type(at.op), "?"))
        left, right = self.node(at.left), self.node(at.right)
        chosen = rule(left.type, right.type)
        if chosen is None:
            raise self._cannot(at, left, right)
        op, result = chosen
        if op in ("date_add", "moment_add") and right.type in (
            ValueType.DATE,
            ValueType.MOMENT,
        ):
            left, right = right, left
        if op in ("date_add", "date_sub"):
            right = Operation("count", (right,), ValueType.INTEGER)
        return Operation(op, (left, right), result)

    def _cannot(self, at: ast.BinOp, left: Node, right: Node) -> ExpressionError:
        types = {left.type, right.type}
        hint = None
        if types & {ValueType.TEXT, ValueType.SELECT}:
            hint = text("text(x) turns a value into text", "text(x) 可把值转换为文本")
        elif types == {ValueType.DATE, ValueType.MOMENT}:
            hint = text("date_of(x) gives the date of a moment", "date_of(x) 取日期时间的日期")
        return refused(
            at,
            "expression.type",
            text(
                "{left} {op} {right}: cannot {verb} {a} and {b}",
                "{left} {op} {right}：{a}和{b}不能{verb}",
                left=self._segment(at.left),
                op=_SYMBOLS[type(at.op)],
                right=self._segment(at.right),
                verb=_VERBS[type(at.op)],
                a=named(left.type),
                b=named(right.type),
            ),
            hint,
        )

    def _no_operator(self, at: ast.expr, symbol: str) -> ExpressionError:
        instead = {"**": "power(x, n)", "%": "mod(a, b)", "//": "floor(a / b)"}.get(symbol)
        return refused(
            at,
            "expression.not_allowed",
            text("there is no operator {symbol}", "没有运算符 {symbol}", symbol=symbol),
            text("use {instead}", "请用 {instead}", instead=instead) if instead else None,
        )

    def _bool(self, at: ast.BoolOp) -> Node:
        parts = []
        for value in at.values:
            part = self.node(value)
            self.need(value, part, ValueType.BOOLEAN)
            parts.append(part)
        op = "and" if isinstance(at.op, ast.And) else "or"
        return Operation(op, tuple(parts), ValueType.BOOLEAN)

    def _compare(self, at: ast.Compare) -> Node:
        left_at, left = at.left, self.node(at.left)
        pairs: list[Node] = []
        for op, right_at in zip(at.ops, at.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                pairs.append(self._in(op, left_at, left, right_at))
                left_at, left = right_at, Constant(None, ValueType.LIST)
                continue
            right = self.node(right_at)
            pairs.append(self._pair(op, (left_at, left), (right_at, right)))
            left_at, left = right_at, right
        if len(pairs) == 1:
            return pairs[0]
        if any(isinstance(one, ast.Compare) for mid in at.comparators for one in ast.walk(mid)):
            raise refused(
                at,
                "expression.not_allowed",
                text(
                    "a chain of comparisons cannot contain another comparison",
                    "连续比较中不能再嵌套比较",
                ),
                text("join the parts with `and`", "请用 and 连接"),
            )
        return Operation("and", tuple(pairs), ValueType.BOOLEAN)

    def _pair(
        self, op: ast.cmpop, one: tuple[ast.expr, Node], other: tuple[ast.expr, Node]
    ) -> Node:
        name = _COMPARISONS.get(type(op))
        if name is None:
            raise refused(
                other[0],
                "expression.not_allowed",
                text("there is no operator `is`", "没有运算符 is"),
                text("compare with `==`", "比较请用 =="),
            )
        left, right = self.alike([one, other])
        if not type_rules.comparable(left.type, right.type, ordered=name not in ("eq", "ne")):
            raise self.not_comparable(other[0], left, right)
        return Operation(name, (left, right), ValueType.BOOLEAN)

    def not_comparable(self, at: ast.expr, left: Node, right: Node) -> ExpressionError:
        both = {left.type, right.type} == {ValueType.DATE, ValueType.MOMENT}
        hint = text("date_of(x) gives the date of a moment", "date_of(x) 取日期时间的日期")
        return refused(
            at,
            "expression.type",
            text(
                "cannot compare {a} with {b}",
                "{a}不能与{b}比较",
                a=named(left.type),
                b=named(right.type),
            ),
            hint if both else None,
        )

    def _in(self, op: ast.cmpop, left_at: ast.expr, item: Node, right_at: ast.expr) -> Node:
        positive = isinstance(op, ast.In)
        if isinstance(right_at, ast.Tuple | ast.List):
            options = []
            for option_at in right_at.elts:
                one, option = self.alike([(left_at, item), (option_at, self.node(option_at))])
                if not type_rules.comparable(one.type, option.type, ordered=False):
                    raise self.not_comparable(option_at, one, option)
                options.append(option)
            return Operation(
                "in" if positive else "not_in", (item, *options), ValueType.BOOLEAN
            )
        listed = self.node(right_at)
        if listed.type is not ValueType.LIST:
            raise refused(
                right_at,
                "expression.type",
                text(
                    "after `in` comes a list such as ('a', 'b'), not {type}",
                    "in 之后应为列表，如 ('a', 'b')，而不是{type}",
                    type=named(listed.type),
                ),
            )
        _, item = self.alike([(right_at, listed), (left_at, item)])
        return Operation(
            "member" if positive else "not_member", (item, listed), ValueType.BOOLEAN
        )

    def _choose(self, at: ast.IfExp) -> Node:
        condition = self.node(at.test)
        self.need(at.test, condition, ValueType.BOOLEAN)
        branches = [self.node(at.body), self.node(at.orelse)]
        common = type_rules.unify([branch.type for branch in branches])
        if common is None:
            raise refused(
                at,
                "expression.type",
                text(
                    "the branches give {a} and {b}; both must be alike",
                    "两个分支分别得到{a}和{b}，类型须一致",
                    a=named(branches[0].type),
                    b=named(branches[1].type),
                ),
            )
        return Operation("if", (condition, *branches), common)

    def _call(self, at: ast.Call) -> Node:
        node = calls.check_call(self, at)
        if isinstance(node, Call):
            self._check_sql(at, node)
        return node

    def _check_sql(self, at: ast.Call, call: Call) -> None:
        """Decide whether SQL can run a call: by itself, or because nothing in it varies by row."""
        if (
            call.function.postgresql is None
            and (_SAVE_ONLY & set(call.function.uses) or _varies(call))
        ) or _sql_size(call) > MAX_SQL:
            self.without_sql(_no_sql(at, f"{call.function.name}()"))

    # shared helps

    def need(self, at: ast.expr, node: Node, wanted: ValueType) -> None:
        """Refuse a node that is not of the wanted type."""
        if node.type is not wanted:
            raise refused(
                at,
                "expression.type",
                text(
                    "{source}: {wanted} is needed here, this is {given}",
                    "{source}：此处需要{wanted}，而这是{given}",
                    source=self._segment(at),
                    given=named(node.type),
                    wanted=named(wanted),
                ),
            )

    def alike(self, nodes: Iterable[tuple[ast.expr, Node]]) -> list[Node]:
        """Check text constants against options of a select, and read them as ids of references."""
        nodes = list(nodes)
        subject = next((node for _, node in nodes if isinstance(node, Path)), None)
        if subject is None:
            return [node for _, node in nodes]
        symbol = self.symbols[subject.path]
        return [self._literal_for(symbol, at, node) for at, node in nodes]

    def _literal_for(self, symbol: Symbol, at: ast.expr, node: Node) -> Node:
        if not isinstance(node, Constant) or not isinstance(node.value, str):
            return node
        if symbol.choices and node.value not in symbol.choices:
            near = difflib.get_close_matches(node.value, symbol.choices, n=1)
            raise refused(
                at,
                "expression.choice",
                text(
                    "“{value}” is not an option of {path}",
                    "“{value}”不是 {path} 的选项",
                    value=node.value,
                    path=symbol.path,
                ),
                text("did you mean {near}?", "您是指 {near} 吗？", near=near[0])
                if near
                else None,
            )
        if symbol.type is ValueType.REFERENCE:
            try:
                return Constant(UUID(node.value), ValueType.REFERENCE)
            except ValueError:
                return node
        return node

    def _segment(self, at: ast.expr) -> str:
        if at.lineno != at.end_lineno:
            return "…"
        segment = self.lines[at.lineno - 1][at.col_offset : at.end_col_offset]
        return segment if len(segment) <= 40 else segment[:39] + "…"


_ARITHMETIC: dict[type[ast.operator], type_rules.Rule] = {
    ast.Add: type_rules.choose_add,
    ast.Sub: type_rules.choose_sub,
    ast.Mult: type_rules.choose_mul,
    ast.Div: type_rules.choose_div,
}
_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.Mod: "%",
    ast.FloorDiv: "//", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
_VERBS: dict[type[ast.operator], Text] = {
    ast.Add: text("add", "相加"),
    ast.Sub: text("subtract", "相减"),
    ast.Mult: text("multiply", "相乘"),
    ast.Div: text("divide", "相除"),
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip


def _dotted(at: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    if not isinstance(at, ast.Name):
        return None
    return ".".join([at.id, *reversed(parts)])


def _varies(node: Node) -> bool:
    return any(isinstance(one, Path) and not one.path.startswith("me.") for one in walk(node))


def _sql_size(node: Node) -> int:
    if not isinstance(node, Operation | Call):
        return 1
    below = sum(_sql_size(arg) for arg in node.args)
    return 1 + below * (node.function.repeats if isinstance(node, Call) else 1)


def _no_sql(at: ast.expr, what: str) -> ExpressionError:
    return refused(
        at,
        "expression.no_sql",
        text(
            "{what} cannot be used where the database computes the expression",
            "{what}不能用于由数据库计算的表达式",
            what=what,
        ),
        text(
            "store the result in a formula field with `store: true`",
            "请用 store: true 的公式字段保存结果",
        ),
    )
