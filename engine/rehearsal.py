"""Shows records in force through metadata to come, as somebody would see them, changing nothing.

Record data comes through the gate of the person who looks, and is cut down to what the one whose
eyes are borrowed may see: nobody sees more by it than without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine.access import load_actor, rights
from engine.changes.former_names import old_filter, old_path, same_field, same_object
from engine.errors import EngineError, RecordNotFound
from engine.kernel.actor import Actor
from engine.kernel.context import Context
from engine.kernel.model import Model, ObjectDef
from engine.kernel.query import Condition, Count, Filter, Measure, Page, Query, Record
from engine.records import Records
from engine.records.fitting import filter_inputs
from engine.records.history import Entry
from engine.session import Session
from engine.text import text
from engine.views.paths import find

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes are borrowed: those of a role, or of a person, who also sees only some records."""

    role: str = ""
    person: UUID | None = None


class Rehearsal(Session):
    """A session whose metadata are to come; only what pages read of records can be done in it."""

    def __init__(self, session: Session, model: Model, eyes: Eyes = Eyes()) -> None:
        mine = session.context
        actor, theirs = mine.actor, None
        if eyes.role:
            actor = _in_role(model, mine.actor, eyes.role)
        if eyes.person:
            theirs = _as_person(mine, eyes.person)
            # Words, numbers and days stay in the way of the one who looks.
            seen = theirs.actor
            actor = replace(seen, language=mine.actor.language, locale=mine.actor.locale)
        super().__init__(replace(mine, model=model, actor=actor, again=None), session.head)
        self._mine = mine
        self._theirs = theirs

    def records(self, name: str) -> Any:  # reads only, in place of the gate
        """Open the records of an object, by its name to come, for reading."""
        gates = (self._mine, *((self._theirs,) if self._theirs else ()))
        return SeenRecords(self.context, self.object(name), gates)


def only_layout(model: Model, key: Key) -> Model:
    """Give a model in which a layout is the only one of its object, for every device and purpose."""
    kind, of, name = key
    found = model.find(kind, name, of)
    if found is None:
        return model
    open_to_all = {k: v for k, v in found.body.items() if k not in _CHOSEN_BY}
    kept = {
        each: component
        for each, component in model.components.items()
        if each[:2] != (kind, of) or each == key
    }
    kept[key] = replace(found, body=open_to_all)
    return Model(kept, model.objects, model.settings, model.digest)


_CHOSEN_BY = frozenset({"device", "purpose", "record_types"})


class SeenRecords:
    """The records of one object, read through every one of some gates and cut to a viewer's rights.

    A field that is not in force yet is blank; so is one that is of another type by then.
    """

    def __init__(self, context: Context, obj: ObjectDef, gates: Sequence[Context]) -> None:
        self.context = context
        self.object = obj
        self._gates = gates

    def get(self, record_id: UUID, fields: Sequence[str] = ()) -> Record:
        """Read one record as far as all of the gates and the viewer's rights let it be seen."""
        if not rights(self.context).of(self.object.name).read:
            raise RecordNotFound("record.not_found", _UNSEEN)
        asked = self._asked(fields)
        read = [
            self._renamed(Records(gate, of).get(record_id, (*known.values(), "id")), known)
            for gate, of, known in self._through(asked)
        ]
        if not read:
            raise RecordNotFound("record.not_found", _UNSEEN)
        return self._cut(read, asked)

    def query(self, query: Query) -> Page:
        """Answer a list question; what only some of the gates give is not there.

        ``me`` in it is the person whose eyes are borrowed, so that their gate is asked first.
        """
        if not rights(self.context).of(self.object.name).read:
            return Page(())
        asked = self._asked(query.fields)
        pages: list[Page] = []
        for gate, of, known in reversed(list(self._through(asked))):
            sort = tuple(
                replace(one, path=path)
                for one in query.sort
                if (path := self._in_force(gate, one.path))
            )
            where = self._where(gate, query.where)
            if pages:
                # Who looks must be able to ask the same, else the answer would tell them more.
                bare = replace(
                    query, fields=("id",), where=where, sort=sort, totals=(), limit=1
                )
                Records(gate, of).query(bare)
                where = Condition("id", "in", [str(one.id) for one in pages[0].records])
            fields = (*known.values(), "id")
            totals = self._totals(gate, query)
            asked_for = tuple(one for one in totals if one is not None)
            narrowed = replace(query, fields=fields, sort=sort, where=where, totals=asked_for)
            found = Records(gate, of).query(narrowed)
            records = [self._renamed(one, known) for one in found.records]
            given = iter(found.totals)
            every = [next(given, None) if one is not None else None for one in totals]
            pages.append(replace(found, records=records, totals=every))
        return self._joined(pages, asked)

    def _where(self, gate: Context, found: Filter | None) -> Filter | None:
        catalogue = self.context.catalogue
        if found is None or catalogue is None:
            return found
        return old_filter(gate.model, self.context.model, self.object, found, catalogue)

    def _totals(self, gate: Context, query: Query) -> list[Measure | None]:
        """Give the totals as they are called in force; None for what cannot be told.

        Nobody may add up records that others see: with more than one gate there are none.
        """
        paths = [self._in_force(gate, one.path) for one in query.totals]
        alone = len(self._gates) == 1
        return [
            replace(one, path=path) if alone and (path or not one.path) else None
            for one, path in zip(query.totals, paths, strict=True)
        ]

    def history(self, record_id: UUID, limit: int = 100) -> list[Entry]:
        """Give what happened to a visible record, without what the viewer may not read."""
        gate, of, _ = next(iter(self._through(())))
        self.get(record_id, (self.object.name_field,))
        called = {self._in_force(gate, name): name for name in self.object.fields}
        readable = rights(self.context).of(self.object.name).readable
        return [
            replace(
                entry,
                changes={
                    name: pair
                    for path, pair in entry.changes.items()
                    if (name := called.get(path, "")) in readable
                },
            )
            for entry in Records(gate, of).history(record_id, limit)
        ]

    def defaults(self, values: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Give what a new record would begin with; nothing for who may not create one."""
        mine = rights(self.context).of(self.object.name)
        for gate, of, _ in self._through(()):
            try:
                found = Records(gate, of).defaults()
            except EngineError:
                return {}
            return {
                name: found[path]
                for name in self.object.fields
                if name in mine.readable and (path := self._in_force(gate, name)) in found
            }
        return {}

    def candidates(self, field: str, query: Query, values: Mapping[str, Any]) -> Page:
        """Offer nothing: a preview is looked at, not filled in."""
        return Page(())

    def filter_inputs(self, field: str) -> tuple[str, ...]:
        """Name the fields whose values decide what a look-up may point to."""
        return filter_inputs(self.context.model, self.object.fields[field])

    def _asked(self, fields: Sequence[str]) -> list[str]:
        """Give the paths that are asked for, as far as the viewer may read them."""
        wanted = fields or tuple(self.object.fields)
        return [p for p in dict.fromkeys(wanted) if find(self.context, self.object, p)]

    def _through(
        self, asked: Sequence[str]
    ) -> Iterable[tuple[Context, ObjectDef, dict[str, str]]]:
        """Give each gate with the object in force, and the paths that can be read there."""
        for gate in self._gates:
            of = same_object(gate.model, self.object)
            if of is None:
                return
            paths = {path: self._in_force(gate, path) for path in asked}
            yield gate, of, {path: known for path, known in paths.items() if known}

    def _in_force(self, gate: Context, path: str) -> str:
        """Give what a path to come is called in force; empty where it cannot be read there."""
        found = old_path(gate.model, self.context.model, self.object, path)
        of = same_object(gate.model, self.object)
        return found if found and of and find(gate, of, found) else ""

    def _renamed(self, record: Record, known: Mapping[str, str]) -> Record:
        def by_new(old: Mapping[str, Any]) -> dict[str, Any]:
            return {path: old[was] for path, was in known.items() if was in old}

        return replace(
            record,
            object=self.object.name,
            values=by_new(record.values),
            labels=by_new(record.labels),
            members=by_new(record.members),
        )

    def _cut(self, read: Sequence[Record], asked: Sequence[str]) -> Record:
        """Keep what every gate gives, add blanks for what is new, and names that may be known."""
        first = read[0]

        def shared(path: str, part: str) -> bool:
            return all(path in getattr(one, part) for one in read)

        values = {path: v for path, v in first.values.items() if shared(path, "values")}
        for path in asked:
            if self._is_new(path):
                values[path] = None
        named = {path for path in values if self._may_name(path)}
        return replace(
            first,
            values=values,
            labels={
                path: label
                for path, label in first.labels.items()
                if path in named and shared(path, "labels")
            },
            members={
                path: ids
                for path, ids in first.members.items()
                if path in named and shared(path, "members")
            },
        )

    def _joined(self, pages: Sequence[Page], asked: Sequence[str]) -> Page:
        if not pages:
            return Page(())
        first, *others = pages
        known = [{one.id: one for one in page.records} for page in others]
        rows = [
            self._cut([one, *(by_id[one.id] for by_id in known)], asked)
            for one in first.records
            if all(one.id in by_id for by_id in known)
        ]
        count = Count(len(rows), exact=not first.next) if others else first.count
        return Page(rows, next=first.next, count=count, totals=first.totals)

    def _is_new(self, path: str) -> bool:
        head = self.object.fields.get(path.partition(".")[0])
        mine = self._gates[0].model
        of = same_object(mine, self.object)
        was = same_field(of, head) if of and head else None
        return head is not None and (was is None or was.type.name != head.type.name)

    def _may_name(self, path: str) -> bool:
        """Tell whether the viewer may know what the records are called that a field points to."""
        field = self.context.model.field_at(self.object, path)
        to = field.options.get("to") if field else None
        if field is None or not (field.target or to):
            return True
        targets = [field.target] if field.target else list(to or ())
        held = rights(self.context)
        return all(bool(held.of(target).read) for target in targets)


def _in_role(model: Model, actor: Actor, role: str) -> Actor:
    found = model.find("role", role)
    sets = tuple(sorted(found.body.get("permission_sets", ()))) if found else ()
    return replace(actor, roles=(role,), permission_sets=sets, admin=False)


def _as_person(context: Context, person: UUID) -> Context:
    with context.database.reading() as connection:
        actor = load_actor(connection, context.model, context.columns, person)
    return replace(context, actor=actor, again=None)


_UNSEEN = text("these records are not seen with these rights", "以此权限看不到这些记录")
