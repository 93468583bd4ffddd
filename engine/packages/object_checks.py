"""Checks objects against the resolved model: the fields that they name and what these must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import Problem
from engine.kernel.component import Component
from engine.kernel.kind import Reference
from engine.kernel.model import FieldDef, Model
from engine.kernel.reading import targets_of, through
from engine.packages.problems import component_problem
from engine.text import Text, text

_NAMED = ("name_field", "board", "rate_date")
_NAMING_FAMILIES = ("text", "none", "integer")


def references(component: Component) -> Iterator[Reference]:
    """Name the fields that an object's own properties name."""
    body, name = component.body, component.name
    for key in _NAMED:
        if key in body:
            yield Reference("field", name, body[key], f"/{key}")
    for index, path in enumerate(body.get("read_through", ())):
        yield Reference("field", name, path, f"/read_through/{index}")
    for index, path in enumerate(body.get("search", ())):
        yield Reference("field", name, path, f"/search/{index}")
    for index, entry in enumerate(body.get("indexes", ())):
        for at, field in enumerate(entry["fields"]):
            yield Reference("field", name, field, f"/indexes/{index}/fields/{at}")


def check(component: Component, model: Model) -> Iterator[Problem]:
    """Give what is wrong with an object that shape and references cannot say."""
    obj = model.objects.get(component.name)
    if obj is None:
        return
    fields = {key: obj.fields.get(str(component.body.get(key))) for key in _NAMED}
    for key, wrong in _RULES.items():
        field = fields[key]
        if field is not None and wrong(field):
            yield component_problem(component, f"/{key}", f"object.{key}", _MESSAGES[key])
    yield from _read_through(component, model)
    if not any(not field.system for field in obj.fields.values()):
        yield component_problem(component, "", "object.empty", _EMPTY)
    for index, entry in enumerate(component.body.get("indexes", ())):
        for at, name in enumerate(entry["fields"]):
            named = obj.fields.get(name)
            if named is not None and named.type.family.value in ("none", "side"):
                message = text(
                    "“{field}” is not stored in the record: it cannot be indexed",
                    "“{field}”不存储在记录中，无法建索引",
                    field=name,
                )
                yield component_problem(
                    component, f"/indexes/{index}/fields/{at}", "object.index", message
                )


def _read_through(component: Component, model: Model) -> Iterator[Problem]:
    """Records are read through look-ups to others than people, and never in a circle."""
    obj = model.objects[component.name]
    for index, name in enumerate(component.body.get("read_through", ())):
        field = obj.fields.get(name)
        if field is None:
            continue
        wrong = field.type.name not in ("lookup", "poly_lookup") or "user" in targets_of(field)
        if wrong or obj.master:
            pointer = f"/read_through/{index}"
            yield component_problem(component, pointer, "object.read_through", _THROUGH)
    if _in_circle(model, obj.name):
        yield component_problem(
            component, "/read_through", "object.read_through_circle", _CIRCLE
        )


def _in_circle(model: Model, start: str) -> bool:
    seen: set[str] = set()
    waiting = list(through(model, start))
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(through(model, name))
    return False


def _names_badly(field: FieldDef) -> bool:
    return (
        field.type.family.value not in _NAMING_FAMILIES
        and not field.type.computed
        and (field.type.name != "person_name")
    )


_RULES: dict[str, Callable[[FieldDef], bool]] = {
    "name_field": _names_badly,
    "board": lambda field: field.type.name != "select",
    "rate_date": lambda field: field.type.name not in ("date", "datetime"),
}
_MESSAGES: dict[str, Text] = {
    "name_field": text("records cannot be called by this field", "不能用此字段称呼记录"),
    "board": text("a board needs a select field", "看板需要单选字段"),
    "rate_date": text("this must be a date field", "此处应为日期字段"),
}
_THROUGH = text(
    "an object without a master is read through look-ups to objects other than users",
    "只有无主对象的对象可通过指向用户以外对象的查找字段读取",
)
_CIRCLE = text("these objects would be read through each other", "这些对象会互相通过对方读取")
_EMPTY = text("an object needs at least one field", "对象至少需要一个字段")
