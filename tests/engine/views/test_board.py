"""The lanes of a board: what stands where, and what it is worth."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from engine.kernel.query import Condition
from engine.session import Session
from engine.views.board import Board, board
from engine.views.lists import list_view
from tests.engine.views.conftest import Enter


def _board(session: Session, *, at_least: int = 0) -> Board:
    obj = session.object("deal")
    view = list_view(session.context, obj, "vw__board")
    assert view is not None
    made = board(session.context, obj, view, extra=Condition("amount", "ge", str(at_least)))
    assert made is not None
    return made


def test_lanes_count_and_add_up_what_the_actor_may_see(
    enter: Enter, rep: UUID, rival: UUID
) -> None:
    for user, stage, amount in (
        (rep, "open", "100"), (rep, "open", "50"), (rep, "won", "70"), (rival, "open", "9"),
    ):  # fmt: skip
        enter(user).records("deal").create(
            {"name": stage, "vw__code": "x", "stage": stage, "amount": amount}
        )
    made = _board(enter(rep))
    assert [(lane.id, lane.count, lane.totals) for lane in made.lanes] == [
        ("open", 2, (Decimal(150),)),
        ("won", 1, (Decimal(70),)),
    ]
    assert made.movable
    narrow = _board(enter(rep), at_least=60)
    assert [(lane.id, lane.count) for lane in narrow.lanes] == [("open", 1), ("won", 1)]


def test_cards_of_a_lane_follow_the_view(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    for name, amount in (("A", "100"), ("B", "500")):
        session.records("deal").create({"name": name, "vw__code": "x", "amount": amount})
    made = _board(session, at_least=200)
    view = list_view(session.context, session.object("deal"), "vw__board")
    assert view is not None
    page = session.records("deal").query(made.query("open", view))
    assert [record["name"] for record in page.records] == ["B"]


def test_an_object_without_lanes_has_no_board(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("machine")
    view = list_view(session.context, obj)
    assert view is not None
    assert board(session.context, obj, view) is None
