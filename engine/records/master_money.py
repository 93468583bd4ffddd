"""Gives details the currency of their master, and converts them with it (decision 24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from engine.errors import InvalidRecord
from engine.kernel.extension import Change
from engine.kernel.model import Model, ObjectDef
from engine.records.drafts import Draft, Save
from engine.records.family import details_of, pointing
from engine.records.history import keep_history
from engine.records.loading import load_paths
from engine.records.money import set_base, too_big
from engine.records.rate_rules import is_final, rate_rule
from engine.records.rates import NoRate, Rates
from engine.records.rollups import settle
from engine.records.settled import settled_paths

CHUNK = 500


def take_masters_currency(save: Save) -> None:
    """Set the currency of details that are new, were moved, or were given another."""
    master = save.obj.master
    if not master or not save.obj.has_money or not _has_money(save.context.model, save.obj):
        return
    for draft in save.drafts:
        if draft.touched((master, "currency")):
            currency = save.read(draft.values, f"{master}.currency")
            if currency is not None:
                draft.values["currency"] = currency


def convert_details(save: Save) -> None:
    """Convert the details of records whose currency, rate day or finality changed.

    Raises `InvalidRecord` when there is no rate for one of them.
    """
    if _details_with_money(save.context.model, save.obj):
        masters = [draft.change.id for draft in save.drafts if _moved(save, draft)]
        _convert_below(save, masters)


def _moved(save: Save, draft: Draft) -> bool:
    if draft.change.action != "update":
        return False
    rule = rate_rule(save.context.model, save.obj)
    names = {"currency", *(() if rule.above else (rule.day,))}
    return not draft.change.changed.isdisjoint(names) or (
        is_final(save, draft.values) != is_final(save, draft.before)
    )


def _convert_below(save: Save, masters: list[UUID]) -> None:
    for detail in _details_with_money(save.context.model, save.obj):
        if masters:
            _convert(save, detail, masters)


def _convert(save: Save, detail: ObjectDef, masters: list[UUID]) -> None:
    system = save.context.as_system("details follow the currency of their master")
    ids = sorted(pointing(system, detail, detail.fields[detail.master], masters, None))
    rates = Rates(system, save.connection)
    paths = settled_paths(system.model, detail)
    currencies = {draft.change.id: draft.values.get("currency") for draft in save.drafts}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        stored = load_paths(system, detail, part, paths)
        drafts = [
            Draft(
                place,
                Change(detail.name, each.id, "update", each.values, dict(each.values)),
                frozenset(),
            )
            for place, each in enumerate(stored.values())
        ]
        below = Save.of(system, detail, drafts)
        for draft in drafts:
            draft.values["currency"] = currencies[draft.values[detail.master]]
            _set_base(below, draft, rates)
        settle(below, rates)
        _note(save, below)
        below.drafts = drafts
        _convert_below(below, [draft.change.id for draft in drafts])


def _set_base(save: Save, draft: Draft, rates: Rates) -> None:
    """Convert also what is final: its master was changed on purpose."""
    try:
        set_base(save, draft.values, {}, rates)
    except NoRate as missing:
        raise InvalidRecord([missing.problem]) from missing
    except OverflowError as error:
        raise InvalidRecord([too_big()]) from error


def _note(save: Save, below: Save) -> None:
    changes = [each for each in below.changes if "currency" in each.changed]
    keep_history(replace(below, context=save.context), "update", changes)


def _has_money(model: Model, obj: ObjectDef) -> bool:
    master = model.get(obj.fields[obj.master].target)
    return master is not None and master.has_money


def _details_with_money(model: Model, obj: ObjectDef) -> tuple[ObjectDef, ...]:
    return model.part(_all_details_with_money).get(obj.name, ())


def _all_details_with_money(model: Model) -> Mapping[str, tuple[ObjectDef, ...]]:
    return {
        obj.name: found
        for obj in model.objects.values()
        if obj.has_money and (found := tuple(_with_money(model, obj)))
    }


def _with_money(model: Model, obj: ObjectDef) -> Iterator[ObjectDef]:
    return (detail for detail, _ in details_of(model, obj) if detail.has_money)
