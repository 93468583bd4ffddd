"""What the page of a record shows, to whom, and when."""

from __future__ import annotations

from uuid import UUID

from engine.session import Session
from engine.views.layout import layout
from engine.views.specs import Item, LayoutSpec
from tests.engine.views.conftest import Enter


def _items(spec: LayoutSpec) -> list[str]:
    return [item.path for section in spec.sections for item in section.items]


def _item(spec: LayoutSpec, path: str) -> Item:
    return next(
        item for section in spec.sections for item in section.items if item.path == path
    )


def _deal(session: Session, **values: object) -> UUID:
    made = session.records("deal").create({"name": "Pump station", "vw__code": "P-1", **values})
    return made.id


def test_a_seller_does_not_see_the_margin_anywhere(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    spec = layout(session.context, session.object("deal"), None, "desktop", "view")
    assert spec.name == "vw__default"
    assert [item.path for item in spec.highlights] == ["amount", "close_date"]
    assert "margin" not in _items(spec)
    assert "margin" not in spec.needs


def test_the_admin_sees_the_margin(enter: Enter, admin: UUID) -> None:
    session = enter(admin)
    spec = layout(session.context, session.object("deal"), None, "desktop", "view")
    assert "margin" in _items(spec)


def test_the_reason_appears_once_a_deal_is_lost(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    record = session.records("deal").get(_deal(session, stage="open"))
    spec = layout(session.context, obj, record, "desktop", "view")
    loss = next(section for section in spec.sections if section.id == "vw__loss")
    assert not loss.visible
    assert loss.visible_when["op"]
    assert "vw__loss" not in [section.id for section in spec.shown()]
    record = session.records("deal").get(_deal(session, stage="lost"))
    spec = layout(session.context, obj, record, "desktop", "view")
    assert "vw__loss" in [section.id for section in spec.shown()]


def test_a_form_follows_what_was_typed_before_it_is_saved(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    record = session.records("deal").get(_deal(session, stage="open"))
    typed = {**record.values, "stage": "lost"}
    spec = layout(session.context, obj, typed, "desktop", "edit")
    assert next(section for section in spec.sections if section.id == "vw__loss").visible


def test_a_field_is_fixed_while_its_rule_says_so(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    values = {"stage": "open"}
    assert not _item(
        layout(session.context, obj, values, "desktop", "edit"), "vw__code"
    ).read_only
    values = {"stage": "won"}
    spec = layout(session.context, obj, values, "desktop", "edit")
    assert _item(spec, "vw__code").read_only
    assert _item(spec, "vw__code").read_only_when is not None


def test_a_form_shows_fields_of_other_objects_as_fixed(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    spec = layout(session.context, session.object("deal"), None, "desktop", "edit")
    assert _item(spec, "firm.phone").read_only
    assert not _item(spec, "amount").read_only


def test_the_short_form_asks_for_everything_that_is_required(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    spec = layout(session.context, session.object("deal"), None, "desktop", "create")
    assert spec.name == "vw__quick"
    assert _items(spec) == ["name", "firm", "vw__code"]
    assert _item(spec, "vw__code").required


def test_a_phone_gets_its_own_layout(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    spec = layout(session.context, session.object("deal"), None, "mobile", "view")
    assert (spec.name, spec.sections[0].columns) == ("vw__phone", 1)


def test_a_record_type_brings_its_layout(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    spec = layout(session.context, obj, {"record_type": "vw__service"}, "desktop", "view")
    assert spec.name == "vw__service"
    spec = layout(session.context, obj, {"record_type": "gone"}, "desktop", "view")
    assert spec.name == "vw__default"


def test_a_record_type_limits_what_may_be_chosen(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    values = {"record_type": "vw__short", "stage": "open"}
    path = layout(session.context, obj, values, "desktop", "view").path
    assert path is not None
    assert [step.option.id for step in path.steps] == ["open", "lost"]
    spec = layout(session.context, obj, {**values, "stage": "won"}, "desktop", "edit")
    assert [option.id for option in _item(spec, "stage").choices] == ["open", "won", "lost"]


def test_the_path_says_where_a_deal_stands(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    obj = session.object("deal")
    path = layout(session.context, obj, {"stage": "open"}, "desktop", "view").path
    assert path is not None and path.movable
    assert [(step.option.id, step.state) for step in path.steps] == [
        ("open", "current"), ("won", "end"), ("lost", "end"),
    ]  # fmt: skip
    path = layout(session.context, obj, {"stage": "won"}, "desktop", "view").path
    assert path is not None
    assert [step.state for step in path.steps] == ["done", "current", "end"]
    path = layout(session.context, obj, {"stage": "vw__paused"}, "desktop", "view").path
    assert path is not None
    assert "vw__paused" in [step.option.id for step in path.steps]


def test_related_lists_find_the_records_that_point_here(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    deal = _deal(session)
    session.records("line").create({"title": "Pump", "deal": str(deal), "quantity": 2})
    spec = layout(session.context, session.object("deal"), None, "desktop", "view")
    lines = spec.related[0]
    assert [column.path for column in lines.columns] == ["title", "quantity", "price"]
    found = session.records("line").count(lines.where("deal", deal))
    assert found.value == 1


def test_an_object_without_a_layout_shows_everything(enter: Enter, rep: UUID) -> None:
    session = enter(rep)
    spec = layout(session.context, session.object("firm"), None, "desktop", "view")
    assert spec.name == ""
    assert {"name", "email", "parent", "owner"} <= set(_items(spec))
    assert {related.object for related in spec.related} == {"deal", "firm"}
