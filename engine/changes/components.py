"""Finds how stored components differ from those that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from engine.changes.naming import Parents, called, full_name
from engine.changes.steps import Action, ComponentChange, Effect, Step, StepClass
from engine.kernel.catalogue import Catalogue
from engine.kernel.model import Model
from engine.storage.metadata import Stored, stored
from engine.text import Text, text

_FEW = 10
_SHARE = 5
"""A plan that deletes at least 10 components and more than a fifth of a package is to be confirmed."""


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
    changes: Sequence[ComponentChange], catalogue: Catalogue, models: Parents
) -> Iterator[tuple[ComponentChange, Step]]:
    """Say each difference of components in one sentence; ``models`` know their parents' labels."""
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
                _sentence(change, catalogue, models),
                kind=component.kind,
                object=component.name if component.kind == "object" else component.of,
                field=component.name if component.kind == "field" else "",
                name=full_name(component),
                becomes=_effect(change),
            ),
        )


def deletion_guard(
    changes: Sequence[ComponentChange], present: Mapping[UUID, Stored]
) -> Iterator[Step]:
    """Ask about what looks like an accident: deleting a large part of a package (decision 7)."""
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
                StepClass.META,
                Action.META,
                text(
                    "this deletes {count} of the {all} components of “{package}”",
                    "这将删除“{package}”的 {all} 个组件中的 {count} 个",
                    count=count,
                    all=have[package],
                    package=package,
                ),
                kind="package",
                object=package,
                becomes=Effect.REMOVE,
                asks=True,
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


def _effect(change: ComponentChange) -> Effect:
    if change.after is None:
        return Effect.REMOVE
    return Effect.ADD if change.before is None or change.before.dead else Effect.CHANGE


def _sentence(change: ComponentChange, catalogue: Catalogue, models: Parents) -> Text:
    before, after = change.before, change.after
    found = (after or before).component  # type: ignore[union-attr]
    what = called(found, catalogue, models)
    if after is None:
        return text("delete {what}", "删除{what}", what=what)
    if before is None:
        return text("add {what}", "新增{what}", what=what)
    if before.dead:
        return text("bring back {what}", "恢复{what}", what=what)
    if before.component.name != after.component.name:
        return text(
            "rename {what}: {old} becomes {name}",
            "更改{what}的名称：{old} 改为 {name}",
            what=what,
            old=before.component.name,
            name=after.component.name,
        )
    return text("change {what}", "修改{what}", what=what)
