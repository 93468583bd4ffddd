"""Says by patches how a component shall differ from what lower layers declare (decision 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.changes.merging import by_key
from engine.packages.lists import element_key, element_shape, identity_of, step_into
from engine.packages.package import Op, Patch
from engine.packages.yaml import escape

Key = tuple[str, str, str]
Shape = Mapping[str, Any] | None


def patches_between(
    key: Key, below: Mapping[str, Any], wanted: Mapping[str, Any], schema: Shape
) -> Iterator[Patch]:
    """Give the patches that make a body of the one below, in an order in which they apply."""
    yield from _of_map(key, below, wanted, schema, "")


def _of_map(
    key: Key, below: Mapping[str, Any], wanted: Mapping[str, Any], schema: Shape, pointer: str
) -> Iterator[Patch]:
    for name in dict.fromkeys((*below, *wanted)):
        here = f"{pointer}/{escape(name)}"
        if name not in wanted:
            yield Patch(key, here, "unset")
        elif name not in below:
            yield Patch(key, here, "set", wanted[name])
        else:
            yield from _of_value(key, below[name], wanted[name], step_into(schema, name), here)


def _of_value(
    key: Key, below: Any, wanted: Any, schema: Shape, pointer: str
) -> Iterator[Patch]:
    if below == wanted:
        return
    if isinstance(below, list) and isinstance(wanted, list) and identity_of(schema):
        yield from _of_list(key, below, wanted, schema or {}, pointer)
    elif isinstance(below, Mapping) and isinstance(wanted, Mapping) and below and wanted:
        yield from _of_map(key, below, wanted, schema, pointer)
    else:
        yield Patch(key, pointer, "set", wanted)


def _of_list(
    key: Key, below: list[Any], wanted: list[Any], schema: Mapping[str, Any], pointer: str
) -> Iterator[Patch]:
    old, new = by_key(below), by_key(wanted)
    for name in old:
        if name not in new:
            yield Patch(key, f"{pointer}/{escape(name)}", "remove")
    present = [name for name in old if name in new]
    previous = ""
    for name, element in new.items():
        here = f"{pointer}/{escape(name)}"
        place = _place(previous, present)
        if name not in old:
            op: Op = "add" if isinstance(element, Mapping) and "id" in element else "put"
            yield Patch(key, here, op, _placed(element, place, present))
            present.insert(_index(previous, present), name)
        else:
            yield from _of_element(key, old[name], element, schema, here)
            if present.index(name) != _index(previous, present):
                present.remove(name)
                yield Patch(key, here, "move", _place(previous, present))
                present.insert(_index(previous, present), name)
        previous = name


def _of_element(
    key: Key, below: Any, wanted: Any, schema: Mapping[str, Any], pointer: str
) -> Iterator[Patch]:
    old, new = (
        item if isinstance(item, Mapping) else {"field": item} for item in (below, wanted)
    )
    yield from _of_map(key, old, new, element_shape(schema), pointer)


def _place(previous: str, present: list[str]) -> dict[str, str]:
    """Say where an element stands: behind the one before it, or in front of all."""
    if previous:
        return {"after": previous}
    return {"before": present[0]} if present else {}


def _index(previous: str, present: list[str]) -> int:
    return present.index(previous) + 1 if previous else 0


def _placed(element: Any, place: Mapping[str, str], present: list[str]) -> Any:
    """Let an element ask for its place; the last one needs not ask, and stays as it was written."""
    if not place or (present and place == {"after": present[-1]}):
        return element
    body = element if isinstance(element, Mapping) else {"field": element_key(element)}
    return {**body, **place}
