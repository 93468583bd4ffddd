"""Says which names an expression may use, and of what type they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.kernel.values import Part, ValueType
from engine.text import Text, text

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


@dataclass(frozen=True, slots=True)
class Member:
    """What may stand at one step of a path: its name, what it stands for, what people call it.

    ``further`` says that the path may go on: to the fields of a look-up, or to parts.
    """

    name: str
    symbol: Symbol
    label: Text
    help: Text = Text()
    further: bool = False


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


_STARTS = {
    "me": text("Who acts", "当前用户"),
    "prior": text("The record before the save", "保存前的记录"),
    "target": text("The record to be chosen", "被选择的记录"),
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

    def members(self, prefix: str) -> Iterator[Member]:
        """Give what may follow ``prefix``, the steps of a path so far; empty for the first step."""
        first, _, rest = prefix.partition(".")
        starts = {"me": self.model.get("user"), "target": self.target}
        if self.prior:
            starts["prior"] = self.obj
        if not prefix:
            yield from self._fields(self.obj, "")
            for word, label in _STARTS.items():
                if starts.get(word) is not None or word == "me":
                    yield Member(word, Symbol(word, ValueType.REFERENCE), label, further=True)
            return
        if prefix == "me":
            known = starts["me"].fields if starts["me"] else {}
            yield from (
                Member(name, symbol, Text.of(name))
                for name, symbol in _ME.items()
                if name not in known
            )
        at = starts.get(first, self.obj)
        steps = rest if first in starts else prefix
        yield from self._following(at, prefix, steps)

    def _following(self, obj: ObjectDef | None, prefix: str, steps: str) -> Iterator[Member]:
        """Give what follows steps from an object: fields of what they lead to, parts."""
        if not steps:
            yield from self._fields(obj, prefix)
            return
        field = self.model.field_at(obj, steps) if obj else None
        if field is None or field.type.secret or steps.count(".") >= MAX_HOPS:
            return
        for part in field.type.parts(field):
            if part.name:
                path = f"{prefix}.{part.name}"
                yield Member(part.name, Symbol(path, part.value_type), Text.of(part.name))
        if field.target:
            yield from self._fields(self.model.get(field.target), prefix)

    def _fields(self, obj: ObjectDef | None, prefix: str) -> Iterator[Member]:
        for field in obj.fields.values() if obj else ():
            if not field.type.secret:
                path = f"{prefix}.{field.name}" if prefix else field.name
                parts = any(part.name for part in field.type.parts(field))
                further = parts or self.model.get(field.target) is not None
                yield Member(field.name, _symbol(path, field), field.label, field.help, further)

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
