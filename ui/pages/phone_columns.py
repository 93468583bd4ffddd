"""Chooses which columns of a list a phone has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.pages.values import NUMBERS, field_at, widget_of
from ui.pages.work import Work

PHONE_BELOW = 2
"""Columns that a phone shows below a record's name."""
_DAYS = frozenset({"date", "datetime"})


def phone_figure(at: Work, obj: Any, paths: Sequence[str], first: Any) -> str:
    """Name the column that a phone shows at the right: what tells most without its heading."""
    fields = {path: field_at(at, obj, path) for path in paths}
    widgets = {
        path: widget_of(at, field) for path, field in fields.items() if field is not None
    }
    sorted_by = first.path if first is not None else ""
    by_worth = [
        *(path for path in widgets if widgets[path] in {"currency", "score"}),
        *(path for path in widgets if path == sorted_by and widgets[path] in _DAYS),
        *(path for path in widgets if widgets[path] in NUMBERS),
    ]
    return next((path for path in by_worth if path != obj.name_field), "")
