"""The one SQL function that SQLite lacks: run a checked expression inside a query, exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.expressions.env import Env
from engine.expressions.python_backend import compile_tree
from engine.expressions.serial import from_json, plain, to_json
from engine.expressions.sql_types import decoder, encoder
from engine.expressions.tree import Call, Node, Operation, Path, walk
from engine.expressions.work_calendar import WorkCalendar
from engine.kernel.values import ValueType

EVALUATE = "keel_eval"
"""``keel_eval(program, argument, ...)``: the program is a tree, its inputs and surroundings."""


def register(dbapi_connection: Any) -> None:
    """Give a connection of `sqlite3` the functions that compiled expressions call."""
    dbapi_connection.create_function(EVALUATE, -1, _evaluate, deterministic=True)


def program(node: Node, inputs: list[ValueType], env: Env) -> str:
    """Write the program whose paths ``0``, ``1`` ... are the arguments of the call."""
    body = {
        "tree": to_json(node),
        "in": [one.value for one in inputs],
        **_surroundings(node, env),
    }
    return orjson.dumps(body).decode()


def _surroundings(node: Node, env: Env) -> dict[str, Any]:
    used: set[str] = set()
    for one in walk(node):
        if isinstance(one, Call):
            used.update(one.function.uses)
        elif isinstance(one, Operation) and one.op in ("local_date", "local_time", "to_text"):
            used.add("zone")
    return {key: give(env) for key, needed_by, give in _ENV if used & needed_by}


_ENV: tuple[tuple[str, frozenset[str], Callable[[Env], Any]], ...] = (
    ("zone", frozenset({"zone", "today", "now", "work"}), lambda env: env.zone.key),
    ("now", frozenset({"today", "now"}), lambda env: plain(env.now)),
    ("week_start", frozenset({"week_start"}), lambda env: env.week_start),
    ("fiscal_start", frozenset({"fiscal_start"}), lambda env: env.fiscal_start),
    ("calendar", frozenset({"work"}), lambda env: env.work.to_body()),
)


def _evaluate(program_text: str, *args: Any) -> Any:
    return _compiled(program_text)(args)


@lru_cache(maxsize=1024)
def _compiled(program_text: str) -> Callable[[tuple[Any, ...]], Any]:
    body = orjson.loads(program_text)
    tree = from_json(body["tree"])
    run = compile_tree(tree)
    env = _env(body)
    inputs = [(str(place), decoder(ValueType(one))) for place, one in enumerate(body["in"])]
    encode = encoder(tree.type)

    def call(args: tuple[Any, ...]) -> Any:
        values = {
            name: None if arg is None else decode(arg)
            for (name, decode), arg in zip(inputs, args, strict=True)
        }
        found = run(values.__getitem__, env)
        return None if found is None else encode(found)

    return call


def _env(body: dict[str, Any]) -> Env:
    calendar = body.get("calendar")
    return Env(
        now=datetime.fromisoformat(body.get("now", "1970-01-01T00:00:00Z")),
        zone=ZoneInfo(body.get("zone", "UTC")),
        calendar=WorkCalendar.from_body(calendar) if calendar else None,
        week_start=body.get("week_start", 0),
        fiscal_start=body.get("fiscal_start", 1),
    )


def as_input(node: Node, index: int) -> Path:
    """Give the path by which a program reads its argument."""
    return Path(str(index), node.type)
