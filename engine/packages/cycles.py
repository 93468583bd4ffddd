"""Finds circles: fields computed from themselves, objects that are each other's masters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.errors import ExpressionError
from engine.kernel.asked import Asked
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.packages.expression_checks import check_source
from engine.packages.paths import Path, follow
from engine.text import Text, text

FieldKey = tuple[str, str]


def circle_through(model: Model, start: FieldKey) -> tuple[FieldKey, ...]:
    """Give the circle whose first field by name is this one; empty when there is none.

    So a circle of several fields is reported once.
    """
    return model.part(_circles).get(start, ())


def circle_from(model: Model, start: FieldKey) -> tuple[FieldKey, ...]:
    """Give the circle that leads from a computed field back to it, whichever of its fields it is."""
    return _way_back(model.part(_graph), start)


def way_of(circle: Iterable[FieldKey]) -> Text:
    """Say a circle by the names of its fields."""
    return text(
        "this is computed from itself: {way}",
        "该字段由自身计算而来：{way}",
        way=" → ".join(".".join(step) for step in circle),
    )


def master_circle(model: Model, start: str) -> tuple[str, ...]:
    """Give the circle of masters that begins at an object and comes back to it, if any."""
    way = [start]
    obj = model.objects.get(start)
    while obj is not None and obj.master:
        target = obj.fields[obj.master].target
        way.append(target)
        if target == start:
            return tuple(way) if start == min(way) else ()
        if target in way[:-1]:
            return ()
        obj = model.objects.get(target)
    return ()


def _graph(model: Model) -> dict[FieldKey, tuple[FieldKey, ...]]:
    return {
        (obj.name, field.name): tuple(_inputs(model, obj, field))
        for obj in model.objects.values()
        for field in obj.fields.values()
        if field.type.computed
    }


def _circles(model: Model) -> dict[FieldKey, tuple[FieldKey, ...]]:
    graph = model.part(_graph)
    found: dict[FieldKey, tuple[FieldKey, ...]] = {}
    for start in sorted(graph):
        way = _way_back(graph, start)
        if way and min(way) == start:
            found[start] = way
    return found


def _way_back(
    graph: Mapping[FieldKey, tuple[FieldKey, ...]], start: FieldKey
) -> tuple[FieldKey, ...]:
    """Search depth first, without recursion, for a way from a field back to itself."""
    seen: set[FieldKey] = set()
    pending: list[tuple[FieldKey, tuple[FieldKey, ...]]] = [(start, (start,))]
    while pending:
        at, way = pending.pop()
        for following in graph.get(at, ()):
            if following == start:
                return (*way, start)
            if following not in seen and following in graph:
                seen.add(following)
                pending.append((following, (*way, following)))
    return ()


def _inputs(model: Model, obj: ObjectDef, field: FieldDef) -> Iterator[FieldKey]:
    options = field.options
    if isinstance(options.get("expr"), str):
        yield from _of_expression(model, obj, options["expr"])
    if isinstance(options.get("via"), str) and isinstance(options.get("field"), str):
        yield from _last(model, obj.name, f"{options['via']}.{options['field']}")
    source, aggregate = options.get("from"), options.get("agg")
    if isinstance(source, Mapping) and isinstance(aggregate, Mapping):
        child = model.objects.get(str(source.get("object")))
        if child is not None and aggregate.get("field"):
            yield from _last(model, child.name, str(aggregate["field"]))
        if child is not None and isinstance(source.get("where"), str):
            yield from _of_expression(model, child, source["where"])


def _of_expression(model: Model, obj: ObjectDef, source: str) -> Iterator[FieldKey]:
    try:
        checked = check_source(model, source, obj, Asked(expect=None))
    except ExpressionError:
        return
    for path in checked.paths:
        yield from _last(model, obj.name, path)


def _last(model: Model, start: str, path: str) -> Iterator[FieldKey]:
    found = follow(model, start, path)
    if isinstance(found, Path):
        for step in found.steps:
            yield step.object, step.name
