"""Search over all of Setup: its pages, components, options, settings, people, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from engine import Drafted, Query
from ui.i18n import LANGUAGES, listed, said_in
from ui.i18n import gettext as _
from ui.pages.work import record_url, work
from ui.studio.desk import Desk, desk
from ui.studio.icons import ICONS

MOST = 60
FEW = 6
"""How many the command palette shows."""
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Found:
    """Something of Setup: what it is called, what it is, to what it belongs."""

    label: str
    url: str
    kind: str
    icon: str
    of: str = ""
    name: str = ""
    sort: str = ""

    @property
    def note(self) -> str:
        return listed((self.kind, self.of))


@dataclass(frozen=True, slots=True)
class Place:
    """A page of Setup; ``words`` are what else people call what is there."""

    title: str
    endpoint: str
    icon: str
    words: tuple[str, ...] = ()
    right: str = "customise"


PLACES = (
    Place("Company", "studio.company", "acct", (
        "Language", "Time zone", "Region", "Corporate currency", "Currencies in use",
        "Fiscal year starts in month", "Week starts on", "Working calendar",
        "Days in the recycle bin",
    )),
    Place("Calendars", "studio.calendars", "cal", (
        "Working hours", "Holidays", "Extra working days",
    )),
    Place("New calendar", "studio.new_calendar", "cal"),
    Place("Navigation", "studio.navigation", "menu"),
    Place("Objects", "studio.objects", "box"),
    Place("New object", "studio.new_object", "plus"),
    Place("Map of objects", "studio.diagram", "rel"),
    Place("Translations", "studio.translations", "globe"),
    Place("Packages", "studio.packages", "merge"),
    Place("Indexes", "studio.indexes", "filter"),
    Place("History", "studio.history", "history"),
    Place("Draft", "studio.review", "flow", ("Review and apply",)),
    Place("Jobs", "pages.jobs", "clock", (), "view_jobs"),
    Place("People", "account.people", "team", ("Logins, invitations, roles",), "manage_users"),
)  # fmt: skip
"""Their titles and words are looked up in the catalogue of each language."""


def search() -> str:
    """Show what a search over all of Setup finds."""
    at, words = desk(), request.args.get("q", "").strip()[:120]
    found = find(at, words, MOST) if words else []
    part = request.headers.get("HX-Request")
    template = "studio/found.html" if part else "studio/search.html"
    return render_template(template, words=words, found=found)


def offered(words: str) -> list[Found]:
    """Give what the command palette shows of Setup; nothing to who may not change it."""
    if "customise" not in work().system_rights:
        return []
    return find(desk(), words, FEW)


def find(at: Desk, words: str, most: int) -> list[Found]:
    """Give what has all the words, what begins with them first."""
    wanted = words.casefold()
    parts, found = wanted.split(), list[tuple[tuple[int, str], Found]]()
    for one, called in _everything(at):
        text = " ".join((one.label, one.kind, one.of, one.name, *called)).casefold()
        if all(part in text for part in parts):
            found.append((_place(one, called, wanted), one))
    found.sort(key=lambda pair: pair[0])
    return [one for _, one in [*found, *_people(at, words)]][:most]


def _place(one: Found, called: Iterable[str], wanted: str) -> tuple[int, str]:
    names = [each.casefold() for each in (one.label, one.name, *called)]
    if any(each.startswith(wanted) for each in names):
        return 0, one.label.casefold()
    return (1 if any(wanted in each for each in names) else 2), one.label.casefold()


def _everything(at: Desk) -> Iterator[tuple[Found, tuple[str, ...]]]:
    """Give everything with all that it is called, in every language."""
    yield from _places(at)
    for kind in at.bench.kinds():
        word, icon = at.kind(kind.name), ICONS.get(kind.name, "doc")
        both = tuple(kind.label.as_map().values())
        for one in at.bench.of_kind(kind.name):
            url, of = at.url(one.key), _owner(at, one.key[1])
            label = at.label(one)
            thing = Found(label, url, word, icon, of, one.key[2], one.sort)
            yield thing, (*_said(one.body.get("label")), *_said(one.body.get("plural")), *both)
            yield from _options(at, one, url, listed((label, of)))


def _places(at: Desk) -> Iterator[tuple[Found, tuple[str, ...]]]:
    for place in PLACES:
        url = at.at.url_of(place.endpoint)
        if not url or place.right not in at.at.system_rights:
            continue
        yield Found(_(place.title), url, _("Setup"), place.icon), _spoken(place.title)
        for word in place.words:
            thing = Found(_(word), url, _("Setup"), place.icon, _(place.title))
            yield thing, _spoken(word)


def _spoken(word: str) -> tuple[str, ...]:
    return tuple(said_in(code, word) for code in LANGUAGES)


def _options(
    at: Desk, one: Drafted, url: str, of: str
) -> Iterator[tuple[Found, tuple[str, ...]]]:
    options = one.body.get("options")
    for option in options if isinstance(options, list) else ():
        if isinstance(option, Mapping):
            name = str(option.get("id", ""))
            label = at.say(option.get("label"), name)
            thing = Found(label, url, _("option"), "pick", of, name, one.sort)
            yield thing, (*_said(option.get("label")), "option", said_in("zh", "option"))


def _owner(at: Desk, name: str) -> str:
    parent = at.bench.find(("object", "", name)) if name else None
    return at.label(parent) if parent else name


def _said(label: Any) -> tuple[str, ...]:
    if isinstance(label, Mapping):
        return tuple(map(str, label.values()))
    return (str(label),) if label else ()


def _people(at: Desk, words: str) -> list[tuple[tuple[int, str], Found]]:
    """Find people by name or address, as their records are found anywhere."""
    obj = at.at.model.get("user")
    if obj is None or not at.at.sees("user") or not obj.name_field:
        return []
    query = Query(fields=(obj.name_field,), search=words, limit=PEOPLE)
    found = at.at.records("user").query(query).records
    return [
        (
            (0, ""),
            Found(
                str(one.values.get(obj.name_field) or one.id),
                record_url("user", one.id),
                at.at.say(obj.label),
                "user",
            ),
        )
        for one in found
    ]
