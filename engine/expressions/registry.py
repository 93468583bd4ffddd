"""Finds the functions of the expression language: every module of `engine.expressions.functions`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from engine.expressions import functions as package
from engine.expressions.function import Function
from engine.text import Text, text


@cache
def functions() -> Mapping[str, Function]:
    """Give all functions by name; made once per process."""
    found: dict[str, Function] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        listed = importlib.import_module(f"{package.__name__}.{module.name}")
        for function in getattr(listed, "FUNCTIONS", ()):
            assert function.name not in found, f"two functions are called {function.name}"
            found[function.name] = function
    return MappingProxyType(found)


@cache
def _by_salesforce() -> Mapping[str, str]:
    return {
        theirs.strip(): function.name
        for function in functions().values()
        for theirs in function.salesforce.split(",")
        if theirs.strip()
    }


def salesforce_hint(name: str) -> Text | None:
    """Name our function for one known from Salesforce formulas, if it is called otherwise here."""
    ours = _by_salesforce().get(name.upper())
    if ours is None:
        return _OPERATORS.get(name.upper())
    return text("use {ours}()", "请用 {ours}()", ours=ours)


_OPERATORS: Mapping[str, Text] = {
    "AND": text("write `a and b`", "请写 a and b"),
    "OR": text("write `a or b`", "请写 a or b"),
    "NOT": text("write `not a`", "请写 not a"),
    "PRIORVALUE": text("write prior.field", "请写 prior.字段"),
}
