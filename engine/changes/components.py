"""Finds how stored components differ from those that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from engine.changes.steps import Action, ComponentChange, Step, StepClass
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.storage.metadata import Stored, stored
from engine.text import Text, text

_FEW = 10
_SHARE = 5
"""A plan that deletes at least 10 components and more than a fifth of a package is refused."""


def component_changes(
    present: Mapping[UUID, Stored], wanted: Model
) -> tuple[ComponentChange, ...]:
    """Give every difference, by the uid that outlives names."""
    changes: list[ComponentChange] = []
    coming = {component.uid: component for component in wanted.components.values()}
    for uid, component in coming.items():
        before = present.get(uid)
        after = stored(component)
        if before is None or before.dead or before.digest != after.digest:
            changes.append(ComponentChange(uid, before, after))
    for uid, before in present.items():
        if uid not in coming and not before.dead:
            changes.append(ComponentChange(uid, before, None))
    return tuple(changes)


def component_steps(
    changes: Sequence[ComponentChange], catalogue: Catalogue
) -> Iterator[tuple[ComponentChange, Step]]:
    """Say each difference of components in one sentence."""
    for change in changes:
        if _follows_parent(change):
            continue
        after = change.after
        component = (after or change.before).component  # type: ignore[union-attr]
        yield (
            change,
            Step(
                StepClass.META,
                Action.META,
                _sentence(change, catalogue),
                kind=component.kind,
                object=component.name if component.kind == "object" else component.of,
                field=component.name if component.kind == "field" else "",
            ),
        )


def deletion_guard(
    changes: Sequence[ComponentChange], present: Mapping[UUID, Stored]
) -> Iterator[Step]:
    """Block what looks like an accident: deleting a large part of a package (decision 7)."""
    have: dict[str, int] = {}
    lost: dict[str, int] = {}
    for each in present.values():
        if not each.dead:
            have[each.component.package] = have.get(each.component.package, 0) + 1
    for change in changes:
        if change.after is None and change.before is not None:
            package = change.before.component.package
            lost[package] = lost.get(package, 0) + 1
    for package, count in lost.items():
        if count >= _FEW and count * _SHARE > have[package]:
            yield Step(
                StepClass.BLOCKED,
                Action.META,
                text(
                    "this deletes {count} of the {all} components of “{package}”",
                    "这将删除“{package}”的 {all} 个组件中的 {count} 个",
                    count=count,
                    all=have[package],
                    package=package,
                ),
            )


def _follows_parent(change: ComponentChange) -> bool:
    """Say whether a component differs only in the name of what it belongs to."""
    before, after = change.before, change.after
    return (
        before is not None
        and after is not None
        and not before.dead
        and before.component.of != after.component.of
        and before.component.name == after.component.name
        and before.component.body == after.component.body
    )


def _sentence(change: ComponentChange, catalogue: Catalogue) -> Text:
    before, after = change.before, change.after
    if after is None:
        assert before is not None
        return _said(
            catalogue, before.component, "delete {kind} “{name}”", "删除{kind}“{name}”"
        )
    if before is None:
        return _said(catalogue, after.component, "add {kind} “{name}”", "新增{kind}“{name}”")
    if before.dead:
        return _said(
            catalogue, after.component, "bring back {kind} “{name}”", "恢复{kind}“{name}”"
        )
    if before.component.name != after.component.name:
        return text(
            "rename {kind} “{old}” to “{name}”",
            "将{kind}“{old}”改名为“{name}”",
            kind=_kind(catalogue, after.component),
            old=full_name(before.component),
            name=full_name(after.component),
        )
    return _said(catalogue, after.component, "change {kind} “{name}”", "修改{kind}“{name}”")


def _said(catalogue: Catalogue, component: Component, en: str, zh: str) -> Text:
    return text(en, zh, kind=_kind(catalogue, component), name=full_name(component))


def _kind(catalogue: Catalogue, component: Component) -> Text:
    kind = catalogue.kinds.get(component.kind)
    return kind.label if kind else Text.of(component.kind)


def full_name(component: Component) -> str:
    """Give a component's name with that of its parent, if it has one."""
    return f"{component.of}.{component.name}" if component.of else component.name
