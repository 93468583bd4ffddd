"""Reads a package folder: every file, every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component, Position
from engine.packages.explode import Exploder
from engine.packages.files import ROOT_FILE, Found, find_files
from engine.packages.ledger import FILE, Ledger, parse_ledger
from engine.packages.package import LAYERS, Package
from engine.packages.problems import Problems, component_problem, in_order, place_problem
from engine.packages.releases import release_problems
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import Document, read_yaml
from engine.text import Text, text


def read_package(path: Path, catalogue: Catalogue) -> Package:
    """Read the package in a folder; its name is the folder's.

    Raises `MetadataError` with all problems of all files.
    """
    package, problems = try_package(path, catalogue)
    if problems or package is None:
        raise MetadataError(problems)
    return package


def try_package(path: Path, catalogue: Catalogue) -> tuple[Package | None, list[Problem]]:
    """Read a package as far as possible, and give everything that is wrong with its files."""
    path = path.resolve()
    if not path.is_dir():
        message = text(
            "there is no package folder “{path}”", "没有包目录“{path}”", path=path.name
        )
        return None, [Problem("package.missing", message, file=str(path))]
    problems = Problems()
    try:
        return _read(path, catalogue, problems), in_order(problems)
    except MetadataError as for_another_release_or_endless:
        return None, list(for_another_release_or_endless.problems)


def _read(path: Path, catalogue: Catalogue, problems: list[Problem]) -> Package:
    shapes = Shapes(catalogue)
    head = _read_head(path, shapes, problems)
    exploder = Exploder(
        path.name,
        str(head.get("namespace", "")),
        shapes,
        _read_ledger(path, problems),
        problems,
    )
    for found in _objects_first(list(find_files(path, catalogue, problems))):
        document = read_yaml(found.path, found.file)
        problems.extend(document.problems)
        exploder.take(found, document)
    components = exploder.components
    if "package" in catalogue.kinds:
        components = [_head_component(path.name, head, exploder), *components]
    return Package(
        name=path.name,
        namespace=exploder.namespace,
        type=str(head.get("type", "tenant")),
        version=str(head.get("version", "0.0.0")),
        requires=dict(head.get("requires", {})),
        components=tuple(components),
        patches=tuple(exploder.patches),
        label=Text.of(head.get("label")),
        root=path,
        ledger=exploder.ledger,
    )


def _objects_first(found: list[Found]) -> list[Found]:
    """Objects give the uids from which those of their fields and layouts are derived."""
    return sorted(found, key=lambda each: each.kind.name != "object")


def _read_head(path: Path, shapes: Shapes, problems: list[Problem]) -> Mapping[str, Any]:
    file = path / ROOT_FILE
    if not file.is_file():
        message = text("the package has no {file}", "包中缺少 {file}", file=ROOT_FILE)
        problems.append(place_problem("package.head", message, Position(ROOT_FILE, 1, 1)))
        return {}
    document = read_yaml(file, ROOT_FILE)
    problems.extend(document.problems)
    if not isinstance(document.value, dict):
        if not document.problems:
            problems.append(_no_map(document))
        return {}
    head = Component(
        "package", path.name, "", document.value, path.name, _NO_UID, document.positions
    )
    other = list(release_problems(head))
    if other:
        raise MetadataError(other)
    wrong = list(shapes.check(head)) or list(_check_head(head))
    problems.extend(wrong)
    return {} if wrong else document.value


def _check_head(head: Component) -> list[Problem]:
    body = head.body
    problems = []
    bare = not body.get("namespace")
    if bare and body["type"] in ("template", "addon"):
        hint = text("such as eqp, 2 to 8 letters", "例如 eqp，2 到 8 个字母")
        problems.append(
            component_problem(head, "/type", "package.namespace", _NEEDS_NAMESPACE, hint)
        )
    if not bare and body["type"] == LAYERS[0]:
        problems.append(
            component_problem(head, "/namespace", "package.namespace", _CORE_IS_PLAIN)
        )
    return problems


def _head_component(name: str, head: Mapping[str, Any], exploder: Exploder) -> Component:
    uid = exploder.ledger.uid(exploder.namespace, ("package", "", name), None, ())
    return Component("package", name, "", head, name, uid)


def _read_ledger(path: Path, problems: list[Problem]) -> Ledger:
    file = path / FILE
    if not file.is_file():
        return Ledger()
    ledger, bad = parse_ledger(file.read_text("utf-8", "replace"))
    for line in bad:
        problems.append(place_problem("ledger.line", _BAD_LINE, Position(FILE, line, 1)))
    return ledger


def _no_map(document: Document) -> Problem:
    return place_problem("shape.type", _NOT_A_MAP, Position(document.file, 1, 1))


_NO_UID = Ledger().uid("", ("package", "", ""), None, ())
_NOT_A_MAP = text("the file must be a map of keys", "文件内容必须是键值映射")
_NEEDS_NAMESPACE = text("a package of this type needs a namespace", "此类型的包需要命名空间")
_CORE_IS_PLAIN = text("the core package has no namespace", "核心包没有命名空间")
_BAD_LINE = text("this line is no entry of the ledger", "此行不是合法的账本条目")
