"""Says places in a component and values of properties in words that people know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.i18n import gettext as _
from ui.i18n import listed
from ui.numbers import whole_number
from ui.studio.shapes import said

if TYPE_CHECKING:
    from ui.studio.desk import Desk, Key

LANGUAGES = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Where:
    """A component as a heading names it: what it is called, its kind, its object, its page."""

    label: str
    kind: str
    name: str
    parent: str
    url: str


def where(at: Desk, key: Key, body: Any = None) -> Where:
    """Say a component that may be gone; ``body`` is what it said while it was there."""
    kind, of, name = key
    found = at.bench.find(key)
    parent = at.bench.find(("object", "", of)) if of else None
    label = at.label(found) if found else at.say(_label_of(body), name)
    return Where(
        label,
        at.kind(kind),
        f"{of}.{name}" if of else name,
        at.label(parent) if parent else of,
        at.url(found.key) if found else "",
    )


def path(at: Desk, pointer: str, *bodies: Any) -> str:
    """Say a pointer in words: names of properties, labels of the elements of lists.

    Labels are looked up in the first of the bodies that has the element.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return " › ".join(_words(at, steps, bodies)) or _("all of it")


def _words(at: Desk, steps: list[str], bodies: tuple[Any, ...]) -> Iterator[str]:
    found = list(bodies)
    in_list = False
    for index, step in enumerate(steps):
        elements = [_member(body, step) for body in found]
        in_list = any(isinstance(body, list) for body in found)
        label = next((at.say(_label_of(one)) for one in elements if _label_of(one)), "")
        if in_list:
            yield label or next((_identity(one) for one in elements if one), step)
        elif step in LANGUAGES and index:
            yield LANGUAGES[step]
        else:
            yield said(step) if step.islower() and "__" not in step else step
        found = elements


def _member(body: Any, step: str) -> Any:
    if isinstance(body, Mapping):
        return body.get(step)
    if isinstance(body, list):
        named = next((one for one in body if _identity(one) == step), None)
        return body[int(step)] if named is None and _in(body, step) else named
    return None


def _in(body: list[Any], step: str) -> bool:
    """Say whether a step counts an element, as the places of what was read do."""
    place = whole_number(step)
    return place is not None and place < len(body)


def _identity(element: Any) -> str:
    if isinstance(element, Mapping):
        return str(element.get("id") or element.get("field") or "")
    return str(element)


def _label_of(body: Any) -> Any:
    return body.get("label") if isinstance(body, Mapping) else None


def value(at: Desk, held: Any) -> str:
    """Write a value so that it is read easily: texts as they are, the rest as YAML."""
    if held is None:
        return ""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(held, list) and all(isinstance(one, str | int) for one in held):
        return listed(map(str, held))
    if isinstance(held, Mapping | list):
        return at.bench.written(held)
    return str(held)
