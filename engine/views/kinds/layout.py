"""The kind ``layout``: what a record page shows, in sections, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.lists import element_key
from engine.packages.problems import component_problem, did_you_mean
from engine.packages.shapes import (
    BOOLEAN,
    EXPRESSION,
    NAME,
    ORDER,
    PATH,
    STRING,
    WORDING,
    choice,
    described,
    document,
    keyed,
    listed,
    naming,
    usual,
)
from engine.text import text
from engine.views.actions import known
from engine.views.kinds.list_view import COLUMNS, SORT, column_references, field_at
from engine.views.panels import PANELS

_WIDTH = {"type": "integer", "minimum": 1, "maximum": 2}
_ANY = "any"
_ITEMS = keyed(
    {
        "field": PATH,
        "label": WORDING,
        "span": usual(_WIDTH, 1),
        "required": BOOLEAN,
        "read_only": BOOLEAN,
        "visible_when": EXPRESSION,
    },
    by="field",
    short=True,
)


class Layout(Kind):
    """A layout of an object's page."""

    name = "layout"
    label = text("layout", "页面布局")
    plural = text("layouts", "页面布局")
    folder = "layouts"
    parent = "object"
    schema = document(
        {
            "label": WORDING,
            "device": usual(choice(_ANY, "mobile"), _ANY),
            "purpose": usual(choice(_ANY, "view", "edit", "create"), _ANY),
            "record_types": listed(naming("record_type")),
            "order": ORDER,
            "highlights": described(listed(PATH, most=12), "Fields in the head of the page"),
            "path": described(
                {**NAME, "x-words": "path"},
                "The select field whose options are the steps on top",
            ),
            "sections": keyed(
                {
                    "label": WORDING,
                    "columns": usual(_WIDTH, 2),
                    "collapsed": BOOLEAN,
                    "visible_when": EXPRESSION,
                    "items": _ITEMS,
                }
            ),
            "related": keyed(
                {
                    "label": WORDING,
                    "object": NAME,
                    "via": NAME,
                    "columns": COLUMNS,
                    "sort": SORT,
                    "visible_when": EXPRESSION,
                },
                required=("object", "via"),
            ),
            "panels": keyed(
                {
                    "label": WORDING,
                    "type": choice(*PANELS),
                    "text": WORDING,
                    "visible_when": EXPRESSION,
                },
                required=("type",),
            ),
            "actions": described(listed(STRING), "Buttons and menu of the page, in order"),
        },
        required=("sections",),
    )
    property_classes = {
        "sections": PropertyClass.MERGE,
        "related": PropertyClass.MERGE,
        "panels": PropertyClass.MERGE,
        "highlights": PropertyClass.SEED,
        "actions": PropertyClass.SEED,
        "label": PropertyClass.SEED,
    }

    def references(self, component: Component) -> Iterable[Reference]:
        body, of = component.body, component.of
        for index, name in enumerate(body.get("record_types", ())):
            yield Reference("record_type", of, name, f"/record_types/{index}")
        for index, path in enumerate(body.get("highlights", ())):
            yield Reference("field", of, path, f"/highlights/{index}")
        if "path" in body:
            yield Reference("field", of, body["path"], "/path")
        for index, section in enumerate(body["sections"]):
            items = section.get("items", [])
            yield from column_references(items, of, f"/sections/{index}/items")
        for index, related in enumerate(body.get("related", ())):
            at, other = f"/related/{index}", related["object"]
            yield Reference("object", "", other, f"{at}/object")
            yield Reference("field", other, related["via"], f"{at}/via")
            yield from column_references(related.get("columns", []), other, f"{at}/columns")
            for place, sort in enumerate(related.get("sort", ())):
                yield Reference("field", other, sort["field"], f"{at}/sort/{place}/field")

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        for index, section in enumerate(component.body.get("sections", ())):
            yield Asked(f"/sections/{index}/visible_when")
            for at, _item in enumerate(section.get("items", ())):
                yield Asked(f"/sections/{index}/items/{at}/visible_when")
        for index, _related in enumerate(component.body.get("related", ())):
            yield Asked(f"/related/{index}/visible_when")
        for index, _panel in enumerate(component.body.get("panels", ())):
            yield Asked(f"/panels/{index}/visible_when")

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        body = component.body
        steps = field_at(model, component.of, body.get("path", ""))
        if steps is not None and steps.type.name != "select":
            yield component_problem(component, "/path", "layout.path", _NEEDS_SELECT)
        yield from _check_sections(component)
        yield from _check_beside(component)
        for index, related in enumerate(body.get("related", ())):
            pointer = f"/related/{index}"
            via = field_at(model, related["object"], related["via"])
            targets = via.options.get("to", via.target) if via else ()
            known = targets if isinstance(targets, list) else [targets]
            if via is not None and component.of not in known:
                message = text(
                    "“{via}” does not point at “{object}”",
                    "“{via}”没有指向“{object}”",
                    via=related["via"],
                    object=component.of,
                )
                yield component_problem(component, f"{pointer}/via", "layout.via", message)


def _check_sections(component: Component) -> Iterator[Problem]:
    for index, section in enumerate(component.body["sections"]):
        pointer = f"/sections/{index}"
        seen: set[str] = set()
        for at, item in enumerate(section.get("items", ())):
            name = element_key(item)
            if name in seen:
                message = text(
                    "“{field}” stands twice in this section",
                    "“{field}”在此分区中重复",
                    field=name,
                )
                yield component_problem(
                    component, f"{pointer}/items/{at}", "layout.repeated", message
                )
            seen.add(name)


def _check_beside(component: Component) -> Iterator[Problem]:
    body = component.body
    for index, panel in enumerate(body.get("panels", ())):
        pointer = f"/panels/{index}"
        if panel["type"] == "text" and not panel.get("text"):
            yield component_problem(component, pointer, "layout.text", _NEEDS_TEXT)
    possible = known(body.get("related", ()))
    for index, name in enumerate(body.get("actions", ())):
        if name not in possible:
            message = text("there is no action “{name}”", "没有操作“{name}”", name=name)
            hint = did_you_mean(name, possible)
            yield component_problem(
                component, f"/actions/{index}", "layout.action", message, hint
            )


_NEEDS_TEXT = text("a panel of text needs its text", "文字面板需要填写文字")
_NEEDS_SELECT = text("steps need a select field", "步骤条需要单选字段")

KIND = Layout()
