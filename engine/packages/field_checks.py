"""Checks fields against the resolved model: references, expressions, options, roll-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import ExpressionError, Problem
from engine.kernel.component import Component
from engine.kernel.kind import Reference
from engine.kernel.model import FieldDef, Model
from engine.kernel.values import ValueType
from engine.packages.cycles import circle_through, master_circle
from engine.packages.expression_checks import Asked, check_source, expression_problems
from engine.packages.paths import Path, follow
from engine.packages.problems import component_problem, did_you_mean
from engine.text import text

_UNTYPED = (ValueType.LIST, ValueType.JSON, ValueType.BLANK)
_NUMERIC_AGGREGATES = ("sum", "avg")


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
    for word in ("after", "before"):
        if word in body:
            yield Reference("field", of, body[word], f"/{word}")
    yield from _of_mirror(body, of)
    yield from _of_rollup(body)


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
    yield from _expressions(component, model, field)
    yield from _options(component, model)
    yield from _rollup(component, model)
    yield from _circles(component, model, field)


def _expressions(component: Component, model: Model, field: FieldDef) -> Iterator[Problem]:
    body = component.body
    value_type = field.type.value_type_of(field)
    expected = None if value_type in _UNTYPED else value_type
    yield from expression_problems(component, model, "/default", Asked(expect=expected))
    yield from expression_problems(component, model, "/visible_when")
    yield from expression_problems(component, model, "/read_only_when", Asked(prior=True))
    candidates = Asked(needs_sql=True, target=field.target)
    yield from expression_problems(component, model, "/filter", candidates)
    if isinstance(body.get("from"), Mapping):
        children = Asked(of=str(body["from"].get("object", "")), needs_sql=True)
        yield from expression_problems(component, model, "/from/where", children)
    stored = body.get("store") is True
    formula = Asked(expect=expected, needs_sql=not stored)
    found = list(expression_problems(component, model, "/expr", formula))
    yield from found
    if stored and not found and "expr" in body:
        yield from _stored_formula(component, model)


def _stored_formula(component: Component, model: Model) -> Iterator[Problem]:
    """A stored formula reads its own record only, and nothing that changes by itself (21)."""
    obj = model.objects[component.of]
    try:
        checked = check_source(model, component.body["expr"], obj, Asked(expect=None))
    except ExpressionError:
        return
    across = [
        path
        for path in sorted(checked.paths)
        if isinstance(to := follow(model, obj.name, path), Path) and len(to.steps) > 1
    ]
    if across:
        message = text(
            "a stored formula cannot read “{path}” across a lookup",
            "存储的公式不能跨查找读取“{path}”",
            path=across[0],
        )
        yield component_problem(component, "/expr", "formula.across", message, _NOT_STORED)
    elif checked.volatile:
        yield component_problem(component, "/expr", "formula.volatile", _VOLATILE, _NOT_STORED)


def _options(component: Component, model: Model) -> Iterator[Problem]:
    options = component.body.get("options")
    if not isinstance(options, list):
        return
    parent = model.objects[component.of].fields.get(str(component.body.get("parent", "")))
    allowed = {choice.id for choice in parent.choices} if parent else set()
    for index, option in enumerate(options):
        for at, when in enumerate(option.get("when", ())):
            pointer = f"/options/{index}/when/{at}"
            if parent is None:
                yield component_problem(component, pointer, "option.no_parent", _NO_PARENT)
            elif when not in allowed:
                message = text(
                    "“{parent}” has no option “{id}”",
                    "“{parent}”没有选项“{id}”",
                    parent=parent.name,
                    id=when,
                )
                yield component_problem(
                    component, pointer, "option.unknown", message, did_you_mean(when, allowed)
                )


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
    numeric = isinstance(found, Path) and found.field.type.value_type_of(found.field).is_number
    if isinstance(found, Path) and function in _NUMERIC_AGGREGATES and not numeric:
        message = text(
            "“{field}” is no number: {fn} cannot be taken of it",
            "“{field}”不是数字，无法计算 {fn}",
            field=name,
            fn=function,
        )
        yield component_problem(component, "/agg/field", "rollup.number", message)


def _circles(component: Component, model: Model, field: FieldDef) -> Iterator[Problem]:
    circle = circle_through(model, (component.of, component.name))
    if circle:
        message = text(
            "this is computed from itself: {way}",
            "该字段由自身计算而来：{way}",
            way=" → ".join(".".join(step) for step in circle),
        )
        pointer = "/expr" if "expr" in component.body else "/from"
        yield component_problem(component, pointer, "formula.cycle", message)
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


_NOT_STORED = text("set store: false", "请设置 store: false")
_VOLATILE = text(
    "a stored formula cannot use today(), now() or me",
    "存储的公式不能使用 today()、now() 或 me",
)
_NO_PARENT = text(
    "“when” needs the field that decides: add parent",
    "使用“when”需要指定决定字段：请添加 parent",
)
_NEEDS_FIELD = text("this needs the field to aggregate", "需要指定要汇总的字段")
_TWO_MASTERS = text(
    "an object has one master; make this a lookup", "一个对象只能有一个主对象，请改为 lookup"
)
