"""Favourites and what one looked at last."""

from __future__ import annotations

from uuid import UUID

from engine.views.marks import favourites, is_favourite, recents, set_favourite, touch
from tests.engine.views.conftest import Enter


def test_a_favourite_stays_until_it_is_taken_away(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    deal = session.records("deal").create({"name": "Pumps", "vw__code": "x"}).id
    set_favourite(session.context, obj, deal, on=True)
    set_favourite(session.context, obj, deal, on=True)
    assert [(mark.object, mark.label) for mark in favourites(session.context)] == [
        ("deal", "Pumps")
    ]
    assert is_favourite(session.context, obj, deal)
    set_favourite(session.context, obj, deal, on=False)
    assert favourites(session.context) == ()


def test_the_latest_comes_first_and_only_once(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    first, second = (
        session.records("deal").create({"name": name, "vw__code": "x"}).id for name in "AB"
    )
    for record in (first, second, first):
        touch(session.context, obj, record)
    assert [mark.label for mark in recents(session.context)] == ["A", "B"]


def test_what_is_no_longer_visible_disappears(enter: Enter, rep: UUID, rival: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    deal = session.records("deal").create({"name": "Pumps", "vw__code": "x"}).id
    touch(enter(rival).context, obj, deal)
    assert recents(enter(rival).context) == ()
    touch(session.context, obj, deal)
    session.records("deal").delete(deal)
    assert recents(session.context) == ()
