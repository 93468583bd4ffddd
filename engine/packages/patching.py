"""Applies patches to the components of lower layers, honouring their property classes."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from copy import deepcopy
from dataclasses import replace
from enum import Enum
from typing import Any

from engine.errors import Problem
from engine.kernel.component import Component, Position
from engine.kernel.kind import Kind, PropertyClass
from engine.kernel.names import split_name
from engine.packages.canonical import digest
from engine.packages.lists import arrange, element_key, find_element, wish_of, without_wish
from engine.packages.package import Patch
from engine.packages.problems import did_you_mean, place_problem
from engine.packages.shapes_of import Shapes
from engine.text import Text, text

Key = tuple[str, str, str]

STORED_LISTS = ("options",)
"""Lists whose element ids stand in records: retired, never removed (decision 5)."""


class Refused(Exception):
    """A patch that cannot be applied; carries code, message and hint."""

    def __init__(self, code: str, message: Text, hint: Text | None = None) -> None:
        super().__init__(str(message))
        self.code = code
        self.text = message
        self.hint = hint


class Patcher:
    """Applies patches in order to ``components``, which it changes."""

    def __init__(
        self,
        components: MutableMapping[Key, Component],
        shapes: Shapes,
        problems: list[Problem],
    ) -> None:
        self._components = components
        self._shapes = shapes
        self._problems = problems
        self._own: dict[Key, list[Patch]] = {}
        self.applied: list[Patch] = []
        """Every patch that was applied, with the uid of its target and the digest of its base."""

    def apply(self, patch: Patch) -> None:
        """Apply one patch; what is wrong with it goes to the problems."""
        try:
            self._apply(patch)
        except Refused as refused:
            self._problems.append(
                place_problem(
                    refused.code,
                    refused.text,
                    patch.place,
                    pointer=patch.pointer,
                    hint=refused.hint,
                )
            )

    def _apply(self, patch: Patch) -> None:
        component = self._components.get(patch.target)
        if component is None:
            raise self._no_target(patch)
        kind = self._shapes.catalogue.kinds[component.kind]
        if patch.op == "delete":
            if not kind.removable:
                raise Refused("overlay.delete", _not_removable(component), _DEPRECATE)
            del self._components[patch.target]
            return
        if patch.target not in self._own:
            component = replace(component, body=deepcopy(component.body))
            self._components[patch.target] = component
            self._own[patch.target] = []
        steps = steps_of(patch.pointer)
        before = look_up(component.body, steps)
        _check_class(kind, steps, patch, before)
        _OPERATIONS[patch.op](component.body, steps, patch)
        self._own[patch.target].append(patch)
        base = digest(before) if before is not MISSING else ""
        self.applied.append(replace(patch, uid=component.uid, base=base))

    def look(self, patch: Patch) -> Any:
        """Give what a patch would change as it stands now; `MISSING` where there is nothing."""
        component = self._components.get(patch.target)
        if component is None:
            return MISSING
        return look_up(component.body, steps_of(patch.pointer))

    def _no_target(self, patch: Patch) -> Refused:
        kind, of, name = patch.target
        label = self._shapes.catalogue.kinds[kind].label
        message = text(
            "there is no {kind} “{name}” below that could be changed",
            "下层没有可修改的{kind}“{name}”",
            kind=label,
            name=name,
        )
        known = [key[2] for key in self._components if key[:2] == (kind, of)]
        return Refused("overlay.no_target", message, did_you_mean(name, known) or _NEW)

    def check_shapes(self) -> None:
        """Check that patched components still have the shape of their kind."""
        for key, patches in self._own.items():
            component = self._components.get(key)
            if component is None:
                continue
            for problem in self._shapes.check(component):
                place = _place_of(patches, component, problem.pointer)
                self._problems.append(
                    replace(problem, file=place.file, line=place.line, column=place.column)
                )


def _place_of(patches: list[Patch], component: Component, pointer: str) -> Position:
    """Find the patch that is to blame for a misshape, or else the component's own place."""
    named = _by_id(component.body, pointer)
    for patch in reversed(patches):
        if f"{named}/".startswith(f"{patch.pointer}/") or patch.pointer.startswith(f"{named}/"):
            return patch.place
    return component.place(pointer)


def _by_id(body: Any, pointer: str) -> str:
    """Turn indices of a pointer into element ids, as patches have them."""
    named = ""
    for step in pointer.split("/")[1:]:
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
            named += f"/{element_key(body)}"
        else:
            body = body.get(_unescape(step)) if isinstance(body, Mapping) else None
            named += f"/{step}"
    return named


def _unescape(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


class _Missing(Enum):
    MISSING = "missing"


MISSING: Any = _Missing.MISSING
"""Stands for a value that is not there, since JSON has a null of its own; a copy of it is itself."""


def steps_of(pointer: str) -> list[str]:
    """Cut a pointer into its steps."""
    return [_unescape(step) for step in pointer.split("/")[1:]]


def look_up(body: Any, steps: Sequence[str]) -> Any:
    """Give what steps lead to, elements by their ids; `MISSING` where there is nothing."""
    for step in steps:
        if isinstance(body, list):
            index = find_element(body, step)
            body = body[index] if index >= 0 else MISSING
        elif isinstance(body, Mapping):
            body = body.get(step, MISSING)
        else:
            return MISSING
    return body


def _check_class(kind: Kind, steps: list[str], patch: Patch, before: Any) -> None:
    if not steps or (patch.op == "set" and patch.value == before):
        return
    held = kind.property_classes.get(steps[0], PropertyClass.VENDOR)
    if held is PropertyClass.LOCKED:
        message = text(
            "“{key}” belongs to the package that made it and cannot be changed",
            "“{key}”由原始包决定，不能修改",
            key=steps[0],
        )
        raise Refused("overlay.locked", message)
    if held is PropertyClass.TIGHTEN and not tightens(steps[-1], patch, before):
        message = text(
            "“{key}” can only be made stricter", "“{key}”只能改得更严格", key=steps[0]
        )
        raise Refused("overlay.loosened", message)
    if patch.op == "remove" and steps[0] in STORED_LISTS:
        raise Refused("overlay.stored", _STORED, _RETIRE)


def tightens(key: str, patch: Patch, before: Any) -> bool:
    """Say whether a patch makes a property stricter than what is below, or as strict."""
    if patch.op != "set":
        return False
    new, old = patch.value, None if before is MISSING else before
    if isinstance(new, bool) or isinstance(old, bool):
        return bool(new) or not old
    if key in _ACCESS:
        return _ACCESS_ORDER.index(new) <= _ACCESS_ORDER.index(old or "none")
    if old is None:
        return True
    return bool(new >= old) if key.startswith("min") else bool(new <= old)


_ACCESS = ("default_access",)
_ACCESS_ORDER = ("none", "read", "write")


def _set(body: Any, steps: list[str], patch: Patch) -> None:
    holder = _holder(body, steps, make=True)
    holder[steps[-1]] = deepcopy(patch.value)


def _unset(body: Any, steps: list[str], _patch: Patch) -> None:
    holder = _holder(body, steps, make=False)
    if steps[-1] not in holder:
        message = text("there is no “{key}” to unset", "没有可取消的“{key}”", key=steps[-1])
        raise Refused("overlay.unset", message, did_you_mean(steps[-1], holder))
    del holder[steps[-1]]


def _holder(body: Any, steps: list[str], *, make: bool) -> dict[str, Any]:
    """Give the map in which the last step stands, making maps on the way if asked."""
    at = body
    for step in steps[:-1]:
        if isinstance(at, list):
            at = at[_index(at, step)]
        elif isinstance(at, dict):
            at = at.setdefault(step, {}) if make else at.get(step, {})
    if not isinstance(at, dict):
        raise Refused("overlay.shape", _NO_MAP)
    return at


def _find(elements: list[Any], key: str) -> int:
    index = find_element(elements, key)
    if index < 0:
        message = text("there is no element “{key}” below", "下层没有元素“{key}”", key=key)
        hint = did_you_mean(key, [element_key(element) for element in elements])
        raise Refused("overlay.no_element", message, hint)
    return index


def _index(elements: list[Any], key: str) -> int:
    """Find an element to change it; its short form becomes the long one."""
    index = _find(elements, key)
    if isinstance(elements[index], str):
        elements[index] = {"field": elements[index]}
    return index


def _list(body: Any, steps: list[str]) -> list[Any]:
    holder = _holder(body, steps[:-1], make=True)
    found = holder.setdefault(steps[-2], [])
    if not isinstance(found, list):
        raise Refused("overlay.shape", _NO_LIST)
    return found


def _add(body: Any, steps: list[str], patch: Patch) -> None:
    elements = _list(body, steps)
    if find_element(elements, steps[-1]) >= 0:
        message = text("element “{key}” is there already", "元素“{key}”已存在", key=steps[-1])
        raise Refused("overlay.element_exists", message)
    _check_prefix(steps[-1], patch)
    _place(elements, patch.value)


def _put(body: Any, steps: list[str], patch: Patch) -> None:
    elements = _list(body, steps)
    index = find_element(elements, steps[-1])
    if index < 0:
        _place(elements, patch.value)
        return
    if isinstance(patch.value, Mapping):
        _index(elements, steps[-1])
        _merge(elements[index], without_wish(patch.value))
        if any(wish_of(patch.value)):
            _place(elements, {**elements.pop(index), **_wish_map(patch.value)})


def _check_prefix(key: str, patch: Patch) -> None:
    try:
        namespace, _ = split_name(key)
    except ValueError:
        return
    if namespace != patch.namespace:
        message = text(
            "“{key}” does not carry this package's prefix", "“{key}”缺少本包的前缀", key=key
        )
        raise Refused("name.namespace", message)


def _wish_map(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value[key] for key in ("after", "before") if key in value}


def _merge(into: dict[str, Any], value: Mapping[str, Any]) -> None:
    for key, item in value.items():
        if isinstance(item, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], item)
        else:
            into[key] = deepcopy(item)


def _place(elements: list[Any], element: Any) -> None:
    """Insert where the element wishes, or at the end."""
    wish = wish_of(element)
    plain = deepcopy(without_wish(element))
    if not any(wish):
        elements.append(plain)
        return
    _find(elements, wish[0] or wish[1])
    marked = {**plain, "after": wish[0], "before": wish[1]}
    ordered, _ = arrange([*elements, marked], element_key, wish_of)
    elements[:] = [plain if item is marked else item for item in ordered]


def _not_removable(component: Component) -> Text:
    return text(
        "“{name}” belongs to {package} and stays; only that package can let it go",
        "“{name}”属于 {package}，会一直保留；只有该包可以移除它",
        name=".".join(filter(None, (component.of, component.name))),
        package=component.package,
    )


def _remove(body: Any, steps: list[str], _patch: Patch) -> None:
    elements = _list(body, steps)
    del elements[_find(elements, steps[-1])]


def _move(body: Any, steps: list[str], patch: Patch) -> None:
    elements = _list(body, steps)
    element = elements.pop(_index(elements, steps[-1]))
    _place(elements, {**element, **patch.value})


_OPERATIONS = {
    "set": _set,
    "unset": _unset,
    "add": _add,
    "put": _put,
    "remove": _remove,
    "move": _move,
}
_NO_MAP = text("there is no map of keys below", "下层此处不是键值映射")
_NO_LIST = text("there is no list below", "下层此处不是列表")
_NEW = text("leave out extends: true to make a new one", "要新建请去掉 extends: true")
_DEPRECATE = text(
    "take it off layouts and list views, or mark it by deprecated: true",
    "请将其从页面布局和列表视图中移除，或用 deprecated: true 标记",
)
_STORED = text("records store this: it cannot be removed", "记录中存有此值，不能删除")
_RETIRE = text("write active: false to retire it", "要停用请写 active: false")
