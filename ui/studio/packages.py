"""The packages of a tenant: what is installed, what can be had, and bringing in more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from packaging.version import InvalidVersion, Version
from werkzeug.wrappers import Response as BaseResponse

from engine import Installed, Offer, Problem, Storeroom
from engine.errors import MetadataError
from ui.i18n import gettext as _
from ui.studio.desk import Desk, desk
from ui.studio.wording import where

Answer = str | BaseResponse | tuple[str, int]
MOST_TOUCHED = 12
MOST_PROBLEMS = 40


def packages() -> str:
    """Show what is installed and what can be had."""
    return _page(desk())


def upload() -> Answer:
    """Read an uploaded archive and offer what is in it; nothing is installed yet."""
    at = desk()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        flash(_("Choose a file first."), "error")
        return redirect(url_for("studio.packages"))
    try:
        package = Storeroom(at.at.context).upload(sent.read(), sent.filename)
    except MetadataError as error:
        return _page(at, error.problems), 422
    return redirect(url_for("studio.upgrade", name=package.name))


def withdraw() -> BaseResponse:
    """Forget an uploaded package."""
    Storeroom(desk().at.context).withdraw(request.form.get("name", ""))
    flash(_("The uploaded package was discarded"))
    return redirect(url_for("studio.packages"))


def _page(at: Desk, problems: Sequence[Problem] = ()) -> str:
    room = Storeroom(at.at.context)
    installed, offers = room.installed(), room.offers()
    rows = [_row(at, one, offers.get(one.name)) for one in installed]
    there = {one.name for one in installed}
    newer = [row["name"] for row in rows if row["offer"] and row["offer"]["newer"]]
    return render_template(
        "studio/packages.html",
        rows=rows,
        offers=[_offer(at, one, "") for name, one in offers.items() if name not in there],
        newer_url=url_for("studio.upgrade", name=newer) if len(newer) > 1 else "",
        problems=at.problems(problems[:MOST_PROBLEMS]),
    )


def _row(at: Desk, one: Installed, offer: Offer | None) -> dict[str, Any]:
    own = one.type == "tenant"
    touched = sorted(one.touched, key=lambda each: -(each.properties + each.added))
    return {
        "name": one.name,
        "label": at.say(one.label.as_map(), one.name),
        "version": one.version,
        "type": type_word(one.type),
        "own": own,
        "components": one.components,
        "when": at.when(one.at),
        "rev_url": url_for("studio.revision", rev=one.rev),
        "requires": [(need.name, need.wanted, need.found) for need in one.requires],
        "needed_by": one.needed_by,
        "touched": [
            (where(at, each.key), each.properties, each.added)
            for each in touched[:MOST_TOUCHED]
        ],
        "changed": sum(each.properties for each in touched),
        "added": sum(each.added for each in touched),
        "more": max(0, len(touched) - MOST_TOUCHED),
        "offer": _offer(at, offer, one.version) if offer and _differs(one, offer) else None,
        "remove_url": url_for("studio.removal", name=one.name)
        if not own and one.type != "core"
        else "",
    }


def _differs(one: Installed, offer: Offer) -> bool:
    """Say whether there is anything to choose: a shipped package counts only when it is newer."""
    return not offer.shipped or _later(offer.version, one.version)


def _later(version: str, than: str) -> bool:
    try:
        return Version(version) > Version(than)
    except InvalidVersion:
        return False


def _offer(at: Desk, offer: Offer, present: str) -> dict[str, Any]:
    return {
        "name": offer.name,
        "label": at.say(offer.label.as_map(), offer.name),
        "version": offer.version,
        "type": type_word(offer.type),
        "newer": not present or _later(offer.version, present),
        "uploaded": "" if offer.shipped else _by(at, offer),
        "url": url_for("studio.upgrade", name=offer.name),
    }


def _by(at: Desk, offer: Offer) -> str:
    [*found] = at.at.labels("user", [str(offer.by)])
    assert offer.at is not None, "an upload has a moment"
    return _(
        "uploaded by {name}, {when}",
        name=found[0][1] if found else _("Somebody"),
        when=at.when(offer.at),
    )


def type_word(layer: str) -> str:
    """Give the word for a type of package."""
    words: Mapping[str, str] = {
        "core": _("core"),
        "template": _("industry template"),
        "addon": _("add-on"),
        "tenant": _("your own"),
    }
    return words.get(layer, layer)
