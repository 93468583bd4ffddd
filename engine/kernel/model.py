"""The Model: one tenant's metadata at one revision, resolved, immutable, pure data."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar, runtime_checkable
from uuid import UUID

from engine.kernel.component import Component
from engine.kernel.field_type import FieldType
from engine.text import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a select field; ``id`` is what rows store and never changes."""

    id: str
    label: Text
    color: str = ""
    active: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further declared keys: probability, closed, won, parents (dependent options) ..."""


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field of an object, resolved."""

    uid: UUID
    object: str
    name: str
    type: FieldType
    label: Text
    help: Text
    required: bool
    unique: bool
    audit: bool
    system: bool
    default: str
    """Expression source; empty for none."""
    target: str
    """Object that a reference points to; empty for others."""
    choices: tuple[Option, ...]
    options: Mapping[str, Any]
    """The whole declared body: type-specific keys are read from here."""
    stored_as: Mapping[str, str] = field(default_factory=dict)
    """Uids by name, where values name components: rows store these, so a rename is no change."""
    becoming: FieldDef | None = None
    """The field as it will be once its values are copied to the columns of another type."""

    def choice(self, option_id: str) -> Option | None:
        """Find an option, retired ones included."""
        return next((option for option in self.choices if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class ObjectDef:
    """An object, resolved; ``fields`` holds declared and system fields in display order."""

    uid: UUID
    name: str
    label: Text
    plural: Text
    help: Text
    name_field: str
    fields: Mapping[str, FieldDef]
    master: str
    """Name of the master_detail field when this is a detail; else empty."""
    digest: str
    """Changes with any component of this object that storage, records or access compile."""
    body: Mapping[str, Any]

    @property
    def has_money(self) -> bool:
        return "currency" in self.fields

    @property
    def has_owner(self) -> bool:
        return "owner" in self.fields


@runtime_checkable
class Heirloom(Protocol):
    """A part of a whole model that knows what of it holds in a later one too (0101)."""

    def passed_on(self, later: Model) -> Self:
        """Give what a later model begins with; this one stays as it is."""


class Model:
    """All components of a tenant at one revision, with named look-ups.

    What rooms derive from it (tables, predicates, specs, compiled expressions) is a *part*: made on
    first use and dropped with the Model. A part of one object is shared with the next revision when
    the object's digest did not change.
    """

    def __init__(
        self,
        components: Mapping[tuple[str, str, str], Component],
        objects: Mapping[str, ObjectDef],
        settings: Mapping[str, Any],
        digest: str,
    ) -> None:
        self.components = components
        self.objects = objects
        self.settings = settings
        self.digest = digest
        self._parts: dict[object, Any] = {}
        self._lock = threading.RLock()

    def get(self, name: str) -> ObjectDef | None:
        """Find an object by name; None when there is none."""
        return self.objects.get(name)

    def field_at(self, obj: ObjectDef, path: str) -> FieldDef | None:
        """Find the field that a path over look-ups ends at; None for a part of a field."""
        name, _, rest = path.partition(".")
        found = obj.fields.get(name)
        if found is None or not rest:
            return found
        target = self.objects.get(found.target)
        return None if target is None else self.field_at(target, rest)

    def find(self, kind: str, name: str, of: str = "") -> Component | None:
        """Find a component by identity."""
        return self.components.get((kind, of, name))

    def of_kind(self, kind: str, of: str | None = None) -> Iterator[Component]:
        """Give the components of a kind, of one parent if asked, in stored order."""
        return (
            component
            for component in self._by_kind().get(kind, ())
            if of is None or component.of == of
        )

    def by_uid(self, uid: UUID) -> Component | None:
        """Find a component by its uid, as stored things refer to it."""
        index: dict[UUID, Component] = self.part(_uid_index)
        return index.get(uid)

    def part(self, factory: Callable[[Model], T]) -> T:
        """Give the part that a room derives from the whole model, made once."""
        return self._made(factory, lambda: factory(self))

    def keep(self, factory: Callable[[Model], T], made: T) -> None:
        """Keep a part that was made along with the model, in place of what ``factory`` would give."""
        with self._lock:
            self._parts[factory] = made

    def object_part(self, factory: Callable[[Model, ObjectDef], T], obj: ObjectDef) -> T:
        """Give the part derived from one object, made once; shared across revisions by digest."""
        return self._made((factory, obj.uid, obj.digest), lambda: factory(self, obj))

    def part_of(self, factory: Callable[[Model, ObjectDef], T], obj: ObjectDef) -> T:
        """Give the part derived from one object and what it refers to, made once per model."""
        return self._made((factory, obj.name), lambda: factory(self, obj))

    def inherit(self, previous: Model) -> None:
        """Take over the object parts of an earlier revision whose digests did not change.

        Such a part must therefore depend on nothing but its object's digest. Of the parts of the
        whole model each `Heirloom` is passed on.
        """
        kept = {(obj.uid, obj.digest) for obj in self.objects.values()}
        with previous._lock:
            old = list(previous._parts.items())
        for key, made in old:
            if isinstance(key, tuple):
                if key[1:] in kept:
                    self._parts.setdefault(key, made)
            elif key not in self._parts and isinstance(made, Heirloom):
                self._parts[key] = made.passed_on(self)

    def _made(self, key: object, make: Callable[[], T]) -> T:
        try:
            found: T = self._parts[key]
        except KeyError:
            with self._lock:
                if key not in self._parts:
                    self._parts[key] = make()
                found = self._parts[key]
        return found

    def _by_kind(self) -> dict[str, list[Component]]:
        return self.part(_kind_index)


def _kind_index(model: Model) -> dict[str, list[Component]]:
    index: dict[str, list[Component]] = {}
    for component in model.components.values():
        index.setdefault(component.kind, []).append(component)
    return index


def _uid_index(model: Model) -> dict[UUID, Component]:
    return {component.uid: component for component in model.components.values()}
