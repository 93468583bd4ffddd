"""Reviews an installation, an upgrade or a removal of packages: conflicts, plan, and applying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from engine import Conflict, Plan, Problem, Said, Side, Storeroom, apply_packages, apply_removal
from engine.errors import ApplyError, EngineError, MetadataError
from ui.i18n import gettext as _
from ui.i18n import listed
from ui.studio import applying
from ui.studio.desk import Desk, desk
from ui.studio.plans import shown_plan
from ui.studio.wording import path, value, where

Answer = applying.Answer


def upgrade() -> Answer:
    """Show what installing or upgrading packages comes to, and what has to be decided."""
    at = desk()
    return _review(at, _names(request.args.getlist("name")))


def choose() -> Answer:
    """Keep what was chosen about conflicts: for each, or one side for all."""
    at = desk()
    names = _names(request.form.getlist("name"))
    room = Storeroom(at.at.context)
    try:
        conflicts = room.plan(names).conflicts
    except EngineError as error:
        return _review(at, names, error.problems), 422
    every = request.form.get("every", "")
    chosen = {
        each.id: Side(said)
        for each in conflicts
        if (said := every or request.form.get(f"side/{each.id}", "")) in set(Side)
    }
    room.choose(conflicts, chosen)
    flash(_("Your choices are kept"))
    return redirect(url_for("studio.upgrade", name=names))


def apply() -> Answer:
    """Install or upgrade as the plan was read; with problems nothing changes."""
    at = desk()
    names = _names(request.form.getlist("name"))
    return _done(
        at,
        url_for("studio.upgrade", name=names),
        lambda said: apply_packages(g.tenant, at.at.session, names, said),
        _message(_("Packages: {names}", names=listed(names))),
        lambda problems: _review(at, names, problems),
    )


def removal(name: str) -> Answer:
    """Show what taking a package away comes to."""
    return _removal(desk(), name)


def remove(name: str) -> Answer:
    """Take a package away as the plan was read."""
    at = desk()
    return _done(
        at,
        url_for("studio.removal", name=name),
        lambda said: apply_removal(g.tenant, at.at.session, name, said),
        _message(_("Uninstalled {name}", name=name)),
        lambda problems: _removal(at, name, problems),
    )


def _done(
    at: Desk,
    back: str,
    act: Callable[[Said], Any],
    message: str,
    again: Callable[[Sequence[Problem]], Answer],
) -> Answer:
    typed, digest = request.form.get("confirm", "").strip(), request.form.get("digest", "")
    return applying.run(at, lambda watch: act(Said(digest, message, typed, watch)), back, again)


def _message(otherwise: str) -> str:
    return request.form.get("message", "").strip() or otherwise


def _names(said: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(filter(None, said)))
    if not names:
        abort(404)
    return names


def _review(at: Desk, names: Sequence[str], refused: Sequence[Problem] = ()) -> str:
    before = applying.refused_before(at, url_for("studio.upgrade", name=names))
    room = Storeroom(at.at.context)
    offers = room.offers()
    if not set(names) <= set(offers):
        abort(404)
    there = {one.name: one.version for one in room.installed()}
    found, problems = _planned(lambda: room.plan(names))
    decided = room.decided(found.conflicts) if found else set()
    conflicts = [_conflict(at, each, decided) for each in found.conflicts] if found else []
    return render_template(
        "studio/upgrade.html",
        names=names,
        moves=[
            (
                at.say(offers[name].label.as_map(), name),
                there.get(name, ""),
                offers[name].version,
            )
            for name in names
        ],
        others=[
            (name, at.say(one.label.as_map(), name), there.get(name, ""), one.version)
            for name, one in offers.items()
            if name not in names
            and one.version != there.get(name)
            and (name in there or not one.shipped)
        ],
        conflicts=conflicts,
        waiting=sum(one["undecided"] for one in conflicts),
        empty=bool(found and found.empty),
        problems=at.problems(problems),
        refused=before.get("problems") or at.problems(refused),
        uploaded=[name for name in names if not offers[name].shipped],
        **shown_plan(at, found),
        **_typed(before),
    )


def _removal(at: Desk, name: str, refused: Sequence[Problem] = ()) -> str:
    room = Storeroom(at.at.context)
    known = {one.name: one for one in room.installed()}.get(name)
    if known is None or known.type in ("core", "tenant"):
        abort(404)
    before = applying.refused_before(at, url_for("studio.removal", name=name))
    found, problems = _planned(lambda: room.plan_removal(name))
    return render_template(
        "studio/removal.html",
        name=name,
        label=at.say(known.label.as_map(), name),
        version=known.version,
        needed_by=known.needed_by,
        problems=at.problems(problems),
        refused=before.get("problems") or at.problems(refused),
        **shown_plan(at, found),
        **_typed(before),
    )


def _planned(make: Callable[[], Plan]) -> tuple[Plan | None, Sequence[Problem]]:
    try:
        return make(), ()
    except (MetadataError, ApplyError) as error:
        return None, error.problems


def _typed(before: Mapping[str, Any]) -> dict[str, str]:
    return {
        "message": request.form.get("message", "") or before.get("message", ""),
        "typed": request.form.get("confirm", "") or before.get("confirm", ""),
    }


def _conflict(at: Desk, each: Conflict, decided: set[str]) -> dict[str, Any]:
    found = at.bench.find(each.target)
    body = found.body if found else {}
    return {
        "id": each.id,
        "where": where(at, each.target),
        "what": path(at, each.pointer, body),
        "pointer": each.pointer,
        "base": value(at, each.base),
        "ours": value(at, each.ours),
        "theirs": value(at, each.theirs),
        "layer": each.package,
        "winner": each.winner.value,
        "fixed": each.fixed,
        "undecided": each.undecided,
        "decided": each.id in decided,
    }
