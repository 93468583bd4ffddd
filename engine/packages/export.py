"""Writes packages to folders, byte-stable: reading and writing again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.packages.build import in_order
from engine.packages.files import ROOT_FILE
from engine.packages.ledger import FILE
from engine.packages.lists import element_shape, identity_of, step_into
from engine.packages.package import FORMAT, Package, Patch
from engine.packages.shapes_of import Shapes
from engine.packages.writer import write_yaml

_LAST = ("fields", "notes")


def export_package(package: Package, folder: Path, catalogue: Catalogue) -> list[Path]:
    """Write a package's files into a folder, which is made if need be; gives their paths.

    Files that are there already and are not of the package stay as they are.
    """
    files = package_files(package, catalogue)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
    return [folder / name for name in files]


def lock_package(package: Package) -> Path:
    """Write ``uids.lock`` beside a package that was read: every uid it has, and ever had."""
    assert package.root is not None, "only a package that was read has a folder"
    path = package.root / FILE
    path.write_text(package.ledger.record(package.components).written(), "utf-8", newline="\n")
    return path


def package_files(package: Package, catalogue: Catalogue) -> dict[str, str]:
    """Give the content of every file of a package by its path, sorted."""
    shapes = Shapes(catalogue)
    documents = _Documents(shapes)
    for component in package.components:
        documents.take(component)
    for patch in package.patches:
        documents.patch(patch)
    files = {path: write_yaml(body) for path, body in documents.written()}
    if not any(component.kind == "package" for component in package.components):
        files[ROOT_FILE] = write_yaml(_head(package))
    files[FILE] = package.ledger.record(package.components).written()
    return dict(sorted(files.items()))


def _head(package: Package) -> dict[str, Any]:
    head: dict[str, Any] = {
        "label": package.label.as_map() or {"en": package.name or "Export"},
        "type": package.type,
        "namespace": package.namespace,
        "version": package.version,
        "format": FORMAT,
    }
    return {**head, "requires": dict(package.requires)} if package.requires else head


class _Documents:
    """Collects the bodies of files; a field goes into the file of its object."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._kinds = shapes.catalogue.kinds
        self._heads: dict[tuple[str, str, str], Component] = {}
        self._fields: dict[str, list[Component]] = {}
        self._overlays: dict[tuple[str, str, str], dict[str, Any]] = {}

    def take(self, component: Component) -> None:
        """Take a component."""
        if component.kind == "field":
            self._fields.setdefault(component.of, []).append(component)
        else:
            self._heads[component.key] = component

    def patch(self, patch: Patch) -> None:
        """Take a patch: it becomes a line of an overlay."""
        overlay = self._overlays.setdefault(patch.target, {})
        schema = self._shapes.of(self._kinds[patch.target[0]], {})
        steps = [
            step.replace("~1", "/").replace("~0", "~") for step in patch.pointer.split("/")[1:]
        ]
        if patch.op == "delete":
            overlay["$delete"] = True
        elif patch.op == "unset":
            _reach(overlay, steps[:-1], schema).setdefault("$unset", []).append(steps[-1])
        elif patch.op == "set":
            _reach(overlay, steps[:-1], schema)[steps[-1]] = patch.value
        elif isinstance(patch.value, str):
            _list_at(overlay, steps, schema).append(patch.value)
        else:
            said = {"remove": {"$delete": True}, "move": {"$move": patch.value}}
            _reach(overlay, steps, schema).update(said.get(patch.op, patch.value or {}))

    def written(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """Give path and body of every file."""
        for component in self._heads.values():
            yield self._path(component.key), self._document(component)
        names = {key[1] for key in self._overlays if key[0] == "field"} | set(self._fields)
        for of in sorted(names):
            key = ("object", "", of)
            if key not in self._heads:
                self._overlays.setdefault(key, {})
        for key, body in self._overlays.items():
            if key[0] == "field":
                continue
            kind = self._kinds[key[0]]
            said = {"extends": True, **ordered_map(body, kind.schema)}
            if kind.name == "object":
                said.update(self._overlay_fields(key[2]))
            yield self._path(key), said

    def _document(self, component: Component) -> dict[str, Any]:
        kind = self._kinds[component.kind]
        body = {k: v for k, v in component.body.items() if k != "field_order"}
        said = ordered_map(body, kind.schema)
        if kind.name == "object":
            fields = in_order(component, self._fields.get(component.name, ()))
            said["fields"] = {field.name: self._field(field.body) for field in fields}
        return said

    def _overlay_fields(self, of: str) -> dict[str, Any]:
        """Give an overlay's fields: those it changes, then those it adds, in their order."""
        fields: dict[str, Any] = {
            key[2]: self._field(body)
            for key, body in sorted(self._overlays.items())
            if key[0] == "field" and key[1] == of
        }
        head = Component("object", of, "", {}, "", UUID(int=0))
        previous = ""
        for field in in_order(head, sorted(self._fields.get(of, ()), key=lambda f: f.name)):
            body = field.body
            if previous and body.get("after") == previous:
                body = {k: v for k, v in body.items() if k != "after"}
            fields[field.name] = self._field(body)
            previous = field.name
        return {"fields": fields} if fields else {}

    def _field(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return ordered_map(body, self._shapes.of(self._kinds["field"], body))

    def _path(self, key: tuple[str, str, str]) -> str:
        kind, of, name = key
        if kind == "package":
            return ROOT_FILE
        return "/".join(filter(None, [self._kinds[kind].folder, of, f"{name}.yaml"]))


def ordered_map(value: Mapping[str, Any], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Order keys as their shape names them, so that one body is always written alike."""
    return {key: _ordered(value[key], step_into(schema, key)) for key in _keys(value, schema)}


def _keys(value: Mapping[str, Any], schema: Mapping[str, Any] | None) -> list[str]:
    known = list((schema or {}).get("properties", {}))
    place = {key: index for index, key in enumerate(known) if key not in _LAST}
    return sorted(value, key=lambda key: (place.get(key, len(known)), key in _LAST, key))


def _ordered(value: Any, schema: Mapping[str, Any] | None) -> Any:
    """Order keys as their shape names them, the rest by name; lists keep their order."""
    if isinstance(value, Mapping):
        return ordered_map(value, schema)
    if isinstance(value, list):
        item = element_shape(schema) if schema else None
        return [_ordered(element, item) for element in value]
    return value


def _reach(overlay: Any, steps: list[str], schema: Mapping[str, Any] | None) -> Any:
    """Give the map at a pointer of an overlay, making maps and list elements on the way."""
    at = overlay
    for step in steps:
        if isinstance(at, tuple):
            elements, identity = at
            at = _element(elements, identity, step)
            schema = element_shape(schema) if schema else None
        else:
            schema = step_into(schema, step)
            identity = identity_of(schema)
            at = (at.setdefault(step, []), identity) if identity else at.setdefault(step, {})
    return at


def _list_at(overlay: Any, steps: list[str], schema: Mapping[str, Any] | None) -> list[Any]:
    found, _ = _reach(overlay, steps[:-1], schema)
    assert isinstance(found, list), "a plain element stands in a keyed list"
    return found


def _element(elements: list[Any], identity: str, key: str) -> dict[str, Any]:
    for element in elements:
        if isinstance(element, dict) and element.get(identity) == key:
            return element
    made: dict[str, Any] = {identity: key}
    elements.append(made)
    return made
