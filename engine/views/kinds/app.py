"""The kind ``app``: a navigation for people with the same work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import Model
from engine.packages.problems import component_problem
from engine.packages.shapes import NAME, ORDER, STRING, WORDING, document, keyed
from engine.text import text


class App(Kind):
    """An app: groups of entries, each an object or a page."""

    name = "app"
    label = text("app", "应用")
    plural = text("apps", "应用")
    folder = "apps"
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "icon": STRING,
            "order": ORDER,
            "nav": keyed(
                {
                    "label": WORDING,
                    "items": keyed(
                        {
                            "label": WORDING,
                            "icon": STRING,
                            "object": NAME,
                            "view": NAME,
                            "page": NAME,
                        }
                    ),
                }
            ),
        },
        required=("nav",),
    )
    property_classes = {"nav": PropertyClass.MERGE, "label": PropertyClass.SEED}

    def references(self, component: Component) -> Iterable[Reference]:
        for pointer, item in _items(component):
            if "object" in item:
                yield Reference("object", "", item["object"], f"{pointer}/object")
                if "view" in item:
                    yield Reference(
                        "list_view", item["object"], item["view"], f"{pointer}/view"
                    )

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        for pointer, item in _items(component):
            if ("object" in item) == ("page" in item):
                yield component_problem(component, pointer, "app.item", _ONE_OF)


def _items(component: Component) -> Iterator[tuple[str, dict[str, str]]]:
    for index, group in enumerate(component.body["nav"]):
        for at, item in enumerate(group.get("items", ())):
            yield f"/nav/{index}/items/{at}", item


_ONE_OF = text("an entry opens either an object or a page", "每个条目打开一个对象或一个页面")

KIND = App()
