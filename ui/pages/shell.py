"""What the frame of every page shows: navigation, new records, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for

from engine import navigation
from ui.i18n import gettext as _
from ui.i18n import listed
from ui.pages.lists import in_text
from ui.pages.notices import shown_notices
from ui.pages.work import Work, address, work

PAGES = {
    "home": "pages.home",
    "trash": "pages.trash",
    "jobs": "pages.jobs",
    "search": "pages.search",
    "setup": "pages.setup",
    "import": "imports.runs",
    "identities": "account.people",
}
_PAGE_ICONS = {
    "home": "home",
    "trash": "trash",
    "jobs": "clock",
    "setup": "setup",
    "import": "upload",
}
CREATABLE = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation or of the New menu."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: str = ""
    hot: bool = False
    key: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; the first group of an app may have none."""

    id: str
    label: str
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """The whole frame for one person."""

    company: str
    user_id: str
    user_name: str
    user_title: str
    groups: tuple[Group, ...]
    creatable: tuple[Link, ...]
    bottom: tuple[Link, ...]
    home_url: str
    search_url: str
    profile_url: str
    sign_out_url: str
    theme_url: str
    setup_url: str
    jobs_url: str
    in_setup: bool
    jobs_running: bool = False
    notices: tuple[dict[str, Any], ...] = ()


def shell() -> dict[str, Shell]:
    """Give templates the frame; pages without a signed-in person have none."""
    if "keel_session" not in g:
        return {}
    at = work()
    groups = _groups(at)
    links = [link for group in groups for link in group.entries]
    company = at.model.settings.get("company")
    setup = "customise" in at.system_rights or at.actor.admin
    made = Shell(
        company=_company(at, company),
        user_id=str(at.actor.user_id or ""),
        user_name=at.actor.name,
        user_title=_title(at),
        groups=groups,
        creatable=_creatable(at, groups),
        bottom=_bottom(at, links),
        home_url=url_for("pages.home"),
        search_url=url_for("pages.search"),
        profile_url=at.url_of("account.profile") or url_for("pages.home"),
        sign_out_url=at.url_of("account.sign_out"),
        theme_url=at.url_of("account.theme"),
        setup_url=url_for("pages.setup") if setup else "",
        jobs_url=url_for("pages.jobs"),
        notices=tuple(shown_notices(at)),
        in_setup=request.path.startswith("/setup"),
    )
    return {"shell": made}


def _bottom(at: Work, links: list[Link]) -> tuple[Link, ...]:
    """Give the three places of the bottom bar: the day, then what has a board and amounts."""

    def weight(link: Link) -> int:
        obj = at.model.get(link.url.partition("/o/")[2].partition("/")[0])
        return -(int(obj.has_money) + int("board" in obj.body)) if obj is not None else 0

    return (links[0], *sorted(links[1:], key=weight)[:2])


def _company(at: Work, company: Any) -> str:
    if isinstance(company, dict):
        return str(company.get(at.language) or company.get("en") or "")
    return str(company or at.context.tenant)


def _title(at: Work) -> str:
    names = (at.model.find("role", name) for name in at.actor.roles)
    labels = [role.body.get("label", role.name) for role in names if role is not None]
    said = [
        str(one.get(at.language) or one.get("en") or "") if isinstance(one, dict) else str(one)
        for one in labels
    ]
    return listed(said)


def _groups(at: Work) -> tuple[Group, ...]:
    keys = _Keys()
    home = Link(
        _("My day"), url_for("pages.home"), "home", request.endpoint == "pages.home", key="h"
    )
    found = [Group("home", "", (home,))]
    for group in navigation(at.context):
        links = tuple(
            link for item in group.items if (link := _link(at, item, keys)) is not None
        )
        if links:
            found.append(Group(group.id, at.words(group.label), links))
    return tuple(found)


class _Keys:
    """Hands out the letters of the g- and c-sequences; the first to ask gets its initial."""

    def __init__(self) -> None:
        self._taken = {"h"}

    def take(self, name: str) -> str:
        for letter in name:
            if letter.isalpha() and letter not in self._taken:
                self._taken.add(letter)
                return letter
        return ""


def _link(at: Work, item: Any, keys: _Keys) -> Link | None:
    label = at.words(item.label)
    if item.object:
        view = [("view", item.view)] if item.view else []
        url = address("pages.list_records", view, object_name=item.object)
        here = request.view_args or {}
        current = here.get("object_name") == item.object
        return Link(label, url, item.icon or item.object, current, key=keys.take(item.object))
    endpoint = PAGES.get(item.page, "")
    if item.page == "home" or endpoint not in current_app.view_functions:
        return None
    icon = item.icon or _PAGE_ICONS.get(item.page, "doc")
    return Link(label, url_for(endpoint), icon, request.endpoint == endpoint)


def _creatable(at: Work, groups: tuple[Group, ...]) -> tuple[Link, ...]:
    """Give the objects of the navigation that this actor may create, with their letters."""
    made: list[Link] = []
    for group in groups:
        for link in group.entries:
            name = link.url.partition("/o/")[2].partition("/")[0]
            obj = at.model.get(name) if name else None
            if obj is None or not at.rights(name).create or any(m.icon == name for m in made):
                continue
            label = at.say(obj.label)
            command = _("New {name}", name=in_text(label))
            url = url_for("pages.new", object_name=name)
            made.append(Link(label, url, link.icon, key=link.key, command=command))
    return tuple(made[:CREATABLE])
