"""Types the whitelisted syntax node by node: names, operators, comparisons, choices, calls."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable
from decimal import Decimal

from engine.errors import ExpressionError
from engine.expressions import calls, literals, type_rules
from engine.expressions.scope import Scope, Symbol
from engine.expressions.sql_safety import call_problem, no_sql
from engine.expressions.syntax import refused
from engine.expressions.tree import Call, Constant, Node, Operation, Path
from engine.expressions.type_rules import named
from engine.kernel.values import ValueType
from engine.text import Text, text


class Checker:
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
        node = handler(at)
        if isinstance(node, Operation) and node.type is ValueType.LIST:
            self.without_sql(no_sql(at, self._segment(at)))
        return node

    def without_sql(self, error: ExpressionError) -> None:
        """Note that SQL cannot run this; the first reason is kept."""
        self.no_sql = self.no_sql or error

    # constants and names

    def _constant(self, at: ast.Constant) -> Node:
        return literals.constant(at, self.lines)

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
            known = literals.word(path)
            if known is None:
                raise self._unknown_name(at, path)
            return known
        self.symbols[path] = symbol
        if not symbol.sql:
            self.without_sql(no_sql(at, path))
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
            problem = call_problem(at, node)
            if problem is not None:
                self.without_sql(problem)
        return node

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
        return [literals.literal_for(symbol, at, node) for at, node in nodes]

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
