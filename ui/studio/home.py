"""Finding one's way in Setup: search over everything, objects, and lists of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for

from engine import order_key
from ui.pages.work import work
from ui.studio.desk import Desk, desk
from ui.studio.icons import ICONS

ORDER = (
    "object", "layout", "list_view", "validation_rule", "option_set", "record_type", "app",
    "permission_set", "role",
)  # fmt: skip
ELSEWHERE = ("field", "settings", "calendar", "app")
"""Kinds that Setup shows otherwise; search finds their components."""


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind, and how many components of it there are."""

    label: str
    icon: str
    count: int
    url: str


def offer() -> dict[str, Any] | None:
    """Tell the start of Setup what there is in the Studio; nothing to who may not change it."""
    if "customise" not in work().system_rights:
        return None
    at = desk()
    return {
        "kinds": kind_counts(at),
        "changes": len(at.bench.changes),
        "draft_url": url_for("studio.review"),
        "new_url": url_for("studio.new_object"),
        "search_url": url_for("studio.search"),
        "company_url": url_for("studio.company"),
        "calendars_url": url_for("studio.calendars"),
        "navigation_url": url_for("studio.navigation"),
        "map_url": url_for("studio.diagram"),
        "translations_url": url_for("studio.translations"),
        "packages_url": url_for("studio.packages"),
        "history_url": url_for("studio.history"),
        "scheduled_url": url_for("studio.scheduled"),
        "indexes_url": url_for("studio.indexes"),
    }


def kind_counts(at: Desk) -> list[KindCount]:
    """Count the components of each kind: those that people change most come first."""
    kinds = [kind for kind in at.bench.kinds() if kind.name not in ELSEWHERE]
    place = {name: index for index, name in enumerate(ORDER)}
    kinds.sort(key=lambda kind: place.get(kind.name, len(ORDER)))
    return [
        KindCount(
            at.kinds(kind.name),
            ICONS.get(kind.name, "doc"),
            sum(1 for _ in at.bench.of_kind(kind.name)),
            url_for("studio.objects")
            if kind.name == "object"
            else url_for("studio.components", kind=kind.name),
        )
        for kind in kinds
    ]


def objects() -> str:
    """List all objects, with how many fields each has."""
    at = desk()
    counts: dict[str, int] = {}
    for field in at.bench.of_kind("field"):
        counts[field.key[1]] = counts.get(field.key[1], 0) + 1
    rows = [(at.entry(one), counts.get(one.key[2], 0)) for one in at.bench.of_kind("object")]
    rows.sort(key=lambda row: order_key(row[0].label))
    return render_template("studio/objects.html", rows=rows)


def components(kind: str) -> str:
    """List the components of a kind."""
    at = desk()
    if kind not in {known.name for known in at.bench.kinds()} - {"object", "field"}:
        abort(404)
    rows = [(at.entry(one), _owner(at, one.key[1])) for one in at.bench.of_kind(kind)]
    rows.sort(key=lambda row: (row[1], order_key(row[0].label)))
    return render_template(
        "studio/components.html",
        rows=rows,
        kind=kind,
        title=at.kinds(kind),
        icon=ICONS.get(kind),
        word=at.kind(kind),
        new_url="" if _parent(at, kind) else url_for("studio.new", kind=kind),
    )


def _parent(at: Desk, kind: str) -> str:
    return next(known.parent for known in at.bench.kinds() if known.name == kind)


def _owner(at: Desk, name: str) -> str:
    parent = at.bench.find(("object", "", name)) if name else None
    return at.label(parent) if parent else name
