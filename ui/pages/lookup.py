"""Finds records while one types: lookups in forms, the palette, and the search page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request, url_for

from engine import Condition, Query, Sort
from ui.i18n import gettext as _
from ui.i18n import listed
from ui.pages.setup import found_in_setup
from ui.pages.values import shown
from ui.pages.work import Work, record_url, work

FOUND = 12
PALETTE = 8
FOUND_MOST = 60
CANDIDATES = 60
BESIDE = "beside."


def lookup(object_name: str) -> dict[str, list[dict[str, str]]]:
    """Answer the records that a lookup field may point to and that match what was typed."""
    at = work()
    obj = at.object(object_name)
    name = request.args.get("field", "")
    target = _target(at, obj, name) if name else obj
    if target is None or not at.sees(target.name):
        return {"found": []}
    text = request.args.get("q", "").strip()[:120]
    about = _about(at, target)
    query = Query(
        fields=(target.name_field, *about),
        sort=() if text else (Sort(target.name_field),),
        search=text,
        limit=FOUND,
    )
    pointing = bool(name) and obj.fields[name].target == target.name
    page = (
        at.records(obj.name).candidates(name, query, _beside())
        if pointing
        else at.records(target.name).query(query)
    )
    return {
        "found": [
            {
                "id": str(one.id),
                "label": shown(at, target, target.name_field, one).text or str(one.id),
                "note": listed(shown(at, target, path, one).text for path in about),
            }
            for one in page.records
        ]
    }


def _beside() -> dict[str, str]:
    """Give what the form holds beside the look-up, as far as its filter reads it."""
    return {
        name.removeprefix(BESIDE): value
        for name, value in request.args.items()
        if name.startswith(BESIDE)
    }


def _target(at: Work, obj: Any, name: str) -> Any:
    """Give the object a lookup field points to; a poly lookup says which by ``to``."""
    field = obj.fields.get(name)
    if field is None or name not in at.rights(obj.name).readable:
        abort(404)
    allowed = field.options.get("to")
    wanted = request.args.get("to", "")
    if isinstance(allowed, list | tuple):
        return at.model.get(wanted if wanted in allowed else allowed[0])
    return at.model.get(field.target)


def _about(at: Work, obj: Any) -> tuple[str, ...]:
    """Give up to two fields that tell records of the same name apart."""
    readable = at.rights(obj.name).readable
    wanted = [
        name
        for name, field in obj.fields.items()
        if name in readable
        and name != obj.name_field
        and not field.system
        and (
            field.type.name in {"lookup", "master_detail", "email"}
            or field.type.name == "select"
        )
    ]
    return tuple(wanted[:2])


def search() -> str:
    """Show what matches across objects; for the palette, only its lines."""
    at = work()
    text = request.args.get("q", "").strip()[:200]
    short = request.args.get("palette") == "1"
    found = _everywhere(at, text, PALETTE if short else FOUND_MOST) if text else []
    if short:
        setup = found_in_setup(text) if text else ()
        return render_template("pages/palette.html", found=found, setup=setup)
    groups: dict[str, list[dict[str, str]]] = {}
    for one in found:
        groups.setdefault(one["object"], []).append(one)
    return render_template(
        "pages/search.html", search_text=text, groups=_titled(at, groups), number=len(found)
    )


def _everywhere(at: Work, words: str, limit: int) -> list[dict[str, str]]:
    """Give what matches anywhere, the best first: where the name itself begins with the words."""
    hits = sorted(at.session.search(words, CANDIDATES), key=lambda hit: _rank(hit, words))
    notes = _notes(at, hits[:limit])
    return [_hit(at, hit, notes.get(hit.id, "")) for hit in hits[:limit]]


def _rank(hit: Any, words: str) -> int:
    title, wanted = hit.title.casefold(), words.casefold()
    if title.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in title else 2 if wanted in title else 3


def _notes(at: Work, hits: Sequence[Any]) -> dict[Any, str]:
    """Give what tells found records of the same name apart, one question for each object."""
    by_object: dict[str, list[str]] = {}
    for hit in hits:
        by_object.setdefault(hit.object, []).append(str(hit.id))
    made = {}
    for name, ids in by_object.items():
        obj = at.model.get(name)
        about = _about(at, obj)
        if about:
            query = Query(fields=about, where=Condition("id", "in", tuple(ids)), limit=len(ids))
            for one in at.records(name).query(query).records:
                said = (shown(at, obj, path, one).text for path in about)
                made[one.id] = listed(said)
    return made


def _hit(at: Work, hit: Any, note: str) -> dict[str, str]:
    obj = at.model.get(hit.object)
    return {
        "object": obj.name,
        "kind": at.say(obj.label),
        "icon": str(obj.body.get("icon", obj.name)),
        "title": hit.title or _("No name"),
        "note": note,
        "url": record_url(obj.name, hit.id),
    }


def _titled(at: Work, groups: dict[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    return [
        {
            "title": at.say(at.model.get(name).plural),
            "icon": found[0]["icon"],
            "url": url_for("pages.list_records", object_name=name, q=request.args.get("q", "")),
            "found": found,
        }
        for name, found in groups.items()
    ]
