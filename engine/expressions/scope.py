"""Says which names an expression may use, and of what type they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Part, ValueType

MAX_HOPS = 5
"""Look-ups that one path may follow."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a path stands for: its type, the object a reference points to, the options of a select.

    ``sql`` is false for what exists only while a record is being saved.
    """

    path: str
    type: ValueType
    target: str = ""
    choices: tuple[str, ...] = ()
    sql: bool = True


class Scope(Protocol):
    """Resolves names; made per object by `ObjectScope`, or by hand for other inputs."""

    def resolve(self, path: str) -> Symbol | None:
        """Find a path; None when there is no such name."""

    def names(self) -> Iterable[str]:
        """Give the names that suggestions are picked from."""


@dataclass(frozen=True, slots=True)
class FixedScope:
    """A scope with a given set of symbols."""

    symbols: tuple[Symbol, ...] = ()

    @classmethod
    def of(cls, **types: ValueType) -> FixedScope:
        """Make a scope from plain names and their types."""
        return cls(tuple(Symbol(name, type_) for name, type_ in types.items()))

    def resolve(self, path: str) -> Symbol | None:
        return next((symbol for symbol in self.symbols if symbol.path == path), None)

    def names(self) -> Iterable[str]:
        return [symbol.path for symbol in self.symbols]


_ME = {
    "id": Symbol("me.id", ValueType.REFERENCE, target="user"),
    "name": Symbol("me.name", ValueType.TEXT),
    "language": Symbol("me.language", ValueType.TEXT),
    "roles": Symbol("me.roles", ValueType.LIST),
    "permission_sets": Symbol("me.permission_sets", ValueType.LIST),
    "admin": Symbol("me.admin", ValueType.BOOLEAN),
}


@dataclass(frozen=True, slots=True)
class ObjectScope:
    """The names of one object: fields, parts (``billing.city``), paths over look-ups, ``me``.

    ``prior`` admits ``prior.field``, the value before the save; ``target`` admits ``target.field``
    of another object, as look-up filters and sharing need it.
    """

    model: Model
    obj: ObjectDef
    prior: bool = False
    target: ObjectDef | None = None

    def resolve(self, path: str) -> Symbol | None:
        first, _, rest = path.partition(".")
        if first == "me" and rest:
            return _ME.get(rest) or self._in_object(self.model.get("user"), path, rest)
        if first == "prior" and rest:
            found = self._in_object(self.obj, path, rest) if self.prior else None
            return found and Symbol(path, found.type, found.target, found.choices, sql=False)
        if first == "target" and rest:
            return self._in_object(self.target, path, rest)
        return self._in_object(self.obj, path, path)

    def names(self) -> Iterable[str]:
        yield from self.obj.fields
        for field in self.obj.fields.values():
            for part in field.type.parts(field):
                if part.name:
                    yield f"{field.name}.{part.name}"
            target = self.model.get(field.target) if field.target else None
            for name in target.fields if target else ():
                yield f"{field.name}.{name}"
        yield from (symbol.path for symbol in _ME.values())
        if self.prior:
            yield from (f"prior.{name}" for name in self.obj.fields)
        if self.target:
            yield from (f"target.{name}" for name in self.target.fields)

    def _in_object(self, obj: ObjectDef | None, path: str, steps: str) -> Symbol | None:
        names = steps.split(".")
        for hops, name in enumerate(names):
            field = obj.fields.get(name) if obj else None
            if field is None or field.type.secret or hops > MAX_HOPS:
                return None
            if hops == len(names) - 1:
                return _symbol(path, field)
            part = _part(field, names[hops + 1])
            if part and hops == len(names) - 2:
                return Symbol(path, part.value_type)
            obj = self.model.get(field.target) if field.target else None
        return None


def _symbol(path: str, field: FieldDef) -> Symbol:
    choices = tuple(option.id for option in field.choices)
    return Symbol(path, field.type.value_type_of(field), field.target, choices)


def _part(field: FieldDef, name: str) -> Part | None:
    return next((part for part in field.type.parts(field) if part.name == name), None)
