"""What tests of kept roll-ups share: funds above, gifts below, and the roll-ups asked anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.changes import Edits
from engine.kernel.field_type import Locale
from engine.kernel.query import Query
from engine.records import Records
from engine.records.rollup_defs import Rollup, rollups_into
from engine.records.rollup_sql import in_groups, results_of
from engine.runtime import runtime
from engine.session import plan_edits
from tests.engine.changes.working import apply
from tests.workshops import Workshop

NAME = {"type": "text", "required": True}
PICK = {"type": "select", "options": [{"id": f"x__{n}", "label": {"en": n}} for n in "abc"]}


def rollup(fn: str, of: str = "", where: str = "", **more: Any) -> dict[str, Any]:
    """A roll-up of a fund over its gifts."""
    source = {"object": "x__gift", "via": "x__fund", **({"where": where} if where else {})}
    agg = {"fn": fn, **({"field": of} if of else {})}
    return {"type": "rollup", "from": source, "agg": agg, **more}


def furnish(workshop: Workshop, objects: dict[str, Any], **heading: Any) -> None:
    """Add objects with fields, and the rate of the dollar."""
    put = {}
    for name, fields in objects.items():
        head = {"owner": "none", "default_access": "write", "name_field": "x__name", **heading}
        put["object", "", name] = {"label": {"en": name}, **head}
        for field, body in fields.items():
            put["field", name, field] = {"label": {"en": field}, **body}
    apply(workshop.tenant, plan_edits(workshop.tenant, Edits(put=put)))
    workshop.records("system", "rate").create(
        {"code": "USD", "day": "2020-01-01", "rate": "0.5"}
    )


def fund_of(
    workshop: Workshop, fund: dict[str, Any], gift: dict[str, Any]
) -> tuple[UUID, Records]:
    """A fund with these roll-ups, and the gate to gifts with these fields."""
    lookup = {"type": "lookup", "to": "x__fund"}
    gifts = {"x__name": NAME, "x__fund": lookup, **gift}
    furnish(workshop, {"x__fund": {"x__name": NAME, **fund}, "x__gift": gifts})
    made = workshop.records("system", "x__fund").create({"x__name": "F"})
    return made.id, workshop.records("system", "x__gift")


def differing(workshop: Workshop) -> dict[str, Any]:
    """Every stored roll-up that is not what asking gives: what is stored, and what is so."""
    context = runtime(workshop.tenant).context(None, "test").as_system("test")
    found: dict[str, Any] = {}
    with context.database.writing(revision=context.revision) as connection:
        inside = context.within(connection)
        for name in context.model.objects:
            rollups = {each.field.name: each for each in rollups_into(context.model, name)}
            records = workshop.records("system", name).query(Query(limit=500)).records
            for group in in_groups(rollups):
                results = results_of(inside, group, [record.id for record in records])
                for each in group:
                    for record, asked in zip(records, results[each.field.name], strict=True):
                        wanted, stored = _cleaned(each, asked), record[each.field.name]
                        if stored != wanted:
                            found[f"{name}.{each.field.name}"] = (stored, wanted)
    return found


def _cleaned(of: Rollup, asked: Any) -> Any:
    nothing = Decimal(0) if of.fn in ("count", "sum") else None
    return of.field.type.clean(nothing if asked is None else asked, of.field, Locale())
