"""The navigation designer: apps, their groups and entries, and who will see what, in the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Drafted, NavGroup, foreseen, opens_for
from ui.i18n import LANGUAGES, listed, said_in
from ui.i18n import gettext as _
from ui.numbers import whole_number
from ui.pages.shell import PAGES
from ui.studio import loaded
from ui.studio.desk import Desk, desk
from ui.studio.lists import Arrangement, Group, Place, split
from ui.studio.names import own_name

PLACE = Place("nav", "items")
STEPS = {"up": -1, "down": 1}
NEW = "-"
"""The list of what an app does not open yet."""
_MOST_ROLES = 3
OWN_PREFIX = "x"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an app, and whose people will see it; ``at`` is its list and name."""

    at: str
    label: str
    icon: str
    seen: str
    unseen: bool


def navigation() -> str | BaseResponse:
    """List the apps in their order, or move one of them in the draft."""
    at = desk()
    if request.method == "POST":
        verb, _colon, name = request.form.get("do", "").partition(":")
        with at.bench.holding():
            _reorder(at, split(name)[1], verb)
        return redirect(url_for("studio.navigation"))
    model = at.bench.unchecked_model()
    rows = [
        {
            "entry": at.entry(one),
            "url": url_for("studio.app", name=one.key[2]),
            "groups": len(one.body.get("nav", ())),
            "entries": sum(len(g.get("items", ())) for g in one.body.get("nav", ())),
            "roles": _roles(at, opens_for(model, one.key[2])),
        }
        for one in _apps(at)
    ]
    return render_template("studio/navigation.html", rows=rows)


def app(name: str) -> str | BaseResponse:
    """Show an app as the draft leaves it, or do one step of arranging it."""
    at = desk()
    found = at.known(("app", "", name))
    said = ""
    if request.method == "POST":
        with at.bench.holding():
            said = _done(at, at.known(found.key))
        if not request.headers.get("HX-Request"):
            flash(said or _("Put into your draft"))
            return redirect(request.url)
        found = at.known(found.key)
    return _page(at, found, said)


def _arranged(at: Desk, found: Drafted) -> Arrangement:
    return Arrangement(at.bench.schema(found.key, found.body), PLACE, found.body)


def _apps(at: Desk) -> list[Drafted]:
    found = [one for one in at.bench.of_kind("app") if one.sort != "deleted"]
    return sorted(found, key=lambda one: (int(one.body.get("order", 0)), one.key[2]))


def _reorder(at: Desk, name: str, verb: str) -> None:
    """Move an app among the others; those that get another number go into the draft."""
    names = [one.key[2] for one in _apps(at)]
    if name not in names or (verb not in STEPS and verb != "place"):
        return
    index = whole_number(request.form.get("index", "")) or 0
    index = index if verb == "place" else names.index(name) + STEPS[verb]
    names.remove(name)
    names.insert(max(index, 0), name)
    bodies = {one.key[2]: one for one in _apps(at)}
    at.bench.save(
        {
            bodies[each].key: {**bodies[each].body, "order": place * 10}
            for place, each in enumerate(names, 1)
            if bodies[each].body.get("order") != place * 10
        }
    )


def _done(at: Desk, found: Drafted) -> str:
    """Do what was asked for, and say it."""
    form = request.form
    verb, _colon, name = form.get("do", "").partition(":")
    if verb == "restore":
        return _restored(at, found)
    arranged = _arranged(at, found)
    index = whole_number(form.get("index", "")) or 0
    if verb == "section" and form.get("section", "").strip():
        words = form["section"].strip()
        taken = {group.id.partition(".")[2] for group in arranged.groups}
        arranged.add_group(own_name(words, taken), {"en": words, at.at.language: words})
    elif split(name)[0] == NEW:
        last = arranged.groups[-1]
        to, place = (last.id, len(last.items)) if verb == "add" else (form.get("to", ""), index)
        _added(arranged, split(name)[1], to, place)
    else:
        _arrange(arranged, verb, name, index)
    if not found.own:
        _own_newcomers(found, arranged)
    at.bench.save({found.key: arranged.body()})
    return _where(at, arranged, split(name)[1])


def _arrange(arranged: Arrangement, verb: str, name: str, index: int) -> None:
    if verb in STEPS:
        arranged.move(name, STEPS[verb])
    elif verb == "place":
        arranged.put(name, request.form.get("to", ""), index)
    elif verb == "remove":
        arranged.remove(name)


def _restored(at: Desk, found: Drafted) -> str:
    """Take a step back or forth again: the body is one that this page was given before."""
    body = loaded.stepped(at, found.key)
    try:
        loaded.put(at, {found.key: body})
    except loaded.ChangedElsewhere:
        return loaded.no_way_back()
    return _("One step back") if request.form.get("way") != "forth" else _("Done again")


def _own_newcomers(found: Drafted, arranged: Arrangement) -> None:
    """Give what came into a group of a package's app a name of the tenant's own (decision 4)."""
    there = {
        f"{PLACE.outer}.{group['id']}": {item["id"] for item in group.get("items", ())}
        for group in found.body["nav"]
    }
    for group in arranged.groups:
        for index, item in enumerate(group.items):
            id_ = str(item["id"])
            if id_ not in there.get(group.id, ()) and not id_.startswith(f"{OWN_PREFIX}__"):
                own = own_name(id_.rpartition("__")[2], arranged.shown)
                group.items[index] = {**item, "id": own}


def _added(arranged: Arrangement, what: str, to: str, index: int) -> None:
    """Put an object or a page of the product into a group as a new entry."""
    kind, _colon, name = what.partition(":")
    goal = arranged.group(to)
    if kind in ("object", "page") and goal is not None:
        id_ = own_name(name.rpartition("__")[2], arranged.shown)
        label = {} if kind == "object" else {"label": _page_label(name)}
        goal.items.insert(index, {"id": id_, kind: name, **label})


def _where(at: Desk, arranged: Arrangement, name: str) -> str:
    """Say where a group or an entry stands now."""
    ids = [group.id.partition(".")[2] for group in arranged.groups]
    if name in ids:
        label = at.say(arranged.groups[ids.index(name)].label, name)
        return _("{name} is {n} of {count}", name=label, n=ids.index(name) + 1, count=len(ids))
    for group in arranged.groups:
        place = group.index(name)
        if place >= 0:
            return _(
                "{name} is {n} of {count} in {list}",
                name=_label(at, group.items[place]),
                n=place + 1,
                count=len(group.items),
                list=at.say(group.label, group.id),
            )
    return ""


def _label(at: Desk, item: Mapping[str, Any]) -> str:
    if item.get("label"):
        return at.say(item["label"])
    found = at.bench.find(("object", "", str(item.get("object", ""))))
    if found is None:
        return str(item.get("page") or item.get("id"))
    return at.say(found.body.get("plural") or found.body.get("label"), found.key[2])


def _icon(at: Desk, item: Mapping[str, Any]) -> str:
    found = at.bench.find(("object", "", str(item.get("object", ""))))
    return str(item.get("icon") or (found.body.get("icon", "box") if found else "box"))


def _page_label(name: str) -> dict[str, str]:
    words = _pages().get(name, name.replace("_", " ").capitalize())
    return {code: said_in(code, words) for code in LANGUAGES}


def _pages() -> Mapping[str, str]:
    """Give the English names of the pages of the product."""
    named = ("My day", "Recycle bin", "Jobs", "Search", "Setup", "Imports", "People")
    return dict(zip(PAGES, named, strict=True))


def _roles(at: Desk, names: Sequence[str]) -> str:
    labels = []
    for name in names:
        found = at.bench.find(("role", "", name))
        labels.append(at.label(found) if found else name)
    if len(labels) <= _MOST_ROLES:
        return listed(labels)
    return _("{names} and {n} more", names=listed(labels[:2]), n=len(labels) - 2)


def _page(at: Desk, found: Drafted, said: str) -> str:
    name = found.key[2]
    model = at.bench.unchecked_model()
    seen = foreseen(at.at.context, model, name)
    opening = opens_for(model, name)
    arranged = _arranged(at, found)
    chosen = request.args.get("role", "") or next(iter(opening), "")
    shown: dict[str, Any] = {
        "entry": at.entry(found),
        "title": at.label(found),
        "url": url_for("studio.app", name=name),
        "all_url": at.url(found.key, "form"),
        "groups": [
            {
                "id": group.id,
                "at": group.id.replace(".", "/", 1),
                "label": at.say(group.label) or _("Without heading"),
                "entries": _entries(at, group, seen, opening),
            }
            for group in arranged.groups
        ],
        "rest": _rest(at, arranged),
        "roles": [(role, _roles(at, [role])) for role in seen],
        "opening": _roles(at, opening),
        "chosen": chosen,
        "preview": _preview(at, seen.get(chosen, ())),
        "said": said,
        "outer": PLACE.outer,
        "body": loaded.step(at, found.body),
        "carried": loaded.carried(at, {found.key: found.body}, fresh=True),
    }
    template = (
        "studio/app_designer.html" if request.headers.get("HX-Request") else "studio/app.html"
    )
    return render_template(template, moved=request.method == "POST", **shown)


def _entries(
    at: Desk,
    group: Group,
    seen: Mapping[str, Sequence[NavGroup]],
    opening: Sequence[str],
) -> list[Entry]:
    made = []
    for item in group.items:
        id_ = str(item.get("id"))
        roles = [role for role in opening if _sees(seen.get(role, ()), id_)]
        words = _roles(at, roles)
        if len(roles) == len(opening):
            words = _("everyone")
        made.append(
            Entry(
                f"{group.id}/{id_}",
                _label(at, item),
                _icon(at, item),
                words or _("nobody"),
                not roles,
            )
        )
    return made


def _sees(groups: Sequence[NavGroup], id_: str) -> bool:
    return any(item.id == id_ for group in groups for item in group.items)


def _preview(at: Desk, groups: Sequence[NavGroup]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            at.at.say(group.label),
            [(at.at.say(item.label), item.icon or "box") for item in group.items],
        )
        for group in groups
    ]


def _rest(at: Desk, arranged: Arrangement) -> list[tuple[str, str, str]]:
    """Give the objects and pages that no entry opens: what to add, its label, its icon."""
    items = [item for group in arranged.groups for item in group.items]
    objects = {item.get("object") for item in items}
    pages = {item.get("page") for item in items}
    found = [
        (
            f"object:{one.key[2]}",
            at.say(one.body.get("plural") or one.body.get("label"), one.key[2]),
            str(one.body.get("icon", "box")),
        )
        for one in at.bench.of_kind("object")
        if one.key[2] not in objects and one.sort != "deleted"
    ]
    more = [(f"page:{p}", at.say(_page_label(p)), "doc") for p in PAGES if p not in pages]
    return [*sorted(found, key=lambda one: one[1].casefold()), *more]
