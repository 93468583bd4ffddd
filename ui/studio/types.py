"""The types that a new field can have: in groups, the most used first, found by words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import render_template, request, url_for

from engine import FieldType, order_key
from ui.i18n import gettext as _
from ui.studio.desk import Desk
from ui.studio.object_bar import bar_of
from ui.studio.strips import type_icon


@dataclass(frozen=True, slots=True)
class Offered:
    """A type on the page; ``shown`` says whether it has the words that were looked for."""

    label: str
    help: str
    icon: str
    url: str
    shown: bool


def types_page(at: Desk, of: str) -> str:
    """Show the types, from which the form of a new field follows."""
    words = request.args.get("q", "").strip()
    groups = _groups(at, of, words.casefold().split())
    parent = at.bench.find(("object", "", of))
    return render_template(
        "studio/types.html",
        groups=groups,
        words=words,
        none=not any(one.shown for _label, types in groups for one in types),
        bar=bar_of(at, ("field", of, "")),
        parent=at.entry(parent) if parent else None,
        of=of,
        paste_url=url_for("studio.paste", name=of),
    )


def _groups(at: Desk, of: str, words: list[str]) -> list[tuple[str, list[Offered]]]:
    used = Counter(str(one.body.get("type")) for one in at.bench.of_kind("field"))
    labels = {
        "text": _("Text"), "number": _("Numbers"), "choice": _("Choices"),
        "date": _("Date and time"), "link": _("People and links"), "file": _("Files"),
        "computed": _("Computed"),
    }  # fmt: skip
    found: dict[str, list[Offered]] = {group: [] for group in labels}
    types = [(at.at.say(one.label), one) for one in at.bench.field_types()]
    for label, one in sorted(types, key=lambda each: (-used[each[1].name], order_key(each[0]))):
        help_ = at.at.say(one.help)
        text = f"{label} {help_} {one.name}".casefold()
        url = url_for("studio.new", kind="field", of=of, type=one.name)
        shown = all(word in text for word in words)
        found[group_of(one)].append(Offered(label, help_, type_icon(one.name), url, shown))
    return [(labels[group], offered) for group, offered in found.items() if offered]


def group_of(one: FieldType) -> str:
    """Say among which types a type stands, by what it holds: a new one needs no entry here."""
    held, family = str(one.value_type), str(one.family)
    if one.computed:
        return "computed"
    if one.widget in ("file", "image"):
        return "file"
    if family == "reference" or "to" in one.options_schema:
        return "link"
    if held in ("select", "list", "boolean"):
        return "choice"
    if family in ("date", "moment", "time") or held == "duration":
        return "date"
    return "number" if one.value_type.is_number else "text"
