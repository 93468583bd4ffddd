"""Takes out of a list's state what cannot be shown, and says what the address asked for in vain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from ui.pages.filters import Terms, read_term
from ui.pages.list_state import ListState
from ui.pages.work import Work

_LONGEST, _MOST = 60, 5


def fitting(at: Work, obj: Any, state: ListState) -> ListState:
    """Leave out columns, sorts and conditions on what this actor may not read, or is not there.

    The gate would refuse them. What is not there and what is hidden is the same to who asks.
    """

    def kept(several: Any) -> tuple[Any, ...]:
        return tuple(one for one in several if at.readable(obj, one.path))

    groups = tuple(group for group in map(kept, state.terms.groups) if group)
    return replace(
        state,
        columns=tuple(path for path in state.columns if at.readable(obj, path))
        or (obj.name_field,),
        sort=kept(state.sort),
        terms=Terms(kept(state.terms.all), groups),
    )


def left_out(at: Work, obj: Any, args: MultiDict[str, str]) -> tuple[str, ...]:
    """Give the words of an address that the list goes without, as they stand there."""
    found = dict.fromkeys(_vain(at, obj, args))
    return tuple(one[:_LONGEST] for one in found)[:_MOST]


def _vain(at: Work, obj: Any, args: MultiDict[str, str]) -> Iterator[str]:
    for name, raw in args.items(multi=True):
        path = _path(name, raw)
        if path is not None and not at.readable(obj, path):
            yield f"{name}={raw}"


def _path(name: str, raw: str) -> str | None:
    """Give the path that a parameter names, empty for a malformed one; None if it names none."""
    if name in ("sort", "col"):
        return raw.removeprefix("-")
    if name == "f" or (name[:1] == "o" and name[1:].isdigit()):
        term = read_term(raw)
        return "" if term is None else term.path
    return None
