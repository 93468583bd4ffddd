"""Where an admin changes metadata: what is in force seen through a draft, and the draft itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.access import rights
from engine.changes import drafts
from engine.changes.assisting import Assistant, assistant
from engine.changes.drafted import Drafted, drafted_model
from engine.changes.drafting import (
    absorbed,
    body_of,
    clashes,
    clashes_between,
    edits_of,
    merged,
    settled,
)
from engine.changes.drafts import Draft, DraftChange, Key
from engine.changes.duplicating import copied
from engine.changes.editing import OWN, plan_edits
from engine.changes.history import Revision
from engine.changes.latest import last_changes
from engine.changes.new_names import taken, wrong_name
from engine.changes.previews import Meeting, Preview
from engine.changes.probing import probed
from engine.changes.typed import typed_body
from engine.changes.usage import Usage, all_usages
from engine.changes.windows import Saved, Window, together
from engine.errors import AccessDenied, EngineError, MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.field_type import FieldType
from engine.kernel.kind import Kind
from engine.kernel.model import Model
from engine.packages.export import ordered_map
from engine.packages.shapes_of import Shapes
from engine.packages.writer import write_yaml
from engine.packages.yaml import parse_yaml
from engine.text import text

_NIL = UUID(int=0)
LONGEST_NAME = 80


class Workbench:
    """Shows metadata as one admin's draft leaves them, and changes the draft, which is not in force.

    AccessDenied for an actor without the right ``customise``.
    """

    def __init__(self, context: Context) -> None:
        if "customise" not in rights(context).system:
            raise AccessDenied(
                "access.customise", text("you may not change settings", "您无权修改设置")
            )
        assert context.catalogue is not None, "the session gives a catalogue"
        self._context = context
        self._catalogue: Catalogue = context.catalogue
        self._shapes = Shapes(self._catalogue)
        self._by = context.actor.user_id or _NIL
        self._all: list[Draft] | None = None

    @property
    def draft(self) -> Draft | None:
        """Give the actor's draft that is at work; None while there is none."""
        return drafts.at_work(self._drafts(), self._by)

    @property
    def mine(self) -> list[Draft]:
        """Give all drafts of the actor."""
        return [each for each in self._drafts() if each.by == self._by]

    @property
    def changes(self) -> Sequence[DraftChange]:
        """Give what the draft at work changes."""
        return self.draft.changes if self.draft else ()

    @property
    def others(self) -> list[Draft]:
        """Give the drafts of other people in which there is something."""
        return [each for each in self._drafts() if each.by != self._by and each.changes]

    def draft_called(self, draft: UUID) -> Draft | None:
        """Find a draft, of whomever, by its id."""
        return next((each for each in self._drafts() if each.id == draft), None)

    def touching(self, key: Key) -> list[Draft]:
        """Give the drafts beside the one at work that touch a component."""
        here = self.draft
        return [each for each in self._drafts() if each != here and each.change(key)]

    def begin(self, name: str) -> None:
        """Begin another draft and go to work on it; what one has stays in its own."""
        self._writable()
        drafts.begin(self._context.database, self._by, name[:LONGEST_NAME], self._context.now)
        self._all = None

    def switch(self, draft: UUID) -> None:
        """Go to work on another of one's drafts."""
        drafts.choose(self._context.database, self._by, draft, self._context.now)
        self._all = None

    def call(self, draft: UUID, name: str) -> None:
        """Give one of one's drafts another name."""
        drafts.call(self._context.database, self._by, draft, name[:LONGEST_NAME])
        self._all = None

    def discard(self, draft: UUID) -> None:
        """Forget one of one's drafts."""
        drafts.discard(self._context.database, self._by, draft)
        self._all = None

    def meets(self, other: Draft) -> Meeting:
        """Say what another draft and the one at work both change, each otherwise."""
        return Meeting(other, clashes_between(self.draft, other) if self.draft else ())

    def absorb(self, other: Draft, yielding: Mapping[Key, Sequence[str]]) -> None:
        """Take into the draft at work what another one wants.

        Where both changed the same, mine holds, or the other's at the pointers of ``yielding``. One's
        own other draft has then done its work; that of somebody else stays theirs.
        """
        with self.holding():
            here = self.draft
            self._keep(absorbed(here, other, yielding) if here else other.changes)
            self.close(other)

    def close(self, draft: Draft) -> None:
        """End one of one's drafts that has done its work; what came into it since it was read stays."""
        drafts.close(self._context.database, self._by, draft)
        self._all = None

    def find(self, key: Key) -> Drafted | None:
        """Find a component as the draft leaves it; one that shall go has the sort ``deleted``."""
        kind, of, name = key
        return self._drafted(key, self._context.model.find(kind, name, of), self._change(key))

    def of_kind(self, kind: str, of: str | None = None) -> Iterator[Drafted]:
        """Give the components of a kind as the draft leaves them, those it adds last."""
        mine = {each.key: each for each in self.changes}
        for component in self._context.model.of_kind(kind, of):
            found = self._drafted(component.key, component, mine.pop(component.key, None))
            if found is not None:
                yield found
        for key, change in mine.items():
            found = self._drafted(key, None, change)
            if found is not None and key[0] == kind and of in (None, key[1]):
                yield found

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let no other request change the draft while what it says is read and changed."""
        with self._context.database.writing():
            self._drop(())
            yield

    def save(
        self, bodies: Mapping[Key, Mapping[str, Any]], window: Window | None = None
    ) -> Saved:
        """Put components into the draft as they shall be: new ones, and changed ones.

        What another window saved since ``window`` was loaded is kept; where both changed the same,
        nothing is saved before somebody chose.
        """
        with self.holding():
            saved = self._together(bodies, window) if window else Saved(bodies)
            if not saved.clashes:
                self._save(saved.bodies)
        return saved

    def _together(self, bodies: Mapping[Key, Mapping[str, Any]], window: Window) -> Saved:
        def present(key: Key) -> Mapping[str, Any] | None:
            found = self.find(key)
            return found.body if found and found.sort != "deleted" else None

        return together(bodies, window, present)

    def _save(self, bodies: Mapping[Key, Mapping[str, Any]]) -> None:
        made = []
        for key, body in bodies.items():
            known = self._change(key)
            present = body_of(self._context.model, key)
            change = known or DraftChange(key, present, present)
            made.append(replace(change, wanted=dict(body)))
        self._keep(made)

    def misnamed(self, key: Key) -> Problem | None:
        """Say what keeps something new from being called so, if anything does."""
        return wrong_name(key) or (taken(key[2]) if self.find(key) else None)

    def rename(self, key: Key, name: str) -> Problem | None:
        """Give a component another name, or say what is wrong with it.

        One that the draft adds is simply added under it.
        """
        kind, of, present = key
        called = (kind, of, name)
        with self.holding():
            found, change, there = self.find(key), self._change(key), self.find(called)
            if found is None or found.sort == "deleted":
                return None
            added = found.sort == "added" and change is not None
            leaving = there and not added and (there.new_name or there.sort == "deleted")
            wrong = wrong_name(called) or (taken(name) if there and not leaving else None)
            if name != present and wrong:
                return wrong
            if added and change is not None and name != present:
                self._drop([key])
                self._keep([replace(change, key=called)])
            elif not added:
                change = change or DraftChange(key, found.body, found.body)
                self._keep([replace(change, new_name="" if name == present else name)])
        return None

    def delete(self, key: Key) -> None:
        """Let a component go, with what the draft wanted of it."""
        present = body_of(self._context.model, key)
        if present is None:
            self._drop([key])
        else:
            self._keep([DraftChange(key, present, None)])

    def drop(self, keys: Iterable[Key] | None = None) -> None:
        """Take components out of the draft again; for None the draft itself is forgotten."""
        if keys is not None:
            self._drop(keys)
        elif self.draft is not None:
            self.discard(self.draft.id)

    def settle(self, key: Key, yielding: Sequence[str]) -> None:
        """Settle a clash: at the pointers of ``yielding`` the others' values hold, else mine."""
        with self.holding():
            if change := self._change(key):
                self._keep([settled(change, body_of(self._context.model, key), yielding)])

    def reuse(self, key: Key, word: str) -> None:
        """Say what a name means that was had before: ``revive`` that thing, or ``anew``."""
        with self.holding():
            change = self._change(key)
            if change is not None and word in ("revive", "anew"):
                self._keep([replace(change, reuse=word)])

    def model(self) -> Model:
        """Give the model that the draft comes to; MetadataError with what keeps it from being one."""
        draft, context = self.draft, self._context
        if draft is None or not draft.changes:
            return context.model
        known = context.model.part(_models_to_come)
        at, made = known.get(draft.id, (None, context.model))
        if at != draft.changed_at:
            edits = edits_of(context.database, self._catalogue, context.model, draft)
            made = plan_edits(
                context.database, self._catalogue, edits, known=context.model
            ).model
            known[draft.id] = (draft.changed_at, made)
        return made

    def preview(self) -> Preview:
        """Plan the draft as it is by now; an empty one has neither plan nor problems."""
        draft, context = self.draft, self._context
        if draft is None or not draft.changes:
            return Preview(None, (), (), ())
        found = clashes(draft, context.model)
        beside = [each for each in self._drafts() if each != draft]
        same = [o for o in beside if any(o.change(each.key) for each in draft.changes)]
        meetings = [each for each in map(self.meets, same) if each.clashes]
        try:
            edits = edits_of(context.database, self._catalogue, context.model, draft)
            made = plan_edits(
                context.database,
                self._catalogue,
                edits,
                known=context.model,
            )
        except MetadataError as error:
            return Preview(None, error.problems, found, same, meetings)
        return Preview(probed(made, context), (), found, same, meetings)

    def copy(self, name: str, new: str, label: Mapping[str, str]) -> None:
        """Put a copy of an object in force into the draft, without records."""
        self.save(copied(self._context.model, self._catalogue, name, new, label))

    def unchecked_model(self) -> Model:
        """Give the model that the draft would make, before anything in it is checked."""
        return drafted_model(self._context.model, self._catalogue, self.changes, {})

    def assistant(self, key: Key, body: Mapping[str, Any] | None = None) -> Assistant:
        """Give what helps while a component is written, whose body is so far as is said."""
        found = self.find(key) if key[2] else None
        written = body if body is not None else found.body if found else {}
        return assistant(self._context, self._catalogue, self.changes, key, written)

    def schema(self, key: Key, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the JSON Schema of a body, from which forms are made."""
        return self._shapes.of(self._catalogue.kinds[key[0]], body)

    def kinds(self) -> list[Kind]:
        """Give the kinds of components that can be made, fields being one."""
        return [kind for kind in self._catalogue.kinds.values() if kind.name != "package"]

    def field_types(self) -> list[FieldType]:
        """Give the types that a field can have, by their names."""
        return [one for _, one in sorted(self._catalogue.field_types.items())]

    def users_of(self, key: Key) -> Sequence[Usage]:
        """Give the components in force that name another."""
        return all_usages(self._context.model, self._catalogue).get(key, ())

    def last_changes(self, kind: str, of: str) -> Mapping[Key, Revision]:
        """Give the revision that last changed each component of a kind and parent."""
        return last_changes(self._context.database, kind, of)

    def misshapen(self, key: Key, body: Mapping[str, Any]) -> list[Problem]:
        """Give what is wrong with the shape of a body."""
        kind, of, name = key
        return list(self._shapes.check(Component(kind, name, of, body, OWN, _NIL)))

    def as_yaml(self, key: Key, body: Mapping[str, Any]) -> str:
        """Write a body as YAML; the order of an object's fields is not said there."""
        said = {name: value for name, value in body.items() if name != "field_order"}
        return write_yaml(ordered_map(said, self.schema(key, body)))

    def written(self, value: Any) -> str:
        """Write any value as YAML, to be read."""
        if isinstance(value, Mapping):
            return write_yaml(value)
        return "".join(f"{line}\n" for line in write_yaml({"": value}).splitlines()[1:])

    def read_yaml(self, source: str) -> tuple[Any, list[Problem]]:
        """Read a value written as YAML; or give what is wrong with it."""
        document = parse_yaml(source)
        return document.value, document.problems

    def typed(self, key: Key, source: str) -> tuple[dict[str, Any], list[Problem]]:
        """Give the body that YAML says of a component, and all that is wrong with it."""
        found = self.find(key)
        return typed_body(self._shapes, key, source, found.body if found else {})

    def _drafts(self) -> list[Draft]:
        if self._all is None:
            self._all = drafts.drafts(self._context.database)
        return self._all

    def _change(self, key: Key) -> DraftChange | None:
        return self.draft.change(key) if self.draft else None

    def _drafted(
        self, key: Key, component: Component | None, change: DraftChange | None
    ) -> Drafted | None:
        present = component.body if component else None
        package = component.package if component else OWN
        if change is None:
            return Drafted(key, component.body, package) if component else None
        wanted = merged(change, present).value
        if wanted is None:
            return Drafted(key, present, package, "deleted") if present is not None else None
        sort = "added" if component is None else change.sort
        return Drafted(key, wanted, package, sort, change.new_name)

    def _keep(self, changes: Sequence[DraftChange]) -> None:
        self._writable()
        drafts.keep(self._context.database, self._by, changes, self._context.now)
        self._all = None

    def _drop(self, keys: Iterable[Key]) -> None:
        self._writable()
        drafts.drop(self._context.database, self._by, keys, self._context.now)
        self._all = None

    def _writable(self) -> None:
        if self._by == _NIL:
            raise EngineError("draft.nobody", _NOBODY)


def _models_to_come(_model: Model) -> dict[UUID, tuple[datetime | None, Model]]:
    """Keep what each draft comes to over one model in force, as of its last change."""
    return {}


_NOBODY = text("only a user can have a draft", "只有用户才能拥有草稿")
