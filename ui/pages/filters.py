"""Carries a list's filter in the address: conditions and any-of groups, readable and shareable.

``f=amount~ge~50000`` is a condition; all ``f`` hold together. ``o1``, ``o2`` ... are groups of which
one condition must hold. Several values are joined by ``|``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine import AllOf, AnyOf, Condition, Filter

SEPARATOR = "~"
MANY = frozenset({"in", "not_in", "between", "has_any", "has_all", "has_none"})
NO_VALUE = frozenset({"is_blank", "not_blank"})
OPS = (
    "eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "not_contains",
    "starts_with", "ends_with", "is_blank", "not_blank", "within", "has_any", "has_all", "has_none",
)  # fmt: skip
MAX_GROUPS = 5
MAX_CONDITIONS = 30


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as typed: path, operator, values as text."""

    path: str
    op: str
    values: tuple[str, ...] = ()

    def packed(self) -> str:
        """Write it for an address."""
        return SEPARATOR.join((self.path, self.op, "|".join(self.values)))

    def condition(self) -> Condition:
        """Give the condition that the gate understands; it cleans the raw values."""
        if self.op in NO_VALUE:
            return Condition(self.path, self.op)  # type: ignore[arg-type]
        value: object = (
            self.values if self.op in MANY else (self.values[0] if self.values else "")
        )
        return Condition(self.path, self.op, value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Terms:
    """A whole filter: what must all hold, and groups of which one must."""

    all: tuple[Term, ...] = ()
    groups: tuple[tuple[Term, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all or self.groups)

    @property
    def count(self) -> int:
        return len(self.all) + len(self.groups)

    def filter(self) -> Filter | None:
        """Give the filter for the gate; None when nothing is filtered."""
        parts: list[Filter] = [term.condition() for term in self.all]
        parts += [AnyOf(tuple(t.condition() for t in group)) for group in self.groups]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def packed(self) -> list[tuple[str, str]]:
        """Write it as address parameters."""
        pairs = [("f", term.packed()) for term in self.all]
        for number, group in enumerate(self.groups, 1):
            pairs += [(f"o{number}", term.packed()) for term in group]
        return pairs

    def with_term(self, term: Term, group: int = 0) -> Terms:
        """Add a condition; to an any-of group, or to a new one past the last."""
        if not group:
            return Terms((*self.all, term), self.groups)
        groups = [list(one) for one in self.groups]
        if group > len(groups):
            groups.append([])
        groups[min(group, len(groups)) - 1].append(term)
        return Terms(self.all, tuple(tuple(one) for one in groups))

    def without(self, number: int, group: int = 0) -> Terms:
        """Drop a condition by its place; an emptied group goes too."""
        if not group:
            return Terms(self.all[:number] + self.all[number + 1 :], self.groups)
        kept = [
            one[:number] + one[number + 1 :] if at == group - 1 else one
            for at, one in enumerate(self.groups)
        ]
        return Terms(self.all, tuple(one for one in kept if one))


def read_terms(args: MultiDict[str, str]) -> Terms:
    """Read a filter from an address; what is malformed is left out."""
    groups = (tuple(_read(args.getlist(f"o{number}"))) for number in range(1, MAX_GROUPS + 1))
    return Terms(tuple(_read(args.getlist("f"))), tuple(group for group in groups if group))


def _read(packed: Sequence[str]) -> Iterable[Term]:
    return filter(None, map(read_term, packed[:MAX_CONDITIONS]))


def read_term(packed: str) -> Term | None:
    """Read one condition of an address; None when it is malformed."""
    path, _, rest = packed.partition(SEPARATOR)
    op, _, value = rest.partition(SEPARATOR)
    if not path or op not in OPS:
        return None
    values = tuple(value.split("|")) if op in MANY else (value,)
    return Term(path, op, () if op in NO_VALUE else values)


def term_of(condition: Condition) -> Term:
    """Write a stored condition as it would have been typed."""
    value = condition.value
    if value is None:
        return Term(condition.path, condition.op)
    many = value if isinstance(value, list | tuple) else (value,)
    return Term(condition.path, condition.op, tuple(_plain(one) for one in many))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
    ast.In: "in", ast.NotIn: "not_in",
}  # fmt: skip


def take_apart(source: str) -> tuple[str, tuple[Term, ...]]:
    """Read a view's expression as conditions that can be dropped one by one.

    What says more than conditions can stays an expression, given first; empty when nothing does.
    """
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError:
        return source, ()
    parts = (
        tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    )
    terms, kept = [], []
    for part in parts:
        term = _term(part)
        if term is None:
            kept.append(ast.get_source_segment(source.strip(), part) or ast.unparse(part))
        else:
            terms.append(term)
    if len(kept) > 1:
        kept = [f"({one})" for one in kept]
    return " and ".join(kept), tuple(terms)


def _term(node: ast.expr) -> Term | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        path = _path(node.operand)
        return Term(path, "ne", ("true",)) if path else None
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        path, values = _path(node.left), _values(node.comparators[0])
        op = _COMPARE.get(type(node.ops[0]))
        return Term(path, op, values) if path and op and values else None
    path = _path(node)
    return Term(path, "eq", ("true",)) if path else None


def _path(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = _path(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def _values(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
        return (str(node.value).lower() if isinstance(node.value, bool) else str(node.value),)
    if _path(node) in {"me.id", "me"}:
        return ("me",)
    if isinstance(node, ast.Tuple | ast.List):
        each = [_values(one) for one in node.elts]
        return (
            tuple(one[0] for one in each) if each and all(len(one) == 1 for one in each) else ()
        )
    return ()
