"""Gives auto numbers: one counter per field and period, locked while a save takes from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from engine.fields.auto_number import counting_period, write_numbers
from engine.kernel.model import FieldDef
from engine.records.drafts import Save
from engine.storage.system import counter


def give_numbers(save: Save) -> None:
    """Number new records that have no number yet.

    ``gaps: none`` takes the numbers inside the transaction, so that a failed save returns them and
    saves wait for each other; otherwise a transaction of its own takes them, where there can be one.
    """
    for field in save.shape.numbers:
        drafts = [
            draft
            for draft in save.good
            if draft.change.action == "create" and draft.values.get(field.name) is None
        ]
        if not drafts:
            continue
        pattern = str(field.options["format"])
        today = save.env.today
        period = counting_period(pattern, today)
        with _where(save, field) as connection:
            last = take(connection, field.uid, period, len(drafts))
        written = write_numbers(pattern, last - len(drafts) + 1, len(drafts), today)
        for draft, number in zip(drafts, written, strict=True):
            draft.values[field.name] = number


def take(connection: sa.Connection, field: UUID, period: str, count: int) -> int:
    """Take numbers from a counter; gives the last of them."""
    taken = {"of_field": field, "of_period": period, "step": count}
    statement = _RAISE if connection.in_transaction() else _APART
    found: int | None = connection.execute(statement, taken).scalar()
    if found is None:
        _begin(connection, field, period)
        found = connection.execute(statement, taken).scalar_one()
    return int(found)


_RAISE = (
    sa.update(counter)
    .where(
        counter.c.field == sa.bindparam("of_field"),
        counter.c.period == sa.bindparam("of_period"),
    )
    .values(value=counter.c.value + sa.bindparam("step"))
    .returning(counter.c.value)
)
# A number taken apart need not be on disk by itself: the log is one, and the commit of the save that
# shows the number makes it durable too.
_APART = _RAISE.where(
    sa.select(sa.func.set_config("synchronous_commit", "off", sa.true()))
    .scalar_subquery()
    .is_not(None)
)


def _begin(connection: sa.Connection, field: UUID, period: str) -> None:
    """Begin a counter; another save may do so at the same moment."""
    row = {"field": field, "period": period, "value": 0}
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        connection.execute(pg_insert(counter).values(row).on_conflict_do_nothing())
    else:
        connection.execute(counter.insert().values(row))


@contextmanager
def _where(save: Save, field: FieldDef) -> Iterator[sa.Connection]:
    apart = field.options.get("gaps", "allowed") == "allowed"
    if not apart or save.context.database.dialect != "postgresql":
        yield save.connection
        return
    with save.context.database.without_transaction() as connection:
        yield connection
