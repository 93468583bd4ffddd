"""Turns an overlay file into patches: the properties that it changes below (decision 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import Problem
from engine.kernel.component import Position
from engine.packages.lists import element_key, element_shape, identity_of, step_into, wish_of
from engine.packages.package import Op, Patch
from engine.packages.problems import place_problem
from engine.packages.yaml import escape
from engine.text import Text, text

DIRECTIVES = ("$unset", "$move", "$delete")


@dataclass(frozen=True, slots=True)
class Overlay:
    """Where patches come from and go to; ``positions`` are those of the body being read."""

    target: tuple[str, str, str]
    package: str
    namespace: str
    positions: Mapping[str, Position]
    problems: list[Problem]

    def patch(self, pointer: str, op: Op, value: Any, at: str) -> Patch:
        """Make a patch; ``at`` is the pointer in the file."""
        place = self.positions.get(at) or self.positions.get("") or Position()
        return Patch(self.target, pointer, op, value, self.package, self.namespace, place=place)

    def refuse(self, at: str, code: str, message: Text) -> None:
        """Report a directive that cannot stand where it does."""
        place = self.positions.get(at) or Position()
        self.problems.append(place_problem(code, message, place, pointer=at))


def make_patches(
    overlay: Overlay, body: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[Patch]:
    """Give the patches of one overlay body, in the order of the file."""
    if body.get("$delete") is True:
        yield overlay.patch("", "delete", None, "/$delete")
        return
    if "$move" in body and overlay.target[0] == "field":
        yield from _field_move(overlay, body["$move"])
    yield from _of_map(overlay, body, schema, "", "")


def without_directives(value: Any) -> Any:
    """Give an overlay without its directives, so that its shape can be checked."""
    if isinstance(value, Mapping):
        return {k: without_directives(v) for k, v in value.items() if k not in DIRECTIVES}
    if isinstance(value, list):
        return [without_directives(item) for item in value]
    return value


def _of_map(
    overlay: Overlay,
    value: Mapping[str, Any],
    schema: Mapping[str, Any] | None,
    pointer: str,
    at: str,
) -> Iterator[Patch]:
    for key, item in value.items():
        here, there = f"{pointer}/{escape(key)}", f"{at}/{escape(key)}"
        if key == "$unset":
            yield from _unset(overlay, item, pointer, there)
        elif key in DIRECTIVES:
            continue
        else:
            yield from _of_value(overlay, item, step_into(schema, key), here, there)


def _of_value(
    overlay: Overlay,
    value: Any,
    schema: Mapping[str, Any] | None,
    pointer: str,
    at: str,
) -> Iterator[Patch]:
    if isinstance(value, Mapping) and value and "anyOf" not in (schema or ()):
        yield from _of_map(overlay, value, schema, pointer, at)
    elif isinstance(value, list) and schema and identity_of(schema):
        for index, element in enumerate(value):
            yield from _of_element(overlay, element, schema, pointer, f"{at}/{index}")
    else:
        yield overlay.patch(pointer, "set", value, at)


def _of_element(
    overlay: Overlay, element: Any, schema: Mapping[str, Any], pointer: str, at: str
) -> Iterator[Patch]:
    key = element_key(element)
    here = f"{pointer}/{escape(key)}"
    if isinstance(element, Mapping) and element.get("$delete") is True:
        yield overlay.patch(here, "remove", None, at)
        return
    if isinstance(element, Mapping) and "$move" in element:
        yield from _move(overlay, element["$move"], here, f"{at}/$move")
    plain = without_directives(element)
    if not isinstance(plain, Mapping) or "id" not in plain:
        yield overlay.patch(here, "put", plain, at)
    elif overlay.namespace and key.startswith(f"{overlay.namespace}__"):
        yield overlay.patch(here, "add", plain, at)
    elif not overlay.namespace:
        yield overlay.patch(here, "put", plain, at)
    else:
        if any(wish_of(plain)):
            overlay.refuse(at, "overlay.move", _USE_MOVE)
        rest = {k: v for k, v in element.items() if k not in ("id", "after", "before")}
        yield from _of_map(overlay, rest, element_shape(schema), here, at)


def _unset(overlay: Overlay, keys: Any, pointer: str, at: str) -> Iterator[Patch]:
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        overlay.refuse(at, "overlay.unset", _UNSET_SHAPE)
        return
    for key in keys:
        yield overlay.patch(f"{pointer}/{escape(key)}", "unset", None, at)


def _move(overlay: Overlay, where: Any, pointer: str, at: str) -> Iterator[Patch]:
    if (
        not isinstance(where, Mapping)
        or len(where) != 1
        or not set(where) <= {"after", "before"}
    ):
        overlay.refuse(at, "overlay.move", _MOVE_SHAPE)
        return
    yield overlay.patch(pointer, "move", dict(where), at)


def _field_move(overlay: Overlay, where: Any) -> Iterator[Patch]:
    """A field is a component of its own: its place is a property, not a place in a list."""
    for patch in _move(overlay, where, "", "/$move"):
        (word, name), *_ = patch.value.items()
        yield replace(patch, pointer=f"/{word}", op="set", value=name)


_UNSET_SHAPE = text(
    "$unset takes a list of keys: [help, color]", "$unset 需要键的列表，例如 [help, color]"
)
_MOVE_SHAPE = text(
    "$move takes one of after or before: {{after: amount}}",
    "$move 需要 after 或 before 之一，例如 {{after: amount}}",
)
_USE_MOVE = text(
    "an element of a lower layer is moved with $move", "移动下层的元素请使用 $move"
)
