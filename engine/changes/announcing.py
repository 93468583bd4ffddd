"""Tells people beforehand and afterwards what a change at a set time means for what they see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access.rights import Rights, Scope
from engine.changes.naming import own_label
from engine.changes.rights_lost import sets_of_users
from engine.changes.seen import AFTERWARDS, PHASES, notice_id, seen_by, told_at
from engine.changes.steps import ComponentChange, Plan
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.storage.system import meta_scheduled
from engine.text import Text, text

BEFOREHAND = timedelta(days=7)
MOST = 200
_PAGES = ("layout", "list_view")
Spot = tuple[str, str]
"""An object and a field of it; empty for the object as such."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told; of what was ``refused`` only its author is."""

    id: str
    phase: str
    at: datetime
    message: str
    lines: tuple[Text, ...] = ()
    why: Text = Text()


@dataclass(frozen=True, slots=True)
class _Item:
    text: Text
    before: Spot | None
    after: Spot | None
    both: bool = False
    """It says an old and a new name, and is for those who may read the thing under both."""


def news_of(conn: Connection, planned: Plan) -> dict[str, Any]:
    """Say what a plan means for who works with the objects, and who may learn of which sentence.

    Sentences are found by the permission sets that a person has, before or after the change. Of people
    with the same ones to whom it means different things, each is told only what all may learn.
    """
    assert planned.old is not None, "an outcome was planned over a model"
    items = list(_items(planned.changes, planned.old, planned.model))[:MOST]
    heard: dict[str, list[int]] = {}
    for before, after in sets_of_users(conn, planned.old, planned.model):
        one, other = Rights(planned.old, before), Rights(planned.model, after)
        mine = [n for n, item in enumerate(items) if _concerns(item, one, other)]
        for word in {_word(before), _word(after)}:
            heard[word] = [n for n in mine if n in heard.get(word, mine)]
    return {"items": [item.text.as_map() for item in items], "heard": heard}


def notices(context: Context, epoch: int) -> list[Notice]:
    """Give what the actor is to be told now; ``epoch`` is that of rights at the head."""
    user = context.actor.user_id
    if user is None:
        return []
    found = [
        notice
        for row in _rows(context, epoch)
        if (notice := _notice(context, row, user)) is not None
    ]
    if not found:
        return []
    with context.database.reading() as conn:
        seen = seen_by(conn, user)
    return [notice for notice in found if notice.id not in seen]


def _items(changes: Sequence[ComponentChange], old: Model, new: Model) -> Iterator[_Item]:
    paged: set[str] = set()
    whole = {
        each.uid
        for each in changes
        if each.before is None or each.before.dead or not each.after
    }
    for change in changes:
        before = change.before.component if change.before and not change.before.dead else None
        after = change.after.component if change.after else None
        known = after or before
        if known is None or (known.kind != "object" and _parent(known, old, new) in whole):
            continue
        if known.kind == "object":
            yield from _of_object(before, after)
        elif known.kind == "field":
            yield from _of_field(before, after, old, new)
        elif known.kind in _PAGES and known.of not in paged:
            paged.add(known.of)
            yield _Item(
                text(
                    "the pages of “{of}” change", "“{of}”的页面有变化", of=_of(known, old, new)
                ),
                (known.of, ""),
                (known.of, ""),
            )


def _of_object(before: Component | None, after: Component | None) -> Iterator[_Item]:
    spots = _spots(before, after)
    if after is None and before is not None:
        yield _Item(text("“{n}” goes", "“{n}”将移除", n=_plural(before)), *spots)
    elif after is not None and before is None:
        yield _Item(text("“{n}” is new", "新增“{n}”", n=_plural(after)), *spots)
    elif before is not None and after is not None and own_label(before) != own_label(after):
        said = text(
            "“{old}” is called “{new}”",
            "“{old}”改称“{new}”",
            old=own_label(before),
            new=own_label(after),
        )
        yield _Item(said, *spots, both=True)


def _of_field(
    before: Component | None, after: Component | None, old: Model, new: Model
) -> Iterator[_Item]:
    known = after or before
    assert known is not None
    of, label = _of(known, old, new), own_label(known)
    spots, both = _spots(before, after), False
    if before is None:
        said = text("“{of}” gets the field “{n}”", "“{of}”新增字段“{n}”", of=of, n=label)
    elif after is None:
        said = text("“{of}” loses the field “{n}”", "“{of}”不再有字段“{n}”", of=of, n=label)
    elif own_label(before) != label:
        both = True
        said = text(
            "“{old}” of “{of}” is called “{n}”",
            "“{of}”的“{old}”改称“{n}”",
            of=of,
            n=label,
            old=own_label(before),
        )
    elif before.body != after.body:
        said = text("“{n}” of “{of}” changes", "“{of}”的“{n}”有变化", of=of, n=label)
    else:
        return
    yield _Item(said, *spots, both=both)


def _spots(
    before: Component | None, after: Component | None
) -> tuple[Spot | None, Spot | None]:
    def spot(found: Component | None) -> Spot | None:
        if found is None:
            return None
        return (found.of, found.name) if found.of else (found.name, "")

    return spot(before), spot(after)


def _parent(component: Component, *models: Model) -> UUID | None:
    return next((obj.uid for model in models if (obj := model.get(component.of))), None)


def _of(component: Component, *models: Model) -> Text:
    found = next((obj for model in models if (obj := model.get(component.of))), None)
    return found.label if found and found.label else Text.of(component.of)


def _plural(component: Component) -> Text:
    plural = component.body.get("plural")
    return Text.of(plural) if plural else own_label(component)


def _concerns(item: _Item, one: Rights, other: Rights) -> bool:
    known = (_reads(one, item.before), _reads(other, item.after))
    return all(known) if item.both else any(known)


def _reads(rights: Rights, spot: Spot | None) -> bool:
    if spot is None:
        return False
    name, field = spot
    found = rights.of(name)
    return found.read is not Scope.NONE and (not field or field in found.readable)


def _word(sets: Sequence[str]) -> str:
    return " ".join(sorted(set(sets)))


def _notice(context: Context, row: Any, user: UUID) -> Notice | None:
    now = context.now
    if row.state == "refused":
        over = row.by != user or row.ended_at < now - AFTERWARDS
        why = Text.of(row.why)
        return (
            None
            if over
            else Notice(notice_id(row.id, row.state), "refused", row.at, row.message, (), why)
        )
    waits = row.state == "waiting"
    if now < row.at - BEFOREHAND if waits else row.ended_at < now - AFTERWARDS:
        return None
    news: Mapping[str, Any] = row.news
    heard = news["heard"].get(_word(context.actor.permission_sets), ())
    lines = tuple(Text.of(news["items"][number]) for number in heard)
    if not lines:
        return None
    at = row.at if waits else row.ended_at
    return Notice(notice_id(row.id, row.state), PHASES[row.state], at, row.message, lines)


_kept: dict[tuple[str, str], tuple[tuple[int, int], list[Any]]] = {}


def _rows(context: Context, epoch: int) -> list[Any]:
    """Give what there is to tell at all, read once for each revision and epoch (decision 20)."""
    database = context.database
    place, state = (database.dsn, database.schema), (context.revision, epoch)
    found = _kept.get(place)
    if found is None or found[0] != state:
        table = meta_scheduled
        names = ("id", "state", "at", "ended_at", "by", "message", "news", "why")
        query = sa.select(*(table.c[name] for name in names))
        query = query.where(told_at(context.now)).order_by(table.c.at)
        with database.reading() as conn:
            found = _kept[place] = (state, list(conn.execute(query)))
    return found[1]
