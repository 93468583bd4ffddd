"""Merges an upgrade with what other layers made of the package: three ways, per property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from engine.changes.conflicts import Conflict, Side, Verdict, conflict_id, judge
from engine.changes.layers import is_upgrade, same
from engine.changes.stored_packages import body_of
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.kind import PropertyClass
from engine.packages.canonical import digest
from engine.packages.layers import layer_order
from engine.packages.lists import element_key, find_element
from engine.packages.package import Package, Patch
from engine.packages.patching import MISSING, STORED_LISTS, Patcher, look_up, steps_of
from engine.packages.shapes_of import Shapes
from engine.packages.yaml import escape

Key = tuple[str, str, str]
Packages = Mapping[str, Package]
Choices = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Merged:
    """All packages after an upgrade, and what was disagreed about."""

    packages: Packages
    conflicts: tuple[Conflict, ...] = ()


def merge(
    installed: Packages,
    coming: Packages,
    given: Sequence[Package],
    catalogue: Catalogue,
    choices: Choices,
) -> Merged:
    """Carry what was made of packages over to the new versions that are ``given``.

    Nothing of another layer is lost silently: a patch stays, or the package says the same now, or
    there is a conflict. What is a ``seed`` stays as it was installed; what the package leaves out
    stays, deprecated; options stay, retired (decisions 5 to 7).
    """
    result = dict(coming)
    upgraded = {}
    for package in given:
        before = installed.get(package.name)
        if before is None:
            continue
        said = digest(body_of(package))
        as_before = replace(result[package.name], given=before.given)
        if said == before.given or same(as_before, before):
            result[package.name] = before
        elif is_upgrade(package, before):
            upgraded[package.name] = said
    if not upgraded:
        return Merged(result)
    names = {package.name for package in given}
    return _Merge(installed, result, upgraded, names, catalogue, choices).run()


@dataclass(slots=True)
class _Merge:
    installed: Packages
    coming: dict[str, Package]
    upgraded: Mapping[str, str]
    """The digest of what was given, by the name of the package."""
    given: set[str]
    catalogue: Catalogue
    choices: Choices
    conflicts: list[Conflict] = field(default_factory=list)

    def run(self) -> Merged:
        for name, said in self.upgraded.items():
            carried = self._carried(self.coming[name], self.installed[name])
            self.coming[name] = replace(carried, given=said)
        self._adopt_elements()
        below = self._values_below(self.installed)
        patcher = self._patcher(self.coming)
        for package in layer_order(list(self.coming.values()), []):
            kept = []
            for patch in package.patches:
                followed = (
                    patch if package.name in self.given else self._met(patch, patcher, below)
                )
                if followed is not None:
                    patcher.apply(followed)
                    kept.append(followed)
            self.coming[package.name] = replace(self.coming[package.name], patches=tuple(kept))
        return Merged(self.coming, tuple(self.conflicts))

    def _met(self, patch: Patch, patcher: Patcher, below: Mapping[Any, Any]) -> Patch | None:
        """Give a patch as it stands on the new version; None when it is not needed or loses."""
        old, new = below.get(_said(patch), MISSING), patcher.look(patch)
        verdict = judge(patch, self.catalogue.kinds[patch.target[0]], old, new)
        if verdict is Verdict.SETTLED:
            return None
        if verdict is Verdict.THEIRS:
            self._note(patch, old, new, fixed=True)
            return None
        if verdict is Verdict.CONFLICT and self._note(patch, old, new) is Side.THEIRS:
            return None
        return replace(patch, base="" if new is MISSING else digest(new))

    def _note(self, patch: Patch, old: Any, new: Any, *, fixed: bool = False) -> Side:
        chosen = self.choices.get(conflict_id(patch.target, patch.pointer))
        kind = self.catalogue.kinds[patch.target[0]]
        winner = Side.THEIRS if fixed else chosen or Side.OURS
        self.conflicts.append(
            Conflict(
                target=patch.target,
                pointer=patch.pointer,
                package=patch.package,
                base=_plain(old),
                theirs=_plain(new),
                ours=None if patch.op in ("unset", "remove", "delete") else patch.value,
                winner=winner,
                fixed=fixed,
                undecided=kind.stops_upgrade and chosen is None and not fixed,
            )
        )
        return winner

    def _carried(self, package: Package, before: Package) -> Package:
        """Keep of the installed version what an upgrade does not push and does not take away."""
        had = {component.uid: component for component in before.components}
        said = {component.key for component in package.components}
        return replace(
            package,
            components=tuple(
                self._kept(component, had[component.uid])
                if component.uid in had and component.key in said
                else component
                for component in package.components
            ),
        )

    def _kept(self, component: Component, before: Component) -> Component:
        body = dict(component.body)
        for key, held in self.catalogue.kinds[component.kind].property_classes.items():
            if held is PropertyClass.SEED:
                body.pop(key, None)
                if key in before.body:
                    body[key] = before.body[key]
        for key in STORED_LISTS:
            if isinstance(body.get(key), list) and isinstance(before.body.get(key), list):
                body[key] = [*body[key], *_retired(before.body[key], body[key])]
        return replace(component, body=body)

    def _adopt_elements(self) -> None:
        """Let layers keep elements that the package leaves out but they changed: as their own."""
        for package in list(self.coming.values()):
            if package.name not in self.given:
                patches = tuple(chain.from_iterable(map(self._adopted, package.patches)))
                self.coming[package.name] = replace(package, patches=_each_once(patches))

    def _adopted(self, patch: Patch) -> tuple[Patch, ...]:
        """Give a patch with what it needs to stand on; nothing if somebody chose to let it go."""
        for name in self.upgraded:
            old = _find(self.installed[name], patch.target)
            new = _find(self.coming[name], patch.target)
            lost = None if old is None or new is None else _lost(old.body, new.body, patch)
            if lost is None or patch.op == "remove":
                continue
            pointer, element = lost
            if self._note(patch, element, MISSING) is Side.THEIRS:
                return ()
            whole = replace(patch, pointer=pointer, op="put", value=element, base="")
            return (whole, patch)
        return (patch,)

    def _values_below(self, packages: Packages) -> dict[Any, Any]:
        patcher, found = self._patcher(packages), {}
        for package in layer_order(list(packages.values()), []):
            for patch in package.patches:
                found[_said(patch)] = deepcopy(patcher.look(patch))
                patcher.apply(patch)
        return found

    def _patcher(self, packages: Packages) -> Patcher:
        components: MutableMapping[Key, Component] = {
            component.key: component
            for package in packages.values()
            for component in package.components
        }
        return Patcher(components, Shapes(self.catalogue), [])


def _said(patch: Patch) -> tuple[object, ...]:
    return (patch.package, patch.target, patch.pointer, patch.op, digest(patch.value))


def _plain(value: Any) -> Any:
    return None if value is MISSING else value


def _retired(before: list[Any], now: list[Any]) -> Iterator[Any]:
    """Give the elements that are left out, put out of use: records hold their ids."""
    said = set(map(_stored_as, now))
    for element in before:
        if _stored_as(element) not in said:
            whole = dict(element) if isinstance(element, Mapping) else {"id": element}
            yield {**whole, "active": False}


def _stored_as(option: Any) -> str:
    """Give what records store of an option: a renamed one keeps its ``key`` (decision 5)."""
    key = option.get("key") if isinstance(option, Mapping) else None
    return str(key or element_key(option))


def _find(package: Package, key: Key) -> Component | None:
    return next((each for each in package.components if each.key == key), None)


def _each_once(patches: Iterable[Patch]) -> tuple[Patch, ...]:
    return tuple({_said(patch): patch for patch in patches}.values())


def _lost(old: Any, new: Any, patch: Patch) -> tuple[str, Any] | None:
    """Find the element on the way of a patch that was there and is not: its pointer, and itself."""
    steps = steps_of(patch.pointer)
    for depth, step in enumerate(steps):
        was, now = look_up(old, steps[:depth]), look_up(new, steps[:depth])
        if not (isinstance(was, list) and isinstance(now, list)):
            continue
        index = find_element(was, step)
        if index >= 0 and find_element(now, step) < 0:
            before = [element_key(each) for each in was[:index]]
            left = next((key for key in reversed(before) if find_element(now, key) >= 0), "")
            element = was[index]
            if left and isinstance(element, Mapping):
                element = {**element, "after": left}
            pointer = "".join(f"/{escape(each)}" for each in steps[: depth + 1])
            return pointer, element
    return None
