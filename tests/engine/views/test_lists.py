"""Which lists of records an actor may choose from, and what they show."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.errors import AccessDenied, InvalidRecord, RecordNotFound
from engine.session import Session
from engine.views.lists import list_view, list_views
from engine.views.saved import ViewDraft, create_view, delete_view, share_view, update_view
from tests.engine.views.conftest import Enter


def _names(session: Session) -> list[str]:
    return [str(view.label) for view in list_views(session.context, session.object("deal"))]


def test_views_stand_in_order_and_only_for_their_roles(
    enter: Enter, rep: UUID, manager: UUID
) -> None:
    assert _names(enter(rep)) == ["Mine", "All", "Board"]
    assert _names(enter(manager)) == ["Mine", "All", "Board", "Margins"]


def test_what_may_not_be_read_is_in_no_column_sort_or_total(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    view = list_view(session.context, session.object("deal"), "vw__all")
    assert view is not None
    assert [column.path for column in view.columns] == [
        "name", "firm", "firm.phone", "stage", "amount",
    ]  # fmt: skip
    assert [sort.path for sort in view.sort] == ["close_date"]
    assert [total.path for total in view.totals] == ["amount"]
    assert str(view.columns[2].label) == "Call"
    assert [column.align for column in view.columns][-1] == "end"
    assert view.columns[4].editable and not view.columns[2].editable


def test_a_view_answers_with_its_records(enter: Enter, rep: UUID, rival: UUID) -> None:
    for user, name in ((rep, "Mine"), (rival, "Theirs")):
        enter(user).records("deal").create({"name": name, "vw__code": "x", "amount": "10"})
    session = enter(rep)
    view = list_view(session.context, session.object("deal"), "vw__mine")
    assert view is not None
    page = session.records("deal").query(view.query())
    assert [record["name"] for record in page.records] == ["Mine"]


def test_an_object_without_views_gets_one(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    (view,) = list_views(session.context, session.object("machine"))
    assert view.name == "all"
    assert view.columns[0].path == "name"


def test_a_saved_view_belongs_to_the_one_who_saved_it(
    enter: Enter, rep: UUID, rival: UUID
) -> None:
    session = enter(rep)
    obj = session.object("deal")
    draft = ViewDraft(
        "Large open deals",
        ["name", "amount"],
        where="stage == 'open'",
        conditions=[{"path": "amount", "op": "ge", "value": "1000"}],
        sort=[{"field": "amount", "dir": "desc"}],
    )
    view_id = create_view(session.context, obj, draft)
    for name, amount in (("Small", "10"), ("Large", "5000"), ("Larger", "6000")):
        session.records("deal").create({"name": name, "vw__code": "x", "amount": amount})
    view = list_view(session.context, obj, str(view_id))
    assert view is not None and view.mine and view.saved == view_id
    page = session.records("deal").query(view.query())
    assert [record["name"] for record in page.records] == ["Larger", "Large"]
    other = enter(rival)
    assert "Large open deals" not in _names(other)
    with pytest.raises(RecordNotFound):
        delete_view(other.context, view_id)
    with pytest.raises(RecordNotFound):
        update_view(other.context, obj, view_id, draft)


def test_sharing_a_view_needs_the_right_to_customise(
    enter: Enter, admin: UUID, rep: UUID
) -> None:
    seller = enter(rep)
    draft = ViewDraft("By amount", ["name", "amount"])
    own = create_view(seller.context, seller.object("deal"), draft)
    with pytest.raises(AccessDenied):
        share_view(seller.context, own, shared=True)
    boss = enter(admin)
    made = create_view(
        boss.context, boss.object("deal"), ViewDraft("For all", ["name", "margin"])
    )
    share_view(boss.context, made, shared=True)
    view = list_view(seller.context, seller.object("deal"), str(made))
    assert view is not None and not view.mine
    assert [column.path for column in view.columns] == ["name"]
    delete_view(boss.context, made)
    assert "For all" not in _names(seller)


def test_everything_wrong_with_a_view_is_said_at_once(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    draft = ViewDraft(
        " ",
        ["name", "margin"],
        where="amount + name",
        conditions=[{"path": "name", "op": "within", "value": "this_week"}],
    )
    with pytest.raises(InvalidRecord) as refused:
        create_view(session.context, session.object("deal"), draft)
    assert {problem.field for problem in refused.value.problems} == {
        "name", "columns", "where", "conditions",
    }  # fmt: skip
