"""Adds to the steps of components what the data and the other components say about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from engine.access.unread import unread
from engine.changes.components import component_steps
from engine.changes.losses import Losses
from engine.changes.naming import called, listed
from engine.changes.rights_lost import admins_lost, gives_rights, rights_lost
from engine.changes.steps import ComponentChange, Plan, Step
from engine.changes.usage import all_usages
from engine.kernel.catalogue import Catalogue
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.packages.mentions import Key
from engine.storage.columns import ColumnMap
from engine.text import Text, text

_FEW = 8


class Probing:
    """Looks at one change of metadata; ``models`` are the one in force and the one to come."""

    def __init__(
        self,
        conn: Connection,
        catalogue: Catalogue,
        columns: ColumnMap,
        models: tuple[Model, Model],
    ) -> None:
        self._conn = conn
        self._catalogue = catalogue
        self._models = models
        self._columns = columns
        self._losses = Losses(conn, columns, *models)
        self._unread: Mapping[str, tuple[str, ...]] | None = None

    def component_steps(self, changes: Sequence[ComponentChange]) -> Iterator[Step]:
        """Give a step for each changed component, then what values and users lose by them."""
        gone = {
            change.before.component.name
            for change in changes
            if change.after is None
            and change.before is not None
            and change.before.component.kind == "object"
        }
        for change, step in component_steps(changes, self._catalogue, self._models[::-1]):
            yield self._probed(change, step, gone)
        yield from self._losses.misfits()
        if any(map(gives_rights, changes)):
            yield from admins_lost(self._conn, *self._models, self._columns)
            yield from rights_lost(self._conn, *self._models)

    def _probed(self, change: ComponentChange, step: Step, gone: set[str]) -> Step:
        before, after = change.before, change.after
        if before is None or before.dead:
            return self._with_unread(step)
        if after is None:
            # The records of an object are counted once, not again for each of its fields.
            if before.component.of not in gone:
                step = self._losses.of_deletion(step, change)
        elif after.component.name == before.component.name:
            return step
        return replace(step, details=(*step.details, *self._users_of(before.component.key)))

    def _users_of(self, key: Key) -> Iterator[Text]:
        known = all_usages(self._models[0], self._catalogue)
        found = [each.component for each in known.get(key, ())]
        if found:
            yield text(
                "used by {count}: {names}{more}",
                "被 {count} 处引用：{names}{more}",
                count=len(found),
                names=listed(called(c, self._catalogue, self._models) for c in found[:_FEW]),
                more=f" +{len(found) - _FEW}" if len(found) > _FEW else "",
            )

    def _with_unread(self, step: Step) -> Step:
        if step.kind != "field":
            return step
        if self._unread is None:
            self._unread = unread(self._models[1])
        if step.field not in self._unread.get(step.object, ()):
            return step
        return replace(step, details=(*step.details, _NOBODY))


def probed(plan: Plan, context: Context) -> Plan:
    """Give a plan with what the probes of all rooms say about its steps."""
    probes = context.extensions.probes
    if not probes:
        return plan

    def told(step: Step) -> Iterable[Text]:
        return (said for probe in probes for said in probe.probe(context, step))

    steps = tuple(replace(s, details=(*s.details, *told(s))) for s in plan.steps)
    return replace(plan, steps=steps)


_NOBODY = text("no permission set lets anybody read it yet", "目前没有权限集允许任何人读取它")
