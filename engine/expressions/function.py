"""What one function of the expression language declares about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.text import Text

_SIGNATURE = re.compile(r"(?P<name>[a-z_0-9]+)\((?P<params>.*)\) -> (?P<result>\w+)")
_PARAM = re.compile(
    r"(?P<many>\*?)(?P<name>\w+): (?P<literal>literal )?(?P<type>\w+)(?P<opt>\??)"
)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter.

    Types beside the value types: ``number`` any number; ``count`` a number cut to a whole one, blank
    beyond two billion; ``day`` a date, or a moment read as the date in the zone; ``clock`` a time, or
    a moment read as local time; ``any`` everything; ``same`` one type for all parameters called so;
    ``zero`` a number where blank counts as 0;
    ``maybe`` a number that may be blank; ``path`` a field's name; ``unit``, ``period``, ``zone``,
    ``pattern`` and ``parts`` (a pattern that fits at least one character) texts of a fixed grammar.
    """

    name: str
    type: str
    optional: bool = False
    many: bool = False
    literal: bool = False


@dataclass(frozen=True)
class Function:
    """One function: signature, meaning in each back end, documentation, tested example.

    ``python`` takes the values of ``uses`` (attributes of `Env`) first, then the arguments. Text
    arguments are never None there (blank is ''); a blank argument of another type makes the result
    blank without a call, unless its parameter is ``any``, ``same`` or ``list``. Returning None or
    '' means blank. SQLite runs ``python`` itself; ``postgresql`` builds the same from column
    elements under the same rules, where ``uses`` arrive as plain values; None: not in SQL, because
    of ``no_sql``.
    ``repeats`` is how often ``postgresql`` repeats an argument's text. ``browser`` says that
    ui/assets/ts/expression.ts has it. ``operation``: the call is an operator that back ends know;
    ``rewrite`` makes a tree of operators from the arguments.
    ``example`` is evaluated by the tests.
    """

    group: str
    signature: str
    doc: Text
    example: str
    expected: str
    python: Callable[..., Any] | None = None
    postgresql: Callable[..., Any] | None = None
    browser: bool = False
    uses: tuple[str, ...] = ()
    salesforce: str = ""
    repeats: int = 1
    operation: str = ""
    rewrite: Callable[..., Any] | None = None
    no_sql: str = ""

    @cached_property
    def name(self) -> str:
        return self._parsed["name"]

    @cached_property
    def result(self) -> str:
        """Name the result type.

        ``same`` is the common type of the ``same`` parameters, or of the first argument.
        """
        return self._parsed["result"]

    @property
    def in_sql(self) -> bool:
        return bool(self.postgresql or self.operation or self.rewrite)

    @cached_property
    def params(self) -> tuple[Param, ...]:
        listed = self._parsed["params"]
        matches = [_PARAM.fullmatch(part) for part in listed.split(", ")] if listed else []
        assert all(matches), self.signature
        return tuple(
            Param(m["name"], m["type"], m["opt"] == "?", m["many"] == "*", bool(m["literal"]))
            for m in matches
            if m
        )

    @cached_property
    def _parsed(self) -> dict[str, str]:
        match = _SIGNATURE.fullmatch(self.signature)
        assert match, self.signature
        return match.groupdict()

    def param(self, index: int) -> Param:
        """Give the parameter that the argument at ``index`` meets."""
        return self.params[min(index, len(self.params) - 1)]
