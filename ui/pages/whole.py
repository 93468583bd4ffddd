"""Reads a record with all that its page or form needs, whichever layout it turns out to have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ui.pages.currencies import with_currencies
from ui.pages.work import Work


def whole(at: Work, obj: Any, key: UUID, purpose: str) -> Any:
    """Read every field that this actor may read, and what the layout reads across look-ups."""
    gate = at.records(obj.name)
    readable = at.rights(obj.name).readable
    own = [name for name in obj.fields if name in readable]
    wanted = with_currencies(at, obj, [*own, *at.layout(obj, None, purpose).needs])
    found = gate.get(key, fields=wanted)
    # The layout of its record type may read more than the one that was asked before it was known.
    more = {*at.layout(obj, found, purpose).needs} - {*found.values}
    return gate.get(key, fields=(*wanted, *sorted(more))) if more else found
