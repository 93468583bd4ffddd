"""Explodes files into components and patches, with their names, uids and positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.errors import Problem
from engine.kernel.component import Component, Position
from engine.kernel.ids import derived_uid
from engine.kernel.names import name_problem, split_name
from engine.packages.files import Found
from engine.packages.ledger import Ledger, ReusedName
from engine.packages.lists import arrange, element_key, settle, wish_of, without_wish
from engine.packages.overlay import Overlay, make_patches, without_directives
from engine.packages.package import Patch
from engine.packages.problems import component_problem, place_problem
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import KEY, Document, escape
from engine.text import Text, text

_SAID_BY_PATH = ("kind", "name", "of", "field_order")


class Exploder:
    """Collects the components and patches of one package, file by file."""

    def __init__(
        self,
        package: str,
        namespace: str,
        shapes: Shapes,
        ledger: Ledger,
        problems: list[Problem],
    ) -> None:
        self.package = package
        self.namespace = namespace
        self.ledger = ledger
        self.components: list[Component] = []
        self.patches: list[Patch] = []
        self._shapes = shapes
        self._problems = problems
        self._objects: dict[str, tuple[UUID, tuple[str, ...]]] = {}

    def take(self, found: Found, document: Document) -> None:
        """Take one file; what is wrong with it goes to the problems."""
        body = document.value
        if document.problems and body is None:
            return
        if not isinstance(body, dict):
            place = Position(found.file, 1, 1)
            self._problems.append(place_problem("shape.type", _NOT_A_MAP, place))
            return
        body = self._without_path_keys(body, document)
        extends = body.pop("extends", False)
        if extends not in (True, False):
            self._refuse(document, "/extends", "overlay.extends", _EXTENDS_SHAPE)
        fields = body.pop("fields", {}) if found.kind.name == "object" else {}
        if extends is True:
            self._overlay(found, body, document.positions)
        else:
            self._component(found, body, fields, document.positions)
        if not isinstance(fields, Mapping):
            self._refuse(document, "/fields", "shape.type", _FIELDS_SHAPE)
            return
        self._fields(found.name, fields, document, extends=extends is True)

    def _without_path_keys(self, body: Mapping[str, Any], document: Document) -> dict[str, Any]:
        for key in _SAID_BY_PATH:
            if key in body:
                self._refuse(document, f"/{key}{KEY}", "path.identity", _PATH_SAYS)
        return {key: value for key, value in body.items() if key not in _SAID_BY_PATH}

    def _component(
        self,
        found: Found,
        body: dict[str, Any],
        fields: Any,
        positions: Mapping[str, Position],
    ) -> None:
        kind = found.kind.name
        if kind == "object" and isinstance(fields, Mapping):
            body = {**body, "field_order": self._field_order(fields, positions)}
        uid = self._uid(kind, found.of, found.name, body, positions)
        if kind == "object":
            self._objects[found.name] = (uid, _renamed_from(body))
        self._add(Component(kind, found.name, found.of, body, self.package, uid, positions))

    def _field_order(
        self, fields: Mapping[str, Any], positions: Mapping[str, Position]
    ) -> list[str]:
        ordered, failed = arrange(fields, str, lambda name: wish_of(fields[name]))
        for name in failed:
            self._bad_wish(positions, f"/fields/{escape(name)}", fields[name])
        return ordered

    def _fields(
        self, of: str, fields: Mapping[str, Any], document: Document, *, extends: bool
    ) -> None:
        positions = _split_positions(document.positions)
        previous = ""
        for name, body in fields.items():
            place = positions.get(name, {})
            if not isinstance(body, Mapping):
                pointer = f"/fields/{escape(name)}"
                self._refuse(document, pointer, "shape.type", _FIELD_SHAPE)
                continue
            if extends and not self._is_new(name, body):
                target = ("field", of, name)
                self._patches(target, dict(body), place)
                continue
            said = without_wish(body)
            if extends:
                said = {**body} if any(wish_of(body)) else _behind(body, previous)
                previous = name
            uid = self._uid("field", of, name, said, place)
            self._add(Component("field", name, of, said, self.package, uid, place))

    def _is_new(self, name: str, body: Mapping[str, Any]) -> bool:
        """Tell a field that this layer adds from a lower layer's that it changes."""
        if not self.namespace:
            return "type" in body
        return name.startswith(f"{self.namespace}__")

    def _overlay(
        self, found: Found, body: dict[str, Any], positions: Mapping[str, Position]
    ) -> None:
        self._patches((found.kind.name, found.of, found.name), body, positions)

    def _patches(
        self,
        target: tuple[str, str, str],
        body: dict[str, Any],
        positions: Mapping[str, Position],
    ) -> None:
        kind, of, name = target
        plain = without_directives(body)
        place = Component(kind, name, of, plain, self.package, _NIL, positions)
        self._problems.extend(self._shapes.check(place, overlay=True))
        overlay = Overlay(target, self.package, self.namespace, positions, self._problems)
        schema = self._shapes.of(self._shapes.catalogue.kinds[kind], body)
        self.patches.extend(make_patches(overlay, body, schema))

    def _add(self, component: Component) -> None:
        before = len(self._problems)
        self._problems.extend(self._shapes.check(component))
        wrong_name = name_problem(
            component.name, namespace=self.namespace, field=component.kind == "field"
        )
        if wrong_name is not None:
            self._problems.append(
                component_problem(
                    component, KEY, wrong_name.code, wrong_name.text, wrong_name.hint
                )
            )
        if len(self._problems) == before:
            component = self._settled(component)
        self.components.append(component)

    def _settled(self, component: Component) -> Component:
        def refused(pointer: str, element: Any) -> None:
            self._bad_wish(component.positions, pointer, element)

        wishes = {k: component.body[k] for k in ("after", "before") if k in component.body}
        body = {**settle(without_wish(component.body), refused), **wishes}
        return Component(
            component.kind,
            component.name,
            component.of,
            body,
            component.package,
            component.uid,
            component.positions,
        )

    def _uid(
        self,
        kind: str,
        of: str,
        name: str,
        body: Mapping[str, Any],
        positions: Mapping[str, Position],
    ) -> UUID:
        parent, of_was = self._parent(of)
        renamed_from = _renamed_from(body)
        for old in of_was:
            if self.ledger.knows((kind, old, name)):
                of = old
        try:
            return self.ledger.uid(self.namespace, (kind, of, name), parent, renamed_from)
        except ReusedName:
            message = text(
                "“{name}” was the name of something that was deleted",
                "“{name}”曾是已删除内容的名称",
                name=name,
            )
            place = positions.get(KEY) or positions.get("") or Position()
            self._problems.append(
                place_problem("uid.reused", message, place, hint=_REVIVE_OR_NEW)
            )
            return _NIL

    def _parent(self, of: str) -> tuple[UUID | None, tuple[str, ...]]:
        if not of:
            return None, ()
        if of in self._objects:
            return self._objects[of]
        try:
            namespace, _ = split_name(of)
        except ValueError:
            namespace = ""
        return derived_uid(namespace, "object", "", of), ()

    def _bad_wish(self, positions: Mapping[str, Position], pointer: str, element: Any) -> None:
        after, before = wish_of(element)
        message = text(
            "“{name}” cannot stand beside “{other}”: there is none, or they wait for each other",
            "“{name}”无法排在“{other}”旁边：后者不存在，或两者互相等待",
            name=element_key(element) or pointer.rpartition("/")[2],
            other=after or before,
        )
        place = positions.get(pointer) or Position()
        self._problems.append(place_problem("order.unknown", message, place, pointer=pointer))

    def _refuse(self, document: Document, pointer: str, code: str, message: Text) -> None:
        place = document.positions.get(pointer) or Position(document.file, 1, 1)
        shown = pointer.removesuffix(KEY)
        self._problems.append(place_problem(code, message, place, pointer=shown))


def _behind(body: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """Keep the order of an overlay's new fields: each stands behind the one before it."""
    return {**body, "after": previous} if previous else {**body}


def _renamed_from(body: Mapping[str, Any]) -> tuple[str, ...]:
    said = body.get("renamed_from", ())
    return tuple(str(name) for name in said) if isinstance(said, list) else ()


def _split_positions(
    positions: Mapping[str, Position],
) -> dict[str, dict[str, Position]]:
    """Give each inline field the positions inside its own body; its key stands under ``~``."""
    split: dict[str, dict[str, Position]] = {}
    for pointer, place in positions.items():
        if pointer.startswith("/fields/"):
            name, slash, rest = pointer[len("/fields/") :].partition("/")
            key = name.endswith(KEY)
            inside = KEY if key else slash + rest
            split.setdefault(name.removesuffix(KEY), {})[inside] = place
    return split


_NIL = UUID(int=0)
_NOT_A_MAP = text("the file must be a map of keys", "文件内容必须是键值映射")
_PATH_SAYS = text(
    "the path of the file says this already: leave it out", "文件路径已说明这一点，请删除"
)
_EXTENDS_SHAPE = text("“extends” is true or left out", "“extends”只能为 true 或省略")
_FIELDS_SHAPE = text("“fields” must be a map of names", "“fields”必须是以名称为键的映射")
_FIELD_SHAPE = text("a field must be a map of keys", "字段必须是键值映射")
_REVIVE_OR_NEW = text(
    "in uids.lock, drop “retired” to bring the old one back, or add a new generation",
    "在 uids.lock 中去掉“retired”以恢复旧的，或添加新的一代",
)
