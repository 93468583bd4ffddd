"""Works out what an actor may do with objects and fields: widest of all sets, else nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.inputs import hidden_inputs
from engine.access.masks import ALWAYS_READ, KEPT_FIELDS, masked, writable
from engine.access.scope import Scope
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import Model, ObjectDef

__all__ = ["ObjectRights", "Rights", "Scope", "rights"]

RightsKey = tuple[str, ...]
SYSTEM_KEY: RightsKey = ("*",)
SYSTEM_RIGHTS = frozenset(
    {
        "customise", "manage_users", "import_data", "export_data", "bulk_edit", "view_jobs",
        "purge",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ObjectRights:
    """What an actor may do with one object; ``create`` and ``export`` are yes or no."""

    read: Scope = Scope.NONE
    create: bool = False
    update: Scope = Scope.NONE
    delete: Scope = Scope.NONE
    export: bool = False
    readable: frozenset[str] = frozenset()
    writable: frozenset[str] = frozenset()

    def scope(self, action: str) -> Scope:
        """Give how far an action reaches; yes is everything, an unknown action nothing."""
        if action in ("create", "export"):
            return Scope.ALL if getattr(self, action) else Scope.NONE
        found: Scope = getattr(self, action) if action in _SCOPED else Scope.NONE
        return found

    def or_else(self, other: ObjectRights) -> ObjectRights:
        """Join two grants: the widest of each wins."""
        return ObjectRights(
            read=max(self.read, other.read),
            create=self.create or other.create,
            update=max(self.update, other.update),
            delete=max(self.delete, other.delete),
            export=self.export or other.export,
            readable=self.readable | other.readable,
            writable=self.writable | other.writable,
        )


_SCOPED = ("read", "update", "delete")
_NOTHING = ObjectRights()


class Rights:
    """All rights of one combination of permission sets; shared by every actor who has it."""

    def __init__(self, model: Model, key: RightsKey) -> None:
        self.key = key
        self._model = model
        self._everything = key == SYSTEM_KEY
        self._sets = () if self._everything else tuple(_components(model, key))
        self._objects: dict[str, ObjectRights] = {}
        self._granted: dict[str, ObjectRights] = {}
        self._lock = threading.RLock()
        self.system = (
            SYSTEM_RIGHTS
            if self._everything
            else frozenset(
                word for found in self._sets for word in found.body.get("system", ())
            )
        )

    def of(self, name: str) -> ObjectRights:
        """Give the rights on an object; an unknown object gives none."""
        try:
            return self._objects[name]
        except KeyError:
            with self._lock:
                found = self._worked_out(name)
                self._objects[name] = found
            return found

    def granted(self, name: str) -> ObjectRights:
        """Give the rights as declared, before fields computed from hidden ones are taken out."""
        found = self._granted.get(name)
        if found is None:
            found = self._granted[name] = self._declared(name)
        return found

    def _declared(self, name: str) -> ObjectRights:
        obj = self._model.get(name)
        if obj is None:
            return _NOTHING
        if self._everything:
            return _everything(obj)
        entries = [
            _entry(obj, found.name, entry)
            for found in self._sets
            if (entry := found.body.get("objects", {}).get(name)) is not None
        ]
        joined = _NOTHING
        for each in entries:
            joined = joined.or_else(each)
        return _closed(_with_default(obj, joined, named=bool(entries)))

    def _worked_out(self, name: str) -> ObjectRights:
        found = self.granted(name)
        if self._everything or not found.readable:
            return found
        hidden = hidden_inputs(self._model, name, lambda of: self.granted(of).readable)
        return ObjectRights(
            found.read, found.create, found.update, found.delete, found.export,
            found.readable - hidden, found.writable,
        )  # fmt: skip


def rights(context: Context) -> Rights:
    """Give the actor's rights; worked out once per model and combination of permission sets."""
    actor = context.actor
    said = SYSTEM_KEY if actor.is_system else actor.permission_sets
    known: dict[RightsKey, Rights] = context.model.part(_known_rights)
    found = known.get(said)
    if found is None:
        key = tuple(sorted(set(said)))
        found = known.setdefault(key, known.get(key) or Rights(context.model, key))
        known[said] = found
    return found


def _known_rights(_model: Model) -> dict[RightsKey, Rights]:
    return {}


def _components(model: Model, names: Iterable[str]) -> Iterable[Component]:
    for name in names:
        found = model.find("permission_set", name)
        if found is not None:
            yield found


def _yes(word: object) -> bool:
    return word is True or word == "yes"


def _entry(obj: ObjectDef, set_name: str, entry: Mapping[str, Any]) -> ObjectRights:
    """Read what one set says of an object; fields count only together with the right to use them."""
    fields = entry.get("fields", {})
    read, create = Scope.of(entry.get("read", "none")), _yes(entry.get("create"))
    update = Scope.of(entry.get("update", "none"))
    reads = read is not Scope.NONE
    writes = reads and (create or update is not Scope.NONE)
    return ObjectRights(
        read=read,
        create=create,
        update=update,
        delete=Scope.of(entry.get("delete", "none")),
        export=_yes(entry.get("export")),
        readable=masked(fields.get("read"), obj, set_name) if reads else frozenset(),
        writable=writable(fields.get("write"), obj, set_name) if writes else frozenset(),
    )


def _with_default(obj: ObjectDef, found: ObjectRights, *, named: bool) -> ObjectRights:
    """Widen by what the object offers to everyone.

    Sets that name the object still say which of its fields are seen; only where none does, all are.
    """
    default = obj.body.get("default_access", "none")
    if default not in ("read", "write"):
        return found
    writes = default == "write"
    offered = ObjectRights(
        read=Scope.ALL,
        create=writes,
        update=Scope.ALL if writes else Scope.NONE,
        readable=frozenset() if named else masked("all", obj, ""),
        writable=frozenset() if named or not writes else writable("all", obj, ""),
    )
    return found.or_else(offered)


def _closed(found: ObjectRights) -> ObjectRights:
    """Take out what makes no sense without reading, and writing what nobody may write."""
    if found.read is Scope.NONE:
        return _NOTHING
    writes = found.create or found.update is not Scope.NONE
    return ObjectRights(
        read=found.read,
        create=found.create,
        update=min(found.update, found.read),
        delete=min(found.delete, found.read),
        export=found.export,
        readable=found.readable | ALWAYS_READ,
        writable=found.writable & found.readable if writes else frozenset(),
    )


def _everything(obj: ObjectDef) -> ObjectRights:
    return ObjectRights(
        read=Scope.ALL, create=True, update=Scope.ALL, delete=Scope.ALL, export=True,
        readable=frozenset(obj.fields),
        writable=writable("all", obj, "") | (KEPT_FIELDS & {"created_at", "created_by"}),
    )  # fmt: skip
