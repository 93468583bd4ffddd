"""How every command answers: one JSON object or plain lines, and an exit code.

0 done, 1 problems found, 2 wrong usage (click's own), 3 not applied (conflict, busy), 4 a bug.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn, ParamSpec

import click
import orjson

from engine.errors import ApplyError, EngineError, Problem
from engine.text import Text, text

P = ParamSpec("P")
DONE, PROBLEMS, NOT_APPLIED, BUG = 0, 1, 3, 4


class Rows(list[Any]):
    """Values that are printed one a line."""


@dataclass(frozen=True, slots=True)
class Flawed:
    """A result that comes with problems: both are printed, and the exit code is 1."""

    result: Any
    problems: Sequence[Problem]


def answers(function: Callable[P, Any]) -> Callable[P, None]:
    """Turn a function that gives a result or raises into a command that prints and exits.

    A result that is a string or a list of strings is printed as lines, `Rows` as one JSON value a
    line, other results as JSON; with ``--json`` everything becomes ``{ok, result, problems}``.
    """

    @functools.wraps(function)
    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        context = click.get_current_context()
        language = str(context.find_root().params.get("language") or "en")
        as_json = bool(context.find_root().params.get("as_json"))
        try:
            result = function(*args, **kwargs)
        except EngineError as error:
            waits = isinstance(error, ApplyError) or error.passing
            code = NOT_APPLIED if waits else PROBLEMS
            refuse(error.problems, code, as_json=as_json, language=language)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if not error.filename:
                _bug(as_json=as_json)
            refuse([_unusable(error)], PROBLEMS, as_json=as_json, language=language)
        except Exception:  # the command line is the last frame: a bug must still answer
            _bug(as_json=as_json)
        found = result if isinstance(result, Flawed) else Flawed(result, ())
        _print_found(found, as_json=as_json, language=language)

    return command


def _unusable(error: OSError) -> Problem:
    name, why = error.filename, error.strerror
    message = text("“{n}” cannot be used: {why}", "无法使用“{n}”：{why}", n=name, why=why)
    return Problem("file.unusable", message)


def _print_found(found: Flawed, *, as_json: bool, language: str) -> None:
    result = found.result
    if not as_json:
        _print_lines(result)
    if found.problems:
        refuse(found.problems, PROBLEMS, as_json=as_json, language=language, result=result)
    if as_json:
        _print({"ok": True, "result": plain(result), "problems": []})


def refuse_usage(error: click.ClickException, *, as_json: bool) -> NoReturn:
    """Print what was typed wrongly, as one JSON object if that was asked for, and leave."""
    if as_json:
        problem = Problem("usage", Text.of(error.format_message()))
        _print({"ok": False, "result": None, "problems": [problem.as_json()]})
    else:
        error.show()
    sys.exit(error.exit_code)


def refuse(
    problems: Iterable[Problem],
    code: int,
    *,
    as_json: bool,
    language: str,
    result: object = None,
) -> NoReturn:
    """Print problems, in JSON with the result that they come with, and leave with ``code``."""
    shown = list(problems)
    if as_json:
        listed = [problem.as_json(language) for problem in shown]
        _print({"ok": False, "result": plain(result), "problems": listed})
    for problem in () if as_json else shown:
        click.echo(one_line(problem, language), err=True)
    raise click.exceptions.Exit(code)


def one_line(problem: Problem, language: str) -> str:
    """Write a problem the way compilers do: place, message, hint, code."""
    known = (problem.file, problem.line, problem.column)
    place = problem.file and ":".join(str(part) for part in known if part) + ": "
    field = f"{problem.field}: " if problem.field else ""
    hint = f" ({problem.hint.to(language)})" if problem.hint else ""
    return f"{place}{field}{problem.text.to(language)}{hint} [{problem.code}]"


def plain(value: object) -> Any:
    """Give what JSON can carry: decimals, ids and moments become text, moments with a Z."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def _print(value: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()


def _print_lines(result: object) -> None:
    if result is None:
        return
    if isinstance(result, Rows):
        for value in result:
            click.echo(orjson.dumps(plain(value)).decode())
    elif isinstance(result, str):
        click.echo(result)
    elif isinstance(result, Sequence) and all(isinstance(line, str) for line in result):
        for line in result:
            click.echo(line)
    else:
        click.echo(orjson.dumps(plain(result), option=orjson.OPT_INDENT_2).decode())


def _bug(*, as_json: bool) -> NoReturn:
    trace = traceback.format_exc()
    if as_json:
        said = Text.of(trace.strip().splitlines()[-1])
        _print({"ok": False, "result": None, "problems": [Problem("bug", said).as_json()]})
    click.echo(trace, err=True)
    raise click.exceptions.Exit(BUG)
