"""Checks fields against the resolved model: references, expressions, options, roll-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.errors import Problem
from engine.expressions.type_rules import comparable
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.kernel.kind import Reference
from engine.kernel.model import FieldDef, Model
from engine.kernel.values import ValueType
from engine.packages.cycles import FieldKey, circle_through, master_circle, way_of
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem
from engine.text import text

_UNTYPED = (ValueType.LIST, ValueType.JSON, ValueType.BLANK)
_NUMERIC_AGGREGATES = ("sum", "avg")
_ORDERED_AGGREGATES = ("min", "max")


def references(component: Component) -> Iterator[Reference]:
    """Name what a field refers to."""
    body, of = component.body, component.of
    to = body.get("to")
    if isinstance(to, str):
        yield Reference("object", "", to, "/to")
    elif isinstance(to, list):
        for index, name in enumerate(to):
            yield Reference("object", "", name, f"/to/{index}")
    if "option_set" in body:
        yield Reference("option_set", "", body["option_set"], "/option_set")
    if isinstance(body.get("parent"), str):
        yield Reference("field", of, body["parent"], "/parent")
        yield from _of_options(body, f"{of}.{body['parent']}")
    for word in ("after", "before"):
        if word in body:
            yield Reference("field", of, body[word], f"/{word}")
    yield from _of_mirror(body, of)
    yield from _of_rollup(body)


def _of_options(body: Mapping[str, Any], parent: str) -> Iterator[Reference]:
    for index, option in enumerate(body.get("options", ())):
        for at, when in enumerate(option.get("when", ())):
            yield Reference("option", parent, when, f"/options/{index}/when/{at}")


def _of_mirror(body: Mapping[str, object], of: str) -> Iterator[Reference]:
    via, field = body.get("via"), body.get("field")
    if isinstance(via, str) and isinstance(field, str):
        yield Reference("field", of, via, "/via")
        yield Reference("field", of, f"{via}.{field}", "/field")


def _of_rollup(body: Mapping[str, object]) -> Iterator[Reference]:
    source, aggregate = body.get("from"), body.get("agg")
    if not isinstance(source, Mapping):
        return
    child = str(source.get("object", ""))
    yield Reference("object", "", child, "/from/object")
    yield Reference("field", child, str(source.get("via", "")), "/from/via")
    if isinstance(aggregate, Mapping) and aggregate.get("field"):
        yield Reference("field", child, str(aggregate["field"]), "/agg/field")


def check(component: Component, model: Model) -> Iterator[Problem]:
    """Give what is wrong with a field that shape and references cannot say."""
    obj = model.objects.get(component.of)
    field = obj.fields.get(component.name) if obj else None
    if field is None or field.system:
        return
    known_set = model.find("option_set", str(component.body.get("option_set", "")))
    if known_set is not None or "option_set" not in component.body:
        for pointer, message in field.type.check_options(field):
            yield component_problem(component, pointer, "field.options", message)
    yield from _options(component)
    yield from _rollup(component, model)
    yield from _circles(component, model, field)


def expressions(component: Component, model: Model) -> Iterator[Asked]:
    """Say what the expressions of a field must be: those that its type has, and common ones."""
    obj = model.objects.get(component.of)
    field = obj.fields.get(component.name) if obj else None
    if field is None or field.system:
        return
    body, known = component.body, field.type.options_schema
    value_type = field.type.value_type_of(field)
    # What a formula returns may not be chosen yet while somebody writes it.
    open_type = "returns" in field.type.required_options and "returns" not in body
    expected = None if open_type or value_type in _UNTYPED else value_type
    yield Asked("/default", expect=expected)
    yield Asked("/visible_when")
    yield Asked("/read_only_when", prior=True)
    if "filter" in known:
        yield Asked("/filter", needs_sql=True, target=field.target)
    if isinstance(body.get("from"), Mapping):
        children = str(body["from"].get("object", ""))
        yield Asked("/from/where", children, needs_sql=True)
    if "expr" in known:
        stored = body.get("store") is True
        alone = "formula" if stored else ""
        yield Asked("/expr", expect=expected, needs_sql=not stored, alone=alone)


def _options(component: Component) -> Iterator[Problem]:
    options = component.body.get("options")
    if not isinstance(options, list) or "parent" in component.body:
        return
    for index, option in enumerate(options):
        for at, _when in enumerate(option.get("when", ())):
            pointer = f"/options/{index}/when/{at}"
            yield component_problem(component, pointer, "option.no_parent", _NO_PARENT)


def _rollup(component: Component, model: Model) -> Iterator[Problem]:
    source, aggregate = component.body.get("from"), component.body.get("agg")
    if not isinstance(source, Mapping) or not isinstance(aggregate, Mapping):
        return
    via = follow(model, str(source.get("object")), str(source.get("via")))
    if isinstance(via, Path) and via.field.target != component.of:
        message = text(
            "“{via}” does not point at “{object}”",
            "“{via}”没有指向“{object}”",
            via=source.get("via"),
            object=component.of,
        )
        yield component_problem(component, "/from/via", "rollup.via", message)
    function, name = str(aggregate.get("fn")), aggregate.get("field")
    if not name and function != "count":
        yield component_problem(component, "/agg", "rollup.field", _NEEDS_FIELD)
    found = follow(model, str(source.get("object")), str(name)) if name else None
    if not isinstance(found, Path):
        return
    kind = found.field.type.value_type_of(found.field)
    if function in _NUMERIC_AGGREGATES and not kind.is_number:
        message = text(
            "“{field}” is no number: {fn} cannot be taken of it",
            "“{field}”不是数字，无法计算 {fn}",
            field=name,
            fn=function,
        )
        yield component_problem(component, "/agg/field", "rollup.number", message)
    elif function in _ORDERED_AGGREGATES and not comparable(kind, kind, ordered=True):
        message = text(
            "“{field}” has no order: {fn} cannot be taken of it",
            "“{field}”没有大小顺序，无法计算 {fn}",
            field=name,
            fn=function,
        )
        yield component_problem(component, "/agg/field", "rollup.order", message)


def in_circle(component: Component, circle: Iterable[FieldKey]) -> Problem:
    """Say that a field is computed from itself, and how."""
    pointer = next((f"/{key}" for key in ("expr", "from") if key in component.body), "")
    return component_problem(component, pointer, "formula.cycle", way_of(circle), _CUT)


def _circles(component: Component, model: Model, field: FieldDef) -> Iterator[Problem]:
    circle = circle_through(model, (component.of, component.name))
    if circle:
        yield in_circle(component, circle)
    if field.type.name == "master_detail":
        first = model.objects[component.of].master == component.name
        masters = master_circle(model, component.of) if first else ()
        if masters:
            message = text(
                "these objects are each other's masters: {way}",
                "这些对象互为主对象：{way}",
                way=" → ".join(masters),
            )
            yield component_problem(component, "/to", "master.cycle", message)
        if not first:
            yield component_problem(component, "/type", "master.second", _TWO_MASTERS)


_CUT = text("let one of them be computed from something else", "请让其中之一由其他字段计算得出")
_NO_PARENT = text(
    "“when” needs the field that decides: add parent",
    "使用“when”需要指定决定字段：请添加 parent",
)
_NEEDS_FIELD = text("this needs the field to aggregate", "需要指定要汇总的字段")
_TWO_MASTERS = text(
    "an object has one master; make this a lookup", "一个对象只能有一个主对象，请改为 lookup"
)
