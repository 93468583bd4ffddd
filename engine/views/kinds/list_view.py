"""The kind ``list_view``: a named list or board of an object's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.field_type import FieldType
from engine.kernel.kind import Kind, PropertyClass, Reference
from engine.kernel.model import FieldDef, Model
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem
from engine.packages.shapes import (
    EXPRESSION,
    ORDER,
    PATH,
    WORDING,
    choice,
    closed,
    described,
    document,
    keyed,
    listed,
    naming,
    usual,
)
from engine.text import text

MEASURES = ("count", "sum", "min", "max", "avg", "count_distinct")
COLUMNS = keyed(
    {
        "field": PATH,
        "label": WORDING,
        "width": {"type": "integer", "minimum": 20, "maximum": 1200},
    },
    required=("field",),
    short=True,
)
SORT = listed(
    closed({"field": PATH, "dir": choice("asc", "desc")}, required=("field",)), most=5
)


class ListView(Kind):
    """A list view; what the actor may not read does not appear."""

    name = "list_view"
    label = text("list view", "列表视图")
    plural = text("list views", "列表视图")
    folder = "list_views"
    parent = "object"
    schema = document(
        {
            "label": WORDING,
            "help": WORDING,
            "mode": usual(choice("table", "board"), "table"),
            "where": described(EXPRESSION, "Which records, such as owner == me.id"),
            "columns": COLUMNS,
            "sort": SORT,
            "totals": listed(
                closed({"field": PATH, "fn": choice(*MEASURES)}, required=("fn",))
            ),
            "group": closed({"field": PATH}, required=("field",)),
            "visible_to": closed({"roles": listed(naming("role"))}),
            "order": ORDER,
        },
        required=("columns",),
    )
    property_classes = {
        "columns": PropertyClass.MERGE,
        **dict.fromkeys(
            ("label", "help", "sort", "totals", "order", "group"), PropertyClass.SEED
        ),
    }

    def references(self, component: Component) -> Iterable[Reference]:
        body, of = component.body, component.of
        yield from column_references(body["columns"], of, "/columns")
        for part in ("sort", "totals"):
            for index, entry in enumerate(body.get(part, ())):
                if "field" in entry:
                    yield Reference("field", of, entry["field"], f"/{part}/{index}/field")
        if "group" in body:
            yield Reference("field", of, body["group"]["field"], "/group/field")
        for index, role in enumerate(body.get("visible_to", {}).get("roles", ())):
            yield Reference("role", "", role, f"/visible_to/roles/{index}")

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        yield Asked("/where", needs_sql=True)

    def check(self, component: Component, model: Model) -> Iterator[Problem]:
        body = component.body
        for index, entry in enumerate(body.get("sort", ())):
            field = field_at(model, component.of, entry["field"])
            if field is not None and not acting(field).sortable:
                message = text(
                    "a list cannot be sorted by “{field}”",
                    "列表不能按“{field}”排序",
                    field=entry["field"],
                )
                yield component_problem(component, f"/sort/{index}/field", "view.sort", message)
        for index, entry in enumerate(body.get("totals", ())):
            field = field_at(model, component.of, entry.get("field", ""))
            if field is not None and entry["fn"] not in (*acting(field).measures, "count"):
                message = text(
                    "{fn} cannot be taken of “{field}”",
                    "不能对“{field}”计算 {fn}",
                    fn=entry["fn"],
                    field=entry["field"],
                )
                yield component_problem(component, f"/totals/{index}/fn", "view.total", message)
        yield from _check_board(component, model)


def _check_board(component: Component, model: Model) -> Iterator[Problem]:
    body, obj = component.body, model.objects.get(component.of)
    if obj is None or body.get("mode") != "board":
        return
    name = body.get("group", {}).get("field") or obj.body.get("board", "")
    field = field_at(model, component.of, name)
    if field is None or field.type.name != "select":
        yield component_problem(component, "/mode", "view.board", _NO_COLUMNS)


def column_references(columns: list[object], of: str, pointer: str) -> Iterator[Reference]:
    """Name the paths of columns, in their short and long form."""
    for index, column in enumerate(columns):
        if isinstance(column, dict):
            yield Reference("field", of, column["field"], f"{pointer}/{index}/field")
        else:
            yield Reference("field", of, str(column), f"{pointer}/{index}")


def acting(field: FieldDef) -> FieldType:
    """Give the type whose measures and order count: a formula's or roll-up's is what it returns."""
    return field.type.acts_as(field)


def field_at(model: Model, of: str, path: str) -> FieldDef | None:
    """Find the field that a path leads to; None when it leads nowhere."""
    found = follow(model, of, path) if path and of in model.objects else None
    return found.field if isinstance(found, Path) else None


_NO_COLUMNS = text(
    "a board needs a select field: set group, or the object's board",
    "看板需要单选字段：请设置 group 或对象的 board",
)

KIND = ListView()
