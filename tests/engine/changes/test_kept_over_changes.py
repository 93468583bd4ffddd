"""A process that lived through changes of metadata answers like one that has just begun.

Random changes are made to a workshop by a process that works between them; after each, everything
that is asked and saved is asked and saved again by a runtime that keeps nothing, and must come to
the same: answers, refusals, and the statements that the database is sent.

KEEL_TEST_EXAMPLES says how many changes are made on each database (5 without it), KEEL_TEST_SEED
which.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from engine import changes
from engine.changes import Edits
from engine.changes.steps import Plan
from engine.errors import EngineError, MetadataError
from engine.kernel.context import Context
from engine.kernel.query import AllOf, Condition, Measure, Query, Sort, Where
from engine.packages.package import Patch
from engine.registry import catalogue, extensions
from engine.runtime import Models, Runtime, runtime
from engine.session import Session, plan_edits
from engine.tenancy.tenant import Tenant
from tests.engine.changes.working import apply, work_off
from tests.statements import sent_to

CHANGES = int(os.environ.get("KEEL_TEST_EXAMPLES", "5"))
SEED = int(os.environ.get("KEEL_TEST_SEED", "3"))
WHO = ("admin", "anna", "carl")
OBJECTS = ("client", "job", "item", "visit", "report", "x__area", "x__depot")
NAMES = ("x__n", "x__w", "x__p")
OPTIONS = [{"id": f"x__{name}", "label": {"en": name}} for name in "abc"]
VALUES = {"integer": 7, "decimal": "7.25", "currency": "70", "select": "x__b", "text": "seven"}


def _formula(expr: str, *, store: bool = False) -> dict[str, Any]:
    return {"type": "formula", "returns": "decimal", "expr": expr, "store": store}


def _mirror(via: str, field: str) -> dict[str, Any]:
    return {"type": "mirror", "via": via, "field": field}


def _rollup(
    fn: str, field: str = "", child: str = "job", via: str = "client"
) -> dict[str, Any]:
    agg = {"fn": fn, **({"field": field} if field else {})}
    return {"type": "rollup", "from": {"object": child, "via": via}, "agg": agg}


NAME = {"type": "text", "required": True}
NUMBER = {"type": "integer"}
PICK = {"type": "select", "options": OPTIONS}
FIRST = {
    ("x__area", "x__name"): NAME,
    ("x__area", "x__n"): NUMBER,
    ("x__area", "x__p"): PICK,
    ("x__area", "x__w"): _formula("x__n * 2"),
    ("x__depot", "x__name"): NAME,
    ("x__depot", "x__area"): {"type": "lookup", "to": "x__area"},
    ("x__depot", "x__about"): {"type": "poly_lookup", "to": ["x__area", "client"]},
    ("x__depot", "x__n"): _mirror("x__area", "x__n"),
    ("x__depot", "x__p"): _mirror("x__area", "x__p"),
    ("x__depot", "x__w"): _formula("x__area.x__w + 1"),
    ("client", "x__depot"): {"type": "lookup", "to": "x__depot"},
    ("client", "x__area"): _mirror("x__depot", "x__area"),
    ("client", "x__n"): _mirror("x__depot", "x__n"),
    ("client", "x__w"): _formula("x__depot.x__w * x__n"),
    ("job", "x__n"): NUMBER,
    ("job", "x__p"): _mirror("client", "x__n"),
    ("job", "x__w"): _formula("x__n * 3", store=True),
    ("item", "x__n"): _mirror("job", "x__w"),
    ("visit", "x__n"): _mirror("job", "x__p"),
    ("visit", "x__w"): _formula("job.client .x__area.x__w"),
    ("report", "x__n"): NUMBER,
    ("report", "x__near"): {"type": "lookup", "to": "client", "filter": "target.x__n == x__n"},
}
SECOND = {
    ("x__area", "x__most"): _rollup("max", "x__w", "x__depot", "x__area"),
    ("x__depot", "x__most"): _rollup("max", "x__n", "client", "x__depot"),
    ("client", "x__most"): _rollup("min", "x__w"),
    ("client", "x__p"): _rollup("max", "x__p"),
}
"""A chain of look-ups from reports to areas, and fields made of fields made of others along it."""
MENU = {
    ("x__area", "x__n"): [{"type": "integer"}, {"type": "decimal"}, {"type": "currency"}],
    ("x__area", "x__p"): [PICK, {**PICK, "options": OPTIONS[::-1]}, {"type": "text"}],
    ("x__area", "x__w"): [_formula("x__n * 2"), _formula("x__n + 1"), _formula("x__n")],
    ("x__depot", "x__n"): [_mirror("x__area", "x__n"), _mirror("x__area", "x__w"), NUMBER],
    ("x__depot", "x__p"): [_mirror("x__area", "x__p"), _mirror("x__area", "x__name")],
    ("x__depot", "x__w"): [_formula("x__area.x__w + 1"), _formula("(x__area) .x__n * 2")],
    ("client", "x__n"): [_mirror("x__depot", "x__n"), _mirror("x__depot", "x__w")],
    ("client", "x__w"): [_formula("x__depot.x__w * x__n"), _formula("x__depot.x__area.x__n")],
    ("client", "x__p"): [_rollup("max", "x__p"), _rollup("sum", "x__n"), _rollup("count")],
    ("job", "x__n"): [{"type": "integer"}, {"type": "decimal"}, {"type": "currency"}],
    ("job", "x__p"): [_mirror("client", "x__n"), _mirror("client", "x__w"), NUMBER],
    ("job", "x__w"): [_formula("x__n * 3", store=True), _formula("client.x__w"), NUMBER],
    ("visit", "x__n"): [_mirror("job", "x__p"), _mirror("job", "x__w")],
    ("report", "x__n"): [{"type": "integer"}, {"type": "decimal"}, _formula("client.x__n")],
}
"""How some of them may be declared otherwise."""
FURNISHED = 3
"""Revisions that there are before the first change."""
VOLATILE = {"id", "created_at", "updated_at", "row_version", "number"}


@dataclass
class Changing:
    """Makes one random change after the other, as an admin does."""

    tenant: Tenant
    dice: random.Random
    said: list[str] = field(default_factory=list)

    def next(self) -> bool:
        """Make a change; False when it was refused."""
        makers = (*[self._put] * 5, *[self._patch] * 3, self._delete, self._rename, self._back)
        make = self.dice.choice(makers)
        try:
            planned = make()
        except MetadataError:
            return False
        if planned.blocked or planned.empty:
            return False
        self.said.append(f"{make.__name__}: {_outcome(planned)}")
        apply(self.tenant, planned)
        if self.dice.random() < 0.5:  # else it is as if another process had applied it
            written = changes.component_rows(planned)
            runtime(self.tenant).adopt(planned.model, planned.columns, planned.base, written)
        work_off(self.tenant)
        return True

    def _edited(self, edits: Edits) -> Plan:
        """Plan an edit, as a process would that knows nothing of the model in force."""
        planned = plan_edits(self.tenant, edits)
        fresh = changes.plan_edits(self.tenant.database, catalogue(), edits)
        assert fresh.model.digest == planned.model.digest
        assert fresh.map_rows == planned.map_rows
        return planned

    def _put(self) -> Plan:
        """Declare a field otherwise, or again that was deleted."""
        of, name = self.dice.choice(sorted(MENU))
        body = {"label": {"en": name}, **self.dice.choice(MENU[of, name])}
        key = ("field", of, name)
        try:
            return self._edited(Edits(put={key: body}))
        except MetadataError as error:
            if [problem.code for problem in error.problems] != ["uid.reused"]:
                raise
        settled = self.dice.choice(("revive", "anew"))
        return self._edited(Edits(put={key: body}, **{settled: [key]}))

    def _delete(self) -> Plan:
        return self._edited(Edits(delete=[self._mine()]))

    def _rename(self) -> Plan:
        return self._edited(Edits(rename={self._mine(): self.dice.choice(NAMES)}))

    def _mine(self) -> tuple[str, str, str]:
        model = runtime(self.tenant).context(None, "test").model
        return self.dice.choice([key for key in model.components if key[2] in NAMES])

    def _patch(self) -> Plan:
        dice = self.dice
        hidden = dice.choice(NAMES)
        masks = ("all", {"all_except": [hidden]}, {"all_except": [hidden]}, ["name", hidden])
        entry = {
            "read": dice.choice(("all", "all", "own")),
            "create": "yes",
            "update": "all",
            "fields": {"read": dice.choice(masks), "write": "all"},
        }
        key = ("permission_set", "", dice.choice(("own_jobs", "people", "everything")))
        of = f"/objects/{dice.choice(OBJECTS)}"
        first = dice.choice(("monday", "sunday"))
        called = dice.choice(("name", "city", "code"))
        patch = dice.choice(
            (
                *[Patch(key, of, "set", entry)] * 4,
                Patch(("settings", "", "company"), "/week_start", "set", first),
                Patch(("field", "client", "rating"), "/required", "set", dice.random() < 0.5),
                Patch(("object", "", "client"), "/name_field", "set", called),
            )
        )
        return self._edited(Edits(patches=[patch]))

    def _back(self) -> Plan:
        """Have it as it was some changes ago."""
        found = changes.revisions(self.tenant.database)
        to = found[min(self.dice.randint(1, 4), len(found) - FURNISHED)].rev
        return changes.plan_rollback(self.tenant.database, catalogue(), to)


def _outcome(planned: Plan) -> list[Any]:
    found = [(each.after or each.before).component for each in planned.changes]
    return [(each.kind, each.of, each.name, each.body) for each in found]


class Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


def answered(ask: Callable[[], Any]) -> Any:
    """What comes of a question: its answer, or why there is none."""
    try:
        return ask()
    except EngineError as error:
        problems = getattr(error, "problems", ())
        return (error.code, str(error), [(p.field, p.code, str(p.text)) for p in problems])


def told(record: Any) -> dict[str, Any]:
    return {k: v for k, v in record.values.items() if k not in VOLATILE} | {
        "labels": record.labels
    }


def undone(session: Session, action: Callable[..., Any], *said: Any) -> Any:
    """What comes of a save, of which nothing stays."""
    found = None
    try:
        with session.transaction() as inner:
            found = answered(lambda: action(inner, *said))
            raise Undone
    except Undone:
        return found


def asked(session: Session) -> Iterator[tuple[str, Any]]:
    """Everything that is asked by one session, and what comes of it; asked alike every time."""
    model = session.context.model
    for name in OBJECTS:
        obj = model.objects[name]

        def found(said: Query, name: str = name) -> Any:
            return answered(lambda: _page(session.records(name).query(said)))

        yield name, found(Query())
        for each in sorted(obj.fields.keys() & NAMES):
            yield f"{name}.{each}", found(Query(fields=(each,), sort=(Sort(each),)))
            filled = Query(
                fields=("id",),
                where=AllOf((Condition(each, "not_blank"), Where(f"not is_blank({each})"))),
                count="exact",
                totals=(Measure("count"), Measure("max", each)),
            )
            yield f"filled {name}.{each}", found(filled)
        for path in _paths(model, obj):
            yield f"{name}.{path}", found(Query(fields=(path,)))


def _page(page: Any) -> Any:
    return [told(each) for each in page.records], page.count, page.totals


def _paths(model: Any, obj: Any) -> Iterator[str]:
    """A third of the paths from an object to fields that change, always the same."""
    for via in obj.fields.values():
        target = model.get(via.target) if via.target in OBJECTS and not via.system else None
        for last in sorted(target.fields.keys() & NAMES) if target else ():
            path = f"{via.name}.{last}"
            if crc32(f"{obj.name}.{path}".encode()) % 3 == 0:
                yield path


def saved(session: Session, seeds: dict[str, Any], names: Iterable[str]) -> Iterator[Any]:
    """What is saved by one session and what comes of it; nothing stays."""
    model = session.context.model
    for name in names:
        mine = {
            n: VALUES[f.type.name]
            for n, f in model.objects[name].fields.items()
            if n in NAMES and not f.type.computed
        }
        for action in (_create, _update):
            yield f"{action.__name__} {name}", undone(session, action, name, mine, seeds)


def _create(session: Session, name: str, mine: dict[str, Any], seeds: dict[str, Any]) -> Any:
    basis = {k: v for k, v in seeds[name][1].items() if k != "code"}
    made = session.records(name).create({**basis, **mine})
    return told(made), _family(session, seeds)


def _update(session: Session, name: str, mine: dict[str, Any], seeds: dict[str, Any]) -> Any:
    records, label = session.records(name), session.context.model.objects[name].name_field
    found = records.update(seeds[name][0], {**mine, label: "Changed"})
    blank = records.update(seeds[name][0], dict.fromkeys(mine))
    return told(found), told(blank), _family(session, seeds)


def _family(session: Session, seeds: dict[str, Any]) -> Any:
    """What the records around one show afterwards: roll-ups, mirrors, formulas."""
    return [
        answered(lambda n=name, k=key: told(session.records(n).get(k)))
        for name, (key, _) in seeds.items()
    ]


def furnish(workshop: Any) -> dict[str, Any]:
    """The chain of objects, and in each a record with a value."""
    heads = {
        "x__area": {"owner": "none", "default_access": "read"},
        "x__depot": {"default_access": "write"},
    }
    objects = {
        ("object", "", name): {"label": {"en": name}, "name_field": "x__name", **head}
        for name, head in heads.items()
    }
    for head, said in ((objects, FIRST), ({}, SECOND)):
        fields = {("field", *key): {"label": {"en": key[1]}, **b} for key, b in said.items()}
        planned = plan_edits(workshop.tenant, Edits(put=head | fields))
        apply(workshop.tenant, planned)
    session = workshop.session("system")
    anna = workshop.people["anna"]
    workshop.records("system", "rate").create(
        {"code": "USD", "day": "2020-01-01", "rate": "0.9"}
    )
    seeds: dict[str, Any] = {}
    for name, values in (
        ("x__area", {"x__name": "North", "x__n": 3, "x__p": "x__b"}),
        ("x__depot", {"x__name": "Docks", "x__area": "x__area", "owner": anna}),
        ("client", {"name": "Pumps Ltd", "rating": 4, "x__depot": "x__depot", "owner": anna}),
        ("job", {"name": "Mend", "client": "client", "amount": "120", "x__n": 5, "currency": "USD", "due": "2026-03-01", "owner": anna}),
        ("item", {"title": "Seal", "job": "job", "price": "12"}),
        ("visit", {"topic": "Look", "job": "job", "owner": anna}),
        ("report", {"title": "Seen", "visit": "visit", "client": "client", "owner": anna}),
    ):  # fmt: skip
        ready = {k: seeds[v][0] if v in seeds else v for k, v in values.items()}
        seeds[name] = (session.records(name).create(ready).id, ready)
    return seeds


def test_what_is_kept_over_changes_answers_like_a_process_that_has_just_begun(workshop):
    seeds = furnish(workshop)
    dice = random.Random(SEED)
    changing = Changing(workshop.tenant, dice)
    for number in range(CHANGES):
        assert any(changing.next() for _ in range(100))
        fresh = Runtime(workshop.tenant, catalogue(), extensions(), Models())
        who = workshop.people[WHO[number % len(WHO)]]
        here = Session(*runtime(workshop.tenant).enter(who))
        there = Session(*fresh.enter(who))
        unchanged(here.context, there.context)
        compare(workshop.tenant, asked(here), asked(there), changing.said)
        names = dice.sample(OBJECTS, 3)
        compare(
            workshop.tenant,
            saved(here, seeds, names),
            saved(there, seeds, names),
            changing.said,
        )


def unchanged(kept: Context, fresh: Context) -> None:
    """Whatever a room keeps of an object that is thought to be the same is what it makes anew."""
    with kept.database.reading() as conn:
        assert list(changes.drift(conn, kept.model)) == []
    for obj in kept.model.objects.values():
        assert kept.columns.table(obj).object == fresh.columns.table(obj).object
    known = {(obj.uid, obj.digest): obj.name for obj in kept.model.objects.values()}
    for key, made in tuple(kept.model._parts.items()):
        name = known.get(key[1:]) if isinstance(key, tuple) else None
        if name is not None:
            anew = fresh.model.object_part(key[0], fresh.model.objects[name])
            assert alike(made, anew), (name, key[0])


def alike(one: Any, other: Any) -> bool:
    """Tell whether two parts say the same; what is done with a value cannot be looked into."""
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return (callable(one) and callable(other)) or one == other


def compare(tenant: Any, kept: Iterator[Any], new: Iterator[Any], said: list[str]) -> None:
    while True:
        with sent_to(tenant.database) as of_kept:
            one = next(kept, None)
        with sent_to(tenant.database) as of_new:
            other = next(new, None)
        assert one == other, "\n".join(said)
        assert unnumbered(of_kept) == unnumbered(of_new), (one, "\n".join(said))
        if one is None:
            return


def unnumbered(statements: list[str]) -> list[str]:
    """Statements without the number that each savepoint of a connection has."""
    return [re.sub(r"sa_savepoint_\d+", "savepoint", each) for each in statements]
