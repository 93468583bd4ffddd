"""The actions of a record's page, as its layout orders them and as far as somebody may do them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ui.i18n import gettext as _
from ui.pages.related import RelatedList, tab_of
from ui.pages.work import Work

_ICONS = {
    "edit": "edit", "clone": "copy", "reassign": "user", "print": "doc", "delete": "trash",
}  # fmt: skip
_ENDPOINTS = {
    "edit": "pages.edit", "clone": "pages.clone", "reassign": "pages.reassign",
    "print": "pages.paper", "delete": "pages.delete",
}  # fmt: skip
_POSTED = frozenset({"clone"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One action on a page: a link, or with ``posted`` a button of its own form."""

    name: str
    label: str
    icon: str
    url: str
    button: bool
    posted: bool = False


def offers(
    at: Work, obj: Any, record: Any, spec: Any, lists: Sequence[RelatedList]
) -> list[Offer]:
    """Give the actions in order; what this actor may not do is not there."""
    may = _may(at, obj, record)
    made = []
    for action in spec.actions:
        if action.related:
            found = next((one for one in lists if one.id == tab_of(action.related)), None)
            if found is not None and found.new_url:
                label = _("New {name}", name=found.one)
                made.append(Offer("new", label, "plus", found.new_url, action.button))
        elif may[action.name]:
            made.append(_offer(obj, record, action))
    return made


def _may(at: Work, obj: Any, record: Any) -> dict[str, bool]:
    update = at.may("update", obj, record)
    return {
        "edit": update,
        "clone": at.rights(obj.name).create,
        "reassign": update and obj.has_owner,
        "print": True,
        "delete": at.may("delete", obj, record),
    }


def _offer(obj: Any, record: Any, action: Any) -> Offer:
    words = {
        "edit": _("Edit"), "clone": _("Copy"), "reassign": _("Reassign"),
        "print": _("Print"), "delete": _("Delete"),
    }  # fmt: skip
    name = action.name
    url = url_for(_ENDPOINTS[name], object_name=obj.name, record=str(record.id))
    return Offer(name, words[name], _ICONS[name], url, action.button, name in _POSTED)
