"""What stands in the navigation of whom."""

from __future__ import annotations

from uuid import UUID

from engine.views.navigation import apps, navigation
from tests.engine.views.conftest import Enter


def test_entries_that_lead_nowhere_are_left_out(enter: Enter, rep: UUID, admin: UUID) -> None:
    groups = navigation(enter(rep).context)
    assert [group.id for group in groups] == ["vw__sell"]
    assert [item.id for item in groups[0].items] == [
        "vw__deals", "vw__margins", "vw__machines", "vw__home",
    ]  # fmt: skip
    assert [group.id for group in navigation(enter(admin).context)] == [
        "vw__sell",
        "vw__office",
    ]


def test_an_entry_is_called_like_its_object_unless_it_has_a_name(
    enter: Enter, rep: UUID
) -> None:
    deals, margins, *_ = navigation(enter(rep).context)[0].items
    assert (deals.label.to("zh"), deals.view, deals.icon) == ("交易", "vw__mine", "opp")
    assert (str(margins.label), margins.view) == ("Margins", "")


def test_the_app_can_be_named(enter: Enter, rep: UUID) -> None:
    context = enter(rep).context
    assert [app.name for app in apps(context)] == ["vw__work"]
    assert navigation(context, "vw__work") == navigation(context, "no_such_app")
