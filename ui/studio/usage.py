"""Where a component is used, and how much of a field: how full it is, and when it was last filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import Condition, Measure, Query, Sort
from engine.errors import EngineError
from ui.pages.work import record_url
from ui.studio.desk import Desk, Entry, Key
from ui.studio.wording import path


def users(at: Desk, key: Key) -> list[tuple[Entry, str, str]]:
    """Give the components that name another: each with its kind, and where it does."""
    return [
        (
            Entry(
                at.called(use.component.body, use.component.name),
                use.component.name,
                at.url(use.component.key),
            ),
            at.kind(use.component.kind),
            path(at, use.pointer, use.component.body),
        )
        for use in at.bench.users_of(key)
    ]


def fullness(at: Desk, name: str, only: str = "") -> tuple[int | None, Mapping[str, int]]:
    """Count records and filled values of every field that can be counted, in one question."""
    obj = at.at.model.get(name)
    if obj is None or not at.at.sees(name):
        return None, {}
    readable = at.at.rights(name).readable
    countable = [
        field.name
        for field in obj.fields.values()
        if field.name in readable and only in ("", field.name)
        and not (field.system or field.type.computed)
        and "count" in field.type.measures
        and str(field.type.family) not in ("side", "none")
    ]  # fmt: skip
    measures = [Measure("count"), *(Measure("count", path) for path in countable)]
    try:
        [row] = at.at.records(name).aggregate((), measures)
    except EngineError:
        return None, {}
    return int(row["count"]), {path: int(row[f"count:{path}"]) for path in countable}


def filled(at: Desk, key: Key) -> dict[str, Any] | None:
    """Tell of a field in force in how many records it is filled, and the one saved last."""
    kind, of, name = key
    obj = at.at.model.get(of) if kind == "field" else None
    if obj is None or name not in obj.fields:
        return None
    total, counts = fullness(at, of, name)
    if total is None or name not in counts:
        return None
    query = Query(
        fields=(obj.name_field, "updated_at"),
        where=Condition(name, "not_blank"),
        sort=(Sort("updated_at", True),),
        limit=1,
    )
    last = next(iter(at.at.records(of).query(query).records), None)
    return {
        "count": counts[name],
        "total": total,
        "share": round(100 * counts[name] / total) if total else 0,
        "last": str(last.values.get(obj.name_field) or last.id) if last else "",
        "last_url": record_url(of, last.id) if last else "",
        "when": at.when(last.values["updated_at"]) if last else "",
    }
