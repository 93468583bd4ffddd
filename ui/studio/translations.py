"""The grid of translations: every text of an object and of what belongs to it, language by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key, desk
from ui.studio.entered import LANGUAGES
from ui.studio.shapes import said

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in the grid: whose it is, which property, and its wording by language."""

    name: str
    whose: str
    url: str
    what: str
    wording: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """Say whether every language has a wording, or none needs one."""
        return not self.wording or all(self.wording.get(code) for code in LANGUAGES)


def translations() -> str | BaseResponse:
    """Show the texts of one object, or put changed ones into the draft."""
    at = desk()
    objects = sorted(
        ((at.label(one), one.key[2]) for one in at.bench.of_kind("object")),
        key=lambda one: one[0].casefold(),
    )
    chosen = request.args.get("object") or objects[0][1]
    at.known(("object", "", chosen))
    if request.method == "POST":
        changed = _save(at, chosen)
        flash(
            _("{n} texts were put into your draft", n=changed)
            if changed
            else _("Nothing changed")
        )
        return redirect(
            url_for("studio.translations", object=chosen, missing=request.args.get("missing"))
        )
    cells = [cell for key in _keys(at, chosen) for cell in _cells(at, key)]
    missing = request.args.get("missing") == "1"
    return render_template(
        "studio/translations.html",
        objects=objects,
        chosen=chosen,
        cells=[cell for cell in cells if not (missing and cell.complete)],
        missing=missing,
        lacking=sum(not cell.complete for cell in cells),
        languages=LANGUAGES,
    )


def _keys(at: Desk, obj: str) -> Iterator[Key]:
    yield ("object", "", obj)
    for kind in at.bench.kinds():
        if kind.parent == "object":
            yield from (one.key for one in at.bench.of_kind(kind.name, obj))


def _cells(at: Desk, key: Key) -> Iterator[Cell]:
    found = at.known(key)
    if found.sort == "deleted":
        return
    for steps in texts(at.bench.schema(key, found.body), found.body):
        wording = look(found.body, steps) or {}
        what = " › ".join(said(step) if step.islower() else step for step in steps)
        yield Cell("/".join((*key, *steps)), at.label(found), at.url(key), what, wording)


def _save(at: Desk, obj: str) -> int:
    bodies: dict[Key, dict[str, Any]] = {}
    count = 0
    for key in _keys(at, obj):
        found = at.known(key)
        for steps in texts(at.bench.schema(key, found.body), found.body):
            name = "/".join((*key, *steps))
            before = look(found.body, steps) or {}
            typed = {
                code: request.form[f"{name}.{code}"].strip()
                for code in LANGUAGES
                if f"{name}.{code}" in request.form
            }
            after = {code: text for code, text in {**before, **typed}.items() if text}
            if after != before and after:
                body = bodies.setdefault(key, deepcopy(dict(found.body)))
                _put(body, steps, after)
                count += 1
    at.bench.save(bodies)
    return count


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
    look(body, steps[:-1])[steps[-1]] = wording
