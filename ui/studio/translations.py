"""The grid of translations: every text of an object and of what belongs to it, language by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ui.i18n import gettext as _
from ui.studio import loaded
from ui.studio.desk import Desk, Key, desk
from ui.studio.entered import LANGUAGES
from ui.studio.wording import path

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in the grid: whose it is, which property, and its wording by language."""

    key: Key
    whose: str
    url: str
    what: str
    wording: Mapping[str, str]

    @property
    def name(self) -> str:
        """Name its inputs."""
        return "/".join(self.key)

    @property
    def complete(self) -> bool:
        """Say whether every language has a wording, or none needs one."""
        return not self.wording or all(self.wording.get(code) for code in LANGUAGES)


def translations() -> str | BaseResponse | tuple[str, int]:
    """Show the texts of one object, or put changed ones into the draft."""
    at = desk()
    objects = sorted(
        ((at.label(one), one.key[2]) for one in at.bench.of_kind("object")),
        key=lambda one: one[0].casefold(),
    )
    chosen = request.args.get("object") or objects[0][1]
    at.known(("object", "", chosen))
    if request.method == "GET":
        return _page(at, objects, chosen)
    try:
        changed = _save(at, chosen)
    except loaded.ChangedElsewhere as met:
        return _page(at, objects, chosen, met), 409
    flash(
        _("{n} texts were put into your draft", n=changed) if changed else _("Nothing changed")
    )
    return redirect(
        url_for("studio.translations", object=chosen, missing=request.args.get("missing"))
    )


def _page(
    at: Desk,
    objects: list[tuple[str, str]],
    chosen: str,
    elsewhere: loaded.ChangedElsewhere | None = None,
) -> str:
    bodies = elsewhere.saved.bodies if elsewhere else {}
    cells = [cell for key in _keys(at, chosen) for cell in _cells(at, key, bodies.get(key))]
    missing = request.args.get("missing") == "1"
    shown = [cell for cell in cells if not (missing and cell.complete)]
    return render_template(
        "studio/translations.html",
        objects=objects,
        chosen=chosen,
        cells=shown,
        carried=loaded.carried(at, {cell.key: cell.wording for cell in shown}),
        elsewhere=elsewhere,
        missing=missing,
        lacking=sum(not cell.complete for cell in cells),
        languages=LANGUAGES,
    )


def _keys(at: Desk, obj: str) -> Iterator[Key]:
    yield ("object", "", obj)
    for kind in at.bench.kinds():
        if kind.parent == "object":
            yield from (one.key for one in at.bench.of_kind(kind.name, obj))


def _cells(at: Desk, key: Key, typed: Mapping[str, Any] | None = None) -> Iterator[Cell]:
    found = at.known(key)
    if found.sort == "deleted":
        return
    body = found.body if typed is None else typed
    for steps in texts(at.bench.schema(key, body), body):
        wording = look(body, steps) or {}
        what = path(at, "/" + "/".join(steps), body)
        yield Cell(_cell_key(key, steps), at.label(found), at.url(key), what, wording)


def _cell_key(key: Key, steps: Steps) -> Key:
    """Name one text of a component as the form carries it."""
    kind, of, name = key
    return (kind, of, "/".join((name, *steps)))


def _save(at: Desk, obj: str) -> int:
    """Put what differs from what was shown into the draft."""
    bodies: dict[Key, dict[str, Any]] = {}
    bases: dict[Key, dict[str, Any]] = {}
    count = 0
    for key in _keys(at, obj):
        found = at.known(key)
        for steps in texts(at.bench.schema(key, found.body), found.body):
            cell = _cell_key(key, steps)
            before = loaded.before(at, cell, look(found.body, steps) or {})
            after = _typed("/".join(cell), before)
            if after != before and after:
                _put(bodies.setdefault(key, deepcopy(dict(found.body))), steps, after)
                _put(bases.setdefault(key, deepcopy(dict(found.body))), steps, before)
                count += 1
    loaded.put(at, bodies, bases)
    return count


def _typed(name: str, before: Mapping[str, str]) -> dict[str, str]:
    form = request.form
    said_in = (code for code in LANGUAGES if f"{name}.{code}" in form)
    typed = {code: form[f"{name}.{code}"].strip() for code in said_in}
    return {code: words for code, words in {**before, **typed}.items() if words}


def texts(schema: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Steps]:
    """Give where a body has texts by language: labels always, others where they are said."""
    for name, shape in schema.get("properties", {}).items():
        if shape.get("x-words") == "wording" and (name in body or name == "label"):
            yield (name,)
        item = shape.get("items")
        if not isinstance(item, Mapping) or not isinstance(body.get(name), list):
            continue
        for element in body[name]:
            if isinstance(element, Mapping) and "id" in element:
                yield from ((name, element["id"], *rest) for rest in texts(item, element))


def look(body: Any, steps: Steps) -> Any:
    """Give what stands at a place; elements of lists are named by their id."""
    for step in steps:
        if isinstance(body, list):
            body = next((one for one in body if one.get("id") == step), {})
        else:
            body = body.get(step)
    return body


def _put(body: dict[str, Any], steps: Steps, wording: Mapping[str, str]) -> None:
    holder = look(body, steps[:-1])
    holder.pop(steps[-1], None)
    if wording:
        holder[steps[-1]] = dict(wording)
