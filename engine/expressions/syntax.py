"""Reads expression text within hard limits and admits only the whitelisted Python syntax."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from engine.errors import ExpressionError
from engine.text import Text, text

MAX_CHARS = 2_000
MAX_NODES = 500
MAX_DEPTH = 50
_KEPT = 512

_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\#[^\n]*|[()\[\]{}]|[^'"\#()\[\]{}]+|.""", re.S
)
_MARKS = ("'", '"')
_FOREIGN = (
    (re.compile(r"&&|(?<![&])&(?!&)"), text(
        "use `and`, or `+` to join texts", "请用 and；连接文本用 +"
    )),
    (re.compile(r"\|\|"), text("use `or`", "请用 or")),
    (re.compile(r"<>"), text("use `!=`", "请用 !=")),
    (re.compile(r"(?<![=!<>])=(?!=)"), text("compare with `==`", "比较请用 ==")),
    (re.compile(r"(?:^|[^\w.])if\s*\(", re.I), text(
        "write `a if condition else b`, or iff(condition, a, b)",
        "请写 a if 条件 else b，或 iff(条件, a, b)",
    )),
    (re.compile(r"!(?!=)"), text("use `not`", "请用 not")),
    (re.compile(r"\$"), text("the acting user is `me`, as in me.id", "当前用户写作 me，如 me.id")),
)  # fmt: skip

_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Expression, ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp, ast.BinOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.Call, ast.Tuple, ast.List,
    ast.Load, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
_REFUSED: dict[type[ast.AST], Text] = {
    ast.Subscript: text("indexing with [ ]", "下标 [ ]"),
    ast.Lambda: text("lambda", "lambda"),
    ast.JoinedStr: text("an f-string", "f 字符串"),
    ast.NamedExpr: text("assignment", "赋值"),
    ast.Dict: text("a dictionary", "字典"),
    ast.Set: text("a set", "集合"),
    ast.Starred: text("unpacking with *", "用 * 展开"),
    ast.keyword: text("an argument by name", "命名参数"),
}


@lru_cache(maxsize=_KEPT)
def parse(source: str) -> ast.expr:
    """Parse an expression; only whitelisted nodes, at most 500 of them, 50 deep.

    Nobody changes the tree: it is kept, since a change of an object types all its expressions anew.
    Raises ExpressionError with the position (lines and columns count from 1).
    """
    _check_characters(source)
    wrapped = "\n" in source or source != source.strip()
    try:
        tree = ast.parse(f"(\n{source}\n)" if wrapped else source, mode="eval")
    except SyntaxError as error:
        place = (max((error.lineno or 1) - wrapped, 1), error.offset or 0)
        raise _malformed(source, *_inside(source, *place)) from None
    except (RecursionError, MemoryError, ValueError):
        raise _too_deep() from None
    _place(tree, source, int(wrapped))
    _check_nodes(tree.body)
    return tree.body


def refused(
    node: ast.AST, code: str, message: Text, hint: Text | None = None
) -> ExpressionError:
    """Make the error for a place in the source."""
    line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    end = (
        getattr(node, "end_lineno", line) or line,
        (getattr(node, "end_col_offset", 0) or 0) + 1,
    )
    return ExpressionError(code, message, line=line, column=offset + 1, end=end, hint=hint)


def too_big(limit: int) -> ExpressionError:
    """Make the error for an expression with too many parts."""
    return ExpressionError(
        "expression.too_big",
        text(
            "the expression has more than {limit} parts",
            "表达式超过 {limit} 个组成部分",
            limit=limit,
        ),
    )


def _check_characters(source: str) -> None:
    if not source.strip():
        raise ExpressionError("expression.empty", text("the expression is empty", "表达式为空"))
    if len(source) > MAX_CHARS:
        raise ExpressionError(
            "expression.too_long",
            text(
                "the expression has {count} characters; {limit} is the most",
                "表达式有 {count} 个字符，最多 {limit} 个",
                count=len(source),
                limit=MAX_CHARS,
            ),
        )
    if any(
        (char < " " and char not in "\n\r\t") or "\ud800" <= char <= "\udfff" for char in source
    ):
        raise ExpressionError(
            "expression.syntax", text("a control character", "含有控制字符"), line=1, column=1
        )
    _check_brackets(source)


def _check_brackets(source: str) -> None:
    """Refuse unbalanced or deep brackets before the parser sees them."""
    open_brackets: list[str] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for match in _TOKEN.finditer(source):
        token = match.group()
        if token in ("(", "[", "{"):
            open_brackets.append(token)
            if len(open_brackets) > MAX_DEPTH:
                raise _too_deep()
        elif token in pairs and (not open_brackets or open_brackets.pop() != pairs[token]):
            line = source.count("\n", 0, match.start()) + 1
            column = match.start() - source.rfind("\n", 0, match.start())
            raise _malformed(source, line, column)
    if open_brackets:
        raise ExpressionError(
            "expression.syntax",
            text("“{token}” is never closed", "“{token}”没有闭合", token=open_brackets[-1]),
            line=1,
            column=1,
        )


def _inside(source: str, line: int, column: int) -> tuple[int, int]:
    """Give a place inside the source: what is missing at its end is missed there."""
    lines = source.rstrip().split("\n")
    if line > len(lines) or column < 1:
        return len(lines), len(lines[-1]) + 1
    return line, column


def _malformed(source: str, line: int, column: int) -> ExpressionError:
    bare = "".join(
        " " * len(token) if token[0] in "'\"#" else token for token in _TOKEN.findall(source)
    )
    hint = next((hint for pattern, hint in _FOREIGN if pattern.search(bare)), None)
    at_place = source.splitlines()[line - 1 : line]
    if at_place and at_place[0][column - 1 : column] in _MARKS:
        return ExpressionError(
            "expression.syntax",
            text(
                "the text that begins here is not closed by {mark}",
                "此处开始的文本没有以 {mark} 结束",
                mark=at_place[0][column - 1],
            ),
            line=line,
            column=column,
        )
    return ExpressionError(
        "expression.syntax",
        text("this is not a valid expression", "表达式有语法错误"),
        line=line,
        column=column,
        hint=hint,
    )


def _too_deep() -> ExpressionError:
    return ExpressionError(
        "expression.too_deep",
        text(
            "the expression is nested more than {limit} levels deep",
            "表达式嵌套超过 {limit} 层",
            limit=MAX_DEPTH,
        ),
    )


def _place(tree: ast.AST, source: str, shift: int) -> None:
    """Make positions count lines of the source, and characters where `ast` counts bytes."""
    lines = [line.encode() for line in source.split("\n")]
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.keyword):
            node.lineno -= shift
            node.end_lineno = (node.end_lineno or 1) - shift
            node.col_offset = len(lines[node.lineno - 1][: node.col_offset].decode())
            end = lines[node.end_lineno - 1][: node.end_col_offset]
            node.end_col_offset = len(end.decode())


def _check_nodes(root: ast.expr) -> None:
    stack: list[tuple[ast.AST, int]] = [(root, 1)]
    seen = 0
    while stack:
        node, depth = stack.pop()
        if not isinstance(node, _ALLOWED):
            what = _REFUSED.get(type(node), text("this syntax", "此语法"))
            message = text("{what} is not allowed here", "这里不允许使用{what}", what=what)
            raise refused(node, "expression.not_allowed", message)
        if isinstance(node, ast.expr):
            seen += 1
        if depth > MAX_DEPTH:
            raise _too_deep()
        if seen > MAX_NODES:
            raise too_big(MAX_NODES)
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
