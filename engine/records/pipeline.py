"""The save pipeline, the same for one record and for many (decision 21).

defaults -> before automations -> stored formulas -> validation -> state and approval locks -> write
-> roll-ups -> after automations -> history and search -> outbox
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.errors import EngineError, InvalidRecord
from engine.kernel.context import Context
from engine.kernel.extension import Change, Stage
from engine.kernel.ids import new_id, new_ids
from engine.kernel.model import Model, ObjectDef
from engine.records.cleaning import Writable, clean_row, writable_of
from engine.records.defaults import fill_defaults
from engine.records.drafts import Draft, Save
from engine.records.formulas import (
    compute_formulas,
    read_corporate_amounts,
    reads_numbers,
)
from engine.records.history import keep_history
from engine.records.indexing import index
from engine.records.kept import UNTRACKED
from engine.records.loading import Stored, load, stored_paths
from engine.records.master_money import convert_details, take_masters_currency
from engine.records.meanwhile import writes_so_far
from engine.records.money import keep_corporate_amounts, ready_corporate_amounts
from engine.records.numbers import give_numbers
from engine.records.problems import denied, not_found, stale
from engine.records.put_files import check_files
from engine.records.references import check_references
from engine.records.rollup_adding import Additions
from engine.records.rollups import begin_rollups, roll_up
from engine.records.uniqueness import check_unique
from engine.records.validation import check_values
from engine.records.writing import insert, update

Rows = Sequence[Mapping[str, Any]]


def defaults(context: Context, obj: ObjectDef, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the defaults of one new record without saving it; a default that fails is left out."""
    draft = _new(context, writable_of(context, obj), raw, new_id())
    save = Save.of(context, obj, [draft])
    fill_defaults(save)
    take_masters_currency(save)
    return dict(draft.values)


def create(
    context: Context, obj: ObjectDef, rows: Rows, *, partial: bool = False
) -> list[Draft]:
    """Create records from raw rows inside the context's transaction.

    With ``partial`` rows with problems are left out and the others saved; else `InvalidRecord`.
    """
    allowed = writable_of(context, obj)
    ids = new_ids(len(rows))
    drafts = [_new(context, allowed, raw, each) for raw, each in zip(rows, ids, strict=True)]
    for place, draft in enumerate(drafts):
        draft.row = place
    save = Save.of(context, obj, drafts)
    fill_defaults(save)
    begin_rollups(save)
    _prepare(save, partial=partial)
    good = save.drafts
    if save.shape.numbers:
        give_numbers(save)
        if reads_numbers(save):
            compute_formulas(save)
    save.run_hooks(Stage.LOCKS)
    insert(save, good)
    for draft in good:
        draft.created = True
    _follow(save, "create")
    return drafts


def change(
    context: Context, obj: ObjectDef, rows: Rows, ids: Sequence[UUID], *, partial: bool = False
) -> list[Draft]:
    """Update records from raw rows; ``row_version`` in a row refuses to overwrite a newer one.

    `RecordNotFound`, `AccessDenied` and `StaleRecord` for the first record concerned; with
    ``partial`` they become that row's problems.
    """
    stored = load(context, obj, sorted(set(ids)), "update")
    drafts = []
    for place, (raw, record_id) in enumerate(zip(rows, ids, strict=True)):
        draft, error = _changed(context, obj, raw, stored.get(record_id), record_id)
        draft.row = place
        if error is not None and not partial:
            raise error
        drafts.append(draft)
    save = Save.of(context, obj, drafts)
    return finish_change(save, partial=partial)


def finish_change(save: Save, *, partial: bool = False) -> list[Draft]:
    """Run the stages of an update over drafts that hold their new values."""
    everyone = save.drafts
    for draft in everyone:
        note_changes(save, draft)
    _prepare(save, partial=partial)
    save.drafts = [draft for draft in save.drafts if draft.change.changed]
    if save.drafts:
        save.run_hooks(Stage.LOCKS)
        update(save, save.drafts)
        _follow(save, "update")
    return everyone


def note_changes(save: Save, draft: Draft) -> None:
    """Set which fields differ from what is stored."""
    change = draft.change
    values, before = change.values, change.before
    if change.action == "create":
        change.changed = {
            name
            for name, value in values.items()
            if value is not None and name not in UNTRACKED and "." not in name
        }
        return
    names = save.context.model.object_part(_compared, save.obj)
    change.changed = {name for name in names if values.get(name) != before.get(name)}


def _compared(model: Model, obj: ObjectDef) -> tuple[str, ...]:
    paths = stored_paths(model, obj)
    return tuple(name for name in paths if name not in UNTRACKED and "." not in name)


def _new(context: Context, allowed: Writable, raw: Mapping[str, Any], record_id: UUID) -> Draft:
    values, problems = clean_row(context, allowed, raw, {})
    made = Change(allowed.object.name, record_id, "create", {}, values)
    return Draft(0, made, frozenset(values), problems)


def _changed(
    context: Context,
    obj: ObjectDef,
    raw: Mapping[str, Any],
    found: Stored | None,
    record_id: UUID,
) -> tuple[Draft, EngineError | None]:
    """Make the draft of a change, and the error that refuses it altogether."""
    if found is None or not found.allowed:
        refused: EngineError = not_found(obj) if found is None else denied(obj, "update")
        nothing = Change(obj.name, record_id, "update", {}, {})
        return Draft(0, nothing, frozenset(), list(refused.problems)), refused
    given = {name: value for name, value in raw.items() if name not in ("id", "row_version")}
    values, problems = clean_row(context, writable_of(context, obj), given, found.values)
    aged = stale(context, obj, raw.get("row_version"), given, found.values)
    if aged is not None:
        problems.extend(aged.problems)
    made = Change(obj.name, record_id, "update", found.values, {**found.values, **values})
    return Draft(0, made, frozenset(values), problems), aged


def _prepare(save: Save, *, partial: bool) -> None:
    """Run everything before the write; what remains in ``save.drafts`` may be written."""
    _drop_bad(save, partial=partial, early=True)
    save.run_hooks(Stage.DEFAULTS)
    save.run_hooks(Stage.BEFORE)
    take_masters_currency(save)
    if read_corporate_amounts(save.context.model, save.obj):
        ready_corporate_amounts(save)
    compute_formulas(save)
    save.run_hooks(Stage.FORMULAS)
    keep_corporate_amounts(save)
    for draft in save.drafts:
        note_changes(save, draft)
    check_values(save)
    if save.good:
        check_references(save)
        check_files(save)
        check_unique(save)
        save.run_hooks(Stage.VALIDATION)
    _drop_bad(save, partial=partial, early=False)


def _drop_bad(save: Save, *, partial: bool, early: bool) -> None:
    """Leave out the rows that cannot be saved; a single save goes on to find every problem."""
    if partial:
        save.drafts = save.good
    elif not early:
        problems = [problem for draft in save.drafts for problem in draft.problems]
        if problems:
            raise InvalidRecord(problems)


def _follow(save: Save, action: str) -> None:
    save.run_hooks(Stage.WRITE)
    convert_details(save)
    # Whoever else saved something since this began may have counted these records already.
    alone = writes_so_far(save.connection) == save.writes + 1
    roll_up(save, additions=Additions(save) if alone else None)
    save.run_hooks(Stage.ROLLUPS)
    save.related.forget()
    save.run_hooks(Stage.AFTER)
    keep_history(save, action, save.changes)
    index(save, save.drafts)
    save.run_hooks(Stage.HISTORY)
    save.run_hooks(Stage.OUTBOX)


def bare(obj: ObjectDef, place: int, record_id: UUID) -> Draft:
    """Make the draft of something already done, for its result."""
    return Draft(place, Change(obj.name, record_id, "delete", {}, {}), frozenset())
