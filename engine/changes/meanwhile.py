"""Brings a change that was put off over what others applied meanwhile (decision 0094)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.changes import scheduling
from engine.changes.carrying import Deciding, Work, lower_of, own_of, plan_work
from engine.changes.conflicts import Conflict
from engine.changes.editing import OWN
from engine.changes.history import revisions
from engine.changes.layers import same
from engine.changes.naming import called, own_label, sentences, value_words
from engine.changes.rights_given import gains
from engine.changes.scheduling import Scheduled
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages, packages_at
from engine.errors import ApplyError
from engine.kernel.catalogue import Catalogue
from engine.kernel.context import Context
from engine.packages import resolve
from engine.packages.package import Package
from engine.storage.metadata import read_head
from engine.text import Text, text

_FEW = 3
Packages = Mapping[str, Package]


def planned_again(context: Context, due: Scheduled, outcome: Mapping[str, Any]) -> Plan:
    """Plan what was put off, over what is in force by now.

    ApplyError ``scheduled.conflict`` when others changed the same, ``scheduled.moved`` when it cannot
    be merged with what they did, ``scheduled.other`` when it would do something else than was read.
    """
    with context.database.reading() as conn:
        moved = read_head(conn).rev != due.base
    planned = _merged(context, due, outcome) if moved else scheduling.remade(context, outcome)
    if planned.digest != due.digest:
        _require_same_steps(due, planned)
    return planned


def _merged(context: Context, due: Scheduled, outcome: Mapping[str, Any]) -> Plan:
    assert context.catalogue is not None, "jobs run in a context of the runtime"
    with context.database.snapshot() as conn:
        then, now = packages_at(conn, due.base), load_packages(conn)
    coming = scheduling.packages_of(outcome)
    apart = {name: each for name, each in coming.items() if name != OWN}
    known = all("identity" in step for step in due.steps)
    if outcome["gone"] or not known or any(_moved(then, now, name) for name in apart):
        raise _cannot_merge(context, due)
    work = _work(context.catalogue, then, coming, apart)
    planned = plan_work(context.database, context.catalogue, work, Deciding(strict=True))
    undecided = [each for each in planned.conflicts if each.undecided]
    if undecided:
        raise _conflict(context, due, undecided)
    _require_same_rights(context.catalogue, planned, (then, {**then, **coming}))
    return planned


def _work(catalogue: Catalogue, then: Packages, coming: Packages, apart: Packages) -> Work:
    before = own_of(then, catalogue)
    return Work(
        lower_of({**then, **apart}),
        before,
        own_of(coming, catalogue) if OWN in coming else before,
        tuple(apart.values()),
        tuple(
            component.key
            for name, package in apart.items()
            for component in (then[name].components if name in then else ())
            if component.uid not in {each.uid for each in package.components}
        ),
    )


def _moved(then: Packages, now: Packages, name: str) -> bool:
    """Say whether others changed one of the packages that would be replaced as a whole."""
    before, after = then.get(name), now.get(name)
    return before is not after if before is None or after is None else not same(after, before)


def _require_same_steps(due: Scheduled, planned: Plan) -> None:
    """Refuse what does not do the steps that were read; numbers of rows may differ (0079)."""
    now = scheduling.steps_json(planned)
    was, does = Counter(map(_said, due.steps)), Counter(map(_said, now))
    if was == does and planned.steps:
        return
    new = [step for step in now if _said(step) not in was]
    if new:
        raise ApplyError(
            "scheduled.other",
            text(
                "settings or data have changed since, so that it would do something else: {steps}",
                "设置或数据此后发生了变化，执行结果将有所不同：{steps}",
                steps=_few(new),
            ),
        )
    raise ApplyError(
        "scheduled.other",
        text(
            "part of it has been done since: {steps}",
            "其中一部分此后已完成：{steps}",
            steps=_few([step for step in due.steps if _said(step) not in does] or due.steps),
        ),
    )


def _require_same_rights(
    catalogue: Catalogue, planned: Plan, read: tuple[Packages, Packages]
) -> None:
    """Refuse to give a system right to a role or set that got none by what was read.

    A step names the set that changes, not the roles that others gave the set to since: who may not give
    the right would have its author give it (0063).
    """
    assert planned.old is not None, "work is planned over a model"
    before, after = (resolve(tuple(found.values()), catalogue) for found in read)
    known = gains(before, after)
    for uid, gained in gains(planned.old, planned.model).items():
        more = gained - known.get(uid, frozenset())
        found = planned.model.by_uid(uid)
        if more and found is not None:
            raise ApplyError(
                "scheduled.other",
                text(
                    "others changed who would get the right “{right}” by it: “{who}”",
                    "此后他人更改了会因此获得“{right}”权限的对象：“{who}”",
                    right=min(more),
                    who=own_label(found),
                ),
            )


def _said(step: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what a step does to what; one that was kept by an earlier release, what it said."""
    if "identity" in step:
        return (*step["identity"], step["name"])
    return step["class"], step["name"], step["text"].get("en", "")


def _few(steps: Sequence[Mapping[str, Any]]) -> Text:
    return sentences(Text.of(step["text"]) for step in steps[:_FEW])


def _conflict(context: Context, due: Scheduled, found: Sequence[Conflict]) -> ApplyError:
    return ApplyError(
        "scheduled.conflict",
        text(
            "others changed the same since ({between}): {what}",
            "此后他人更改了相同的内容（{between}）：{what}",
            between=_between(context, due),
            what=sentences(_both(context, each) for each in found[:_FEW]),
        ),
        hint=text(
            "the change is your draft again: review it there",
            "此更改已恢复为您的草稿，请在草稿中查看",
        ),
    )


def _both(context: Context, conflict: Conflict) -> Text:
    assert context.catalogue is not None, "jobs run in a context of the runtime"
    kind, of, name = conflict.target
    found = context.model.find(kind, name, of)
    what = called(found, context.catalogue, (context.model,)) if found else conflict.id
    return text(
        "{what}{pointer} is “{ours}” now, this says “{theirs}”",
        "{what}{pointer}现为“{ours}”，此更改为“{theirs}”",
        what=what,
        pointer=f" ({conflict.pointer[1:]})" if conflict.pointer else "",
        ours=value_words(conflict.ours),
        theirs=value_words(conflict.theirs),
    )


def _cannot_merge(context: Context, due: Scheduled) -> ApplyError:
    return ApplyError(
        "scheduled.moved",
        text(
            "others changed the same packages since: it is based on revision {base}, then came {told}",
            "此后他人更改了相同的包：它基于版本 {base}，之后有 {told}",
            base=due.base,
            told=_between(context, due),
        ),
    )


def _between(context: Context, due: Scheduled) -> str:
    return "; ".join(_told(context, due))


def _told(context: Context, due: Scheduled) -> Iterator[str]:
    between = revisions(context.database, limit=_FEW, after=due.base)
    for each in reversed(between):
        yield f"{each.rev} {each.message} ({each.actor})"
