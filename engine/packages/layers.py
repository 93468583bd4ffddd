"""Puts packages on top of each other: core, templates and add-ons, tenant (decision 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from engine.errors import Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component, Position
from engine.packages.canonical import digest
from engine.packages.files import ROOT_FILE
from engine.packages.package import LAYERS, Package, Patch
from engine.packages.patching import Patcher
from engine.packages.problems import component_problem, did_you_mean, place_problem
from engine.packages.shapes_of import Shapes
from engine.text import Text, text

Key = tuple[str, str, str]


def layer(
    packages: Sequence[Package], catalogue: Catalogue, applied: list[Patch] | None = None
) -> tuple[list[Component], list[Problem]]:
    """Give the components of all packages with all patches applied, and what went wrong.

    ``applied`` collects the patches with the uids of their targets and the digests of what they
    replaced, as apply records them.
    """
    problems: list[Problem] = []
    ordered = layer_order(packages, problems)
    components: dict[Key, Component] = {}
    patches: list[Patch] = []
    for package in ordered:
        for component in package.components:
            _put(components, component, problems)
    _check_uids(components, problems)
    for package in ordered:
        patches.extend(package.patches)
    patcher = Patcher(components, Shapes(catalogue), problems)
    for patch in patches:
        patcher.apply(patch)
    patcher.check_shapes()
    if applied is not None:
        applied.extend(patcher.applied)
    return list(components.values()), problems


def record_bases(
    packages: Sequence[Package], catalogue: Catalogue, installed: Mapping[str, Package]
) -> list[Package]:
    """Give packages whose patches know their targets' uids and what they were made against.

    A patch that is installed already keeps its base, until an upgrade has compared it with what the
    vendor says now.
    """
    applied: list[Patch] = []
    layer(packages, catalogue, applied)
    made = {_said(patch): patch for patch in applied}
    kept = {
        _said(patch): patch
        for package in installed.values()
        for patch in package.patches
        if patch.uid is not None
    }
    return [
        replace(
            package,
            patches=tuple(
                _based(patch, kept.get(_said(patch)), made.get(_said(patch)))
                for patch in package.patches
            ),
        )
        for package in packages
    ]


def _based(patch: Patch, kept: Patch | None, made: Patch | None) -> Patch:
    """Prefer the base that a patch brings along: an upgrade has set it anew."""
    return patch if patch.uid is not None else kept or made or patch


def _said(patch: Patch) -> tuple[object, ...]:
    return (patch.package, patch.target, patch.pointer, patch.op, digest(patch.value))


def layer_order(packages: Sequence[Package], problems: list[Problem]) -> list[Package]:
    """Order packages lowest layer first, each after those it requires."""
    known = {package.name: package for package in packages}
    for package in packages:
        for name, wanted in package.requires.items():
            _check_requirement(package, name, wanted, known, problems)
    waiting = sorted(packages, key=lambda package: (LAYERS.index(package.type), package.name))
    ordered: list[Package] = []
    placed: set[str] = set()
    while waiting:
        ready = next(
            (p for p in waiting if all(r in placed or r not in known for r in p.requires)), None
        )
        if ready is None:
            for package in waiting:
                problems.append(_of_package(package, "package.cycle", _CYCLE))
            return [*ordered, *waiting]
        waiting.remove(ready)
        ordered.append(ready)
        placed.add(ready.name)
    return ordered


def _check_requirement(
    package: Package,
    name: str,
    wanted: str,
    known: dict[str, Package],
    problems: list[Problem],
) -> None:
    try:
        versions = SpecifierSet(wanted)
    except InvalidSpecifier:
        message = text(
            "“{wanted}” is no range of versions", "“{wanted}”不是版本范围", wanted=wanted
        )
        problems.append(_of_package(package, "package.requires", message, _RANGE))
        return
    if name not in known:
        message = text("this needs the package “{name}”", "此包需要“{name}”包", name=name)
        hint = did_you_mean(name, known)
        problems.append(_of_package(package, "package.requires", message, hint))
        return
    try:
        fits = Version(known[name].version) in versions
    except InvalidVersion:
        fits = False
    if not fits:
        message = text(
            "this needs {name} {wanted}, but {found} is there",
            "此包需要 {name} {wanted}，现有版本为 {found}",
            name=name,
            wanted=wanted,
            found=known[name].version,
        )
        problems.append(_of_package(package, "package.requires", message))


def _put(
    components: dict[Key, Component], component: Component, problems: list[Problem]
) -> None:
    if component.kind == "package":
        component = Component(
            component.kind,
            component.name,
            component.of,
            component.body,
            component.package,
            component.uid,
        )
    below = components.get(component.key)
    if below is not None:
        if not component.place("").file:
            # What is installed has no file: the problem is the author's who declares it again.
            component, below = below, component
        message = text(
            "“{name}” is declared by package “{package}” already",
            "“{name}”已由包“{package}”声明",
            name=component.name,
            package=below.package,
        )
        problems.append(
            component_problem(component, "", "component.duplicate", message, _EXTEND)
        )
        return
    components[component.key] = component


def _check_uids(components: dict[Key, Component], problems: list[Problem]) -> None:
    """Refuse two components with one uid: a renamed one whose old name was taken again."""
    seen: dict[object, Component] = {}
    for component in components.values():
        other = seen.setdefault(component.uid, component)
        if other is not component:
            message = text(
                "“{name}” has the uid of “{other}”",
                "“{name}”与“{other}”的 uid 相同",
                name=component.name,
                other=other.name,
            )
            problems.append(
                component_problem(component, "", "uid.reused", message, _GENERATION)
            )


def _of_package(
    package: Package, code: str, message: Text, hint: Text | None = None
) -> Problem:
    file = f"{package.name}/{ROOT_FILE}"
    return place_problem(code, message, Position(file, 1, 1), hint=hint)


_CYCLE = text("these packages require each other", "这些包互相依赖")
_RANGE = text('write a range such as ">=1,<2"', '请写版本范围，例如 ">=1,<2"')
_EXTEND = text("write extends: true to change it", "要修改它请写 extends: true")
_GENERATION = text(
    "a name that was had before needs a new generation in uids.lock",
    "曾用过的名称需要在 uids.lock 中添加新的一代",
)
