"""Works on lists whose elements have an identity: finds, orders and steps through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def element_key(element: Any) -> str:
    """Give the identity of an element: a plain text is its own, a map has ``id`` or ``field``."""
    if isinstance(element, Mapping):
        return str(element.get("id") or element.get("field") or "")
    return str(element)


def find_element(elements: Sequence[Any], key: str) -> int:
    """Find the index of an element; -1 when there is none."""
    return next((i for i, item in enumerate(elements) if element_key(item) == key), -1)


def is_keyed(value: Any) -> bool:
    """Tell a list whose elements have an identity from a plain one."""
    if not isinstance(value, list) or not any(isinstance(item, Mapping) for item in value):
        return False
    keys = [element_key(item) for item in value]
    return all(keys) and len(set(keys)) == len(keys)


def identity_of(schema: Mapping[str, Any] | None) -> str:
    """Name the identity of a list's elements (``id``, ``field``); empty for a plain list."""
    if not schema:
        return ""
    if "x-key" in schema:
        return str(schema["x-key"])
    item = schema.get("items", {})
    return "id" if isinstance(item, Mapping) and "id" in item.get("properties", {}) else ""


def step_into(schema: Mapping[str, Any] | None, key: str) -> Mapping[str, Any] | None:
    """Give the shape of a member of a map; None when it is not described."""
    if not schema:
        return None
    properties = schema.get("properties", {})
    found = properties.get(key, schema.get("additionalProperties"))
    return found if isinstance(found, Mapping) else None


def element_shape(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the shape of a list's elements in their long form."""
    item = schema.get("items")
    if isinstance(item, Mapping) and "anyOf" in item:
        return next((b for b in item["anyOf"] if b.get("type") == "object"), None)
    return item if isinstance(item, Mapping) else None


def arrange(
    elements: Iterable[T],
    key: Callable[[T], str],
    wish: Callable[[T], tuple[str, str]],
) -> tuple[list[T], list[T]]:
    """Order elements by their wishes, (after, before) of which at most one is not empty.

    Those without a wish keep their order. Also gives the elements whose wish names nothing, or
    goes round in a circle; they come last.
    """
    placed: list[T] = []
    waiting: list[T] = []
    for element in elements:
        (waiting if any(wish(element)) else placed).append(element)
    moved = True
    while waiting and moved:
        moved = False
        for element in list(waiting):
            after, before = wish(element)
            index = next((i for i, it in enumerate(placed) if key(it) == (after or before)), -1)
            if index >= 0:
                placed.insert(_behind(placed, index, after, wish) if after else index, element)
                waiting.remove(element)
                moved = True
    return placed + waiting, waiting


def _behind(
    placed: list[T], index: int, after: str, wish: Callable[[T], tuple[str, str]]
) -> int:
    """Give the index after an element and after those that already asked for the same place."""
    index += 1
    while index < len(placed) and wish(placed[index])[0] == after:
        index += 1
    return index


def wish_of(element: Any) -> tuple[str, str]:
    """Read where an element of a body asks to stand."""
    if not isinstance(element, Mapping):
        return "", ""
    return str(element.get("after") or ""), str(element.get("before") or "")


def settle(body: Any, refused: Callable[[str, Any], None], pointer: str = "") -> Any:
    """Order every keyed list inside a body and drop the wishes; report those that failed."""
    if isinstance(body, Mapping):
        return {k: settle(v, refused, f"{pointer}/{k}") for k, v in body.items()}
    if not isinstance(body, list):
        return body
    if not any(any(wish_of(item)) for item in body):
        return [settle(item, refused, f"{pointer}/{i}") for i, item in enumerate(body)]
    ordered, failed = arrange(body, element_key, wish_of)
    for element in failed:
        refused(f"{pointer}/{body.index(element)}", element)
    return [settle(without_wish(item), refused, pointer) for item in ordered]


def without_wish(element: Any) -> Any:
    """Give an element without ``after`` and ``before``."""
    if not isinstance(element, Mapping):
        return element
    return {key: value for key, value in element.items() if key not in ("after", "before")}
