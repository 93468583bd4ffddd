"""What an admin is writing: completed, and checked, as if it stood in the draft already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for

from engine import Assistant
from ui.i18n import gettext as _
from ui.studio.desk import Desk, Key, desk
from ui.studio.entered import Entered

MOST = 120
YAML = "yaml"
"""The name of what holds the whole of a component as YAML."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One component being written, and the addresses that help with its inputs.

    ``type`` is that of a new field; ``inside`` points to the element of the body that a form is for.
    """

    at: Desk
    key: Key
    body: Mapping[str, Any]
    type: str = ""
    inside: str = ""

    def assistant(self, body: Mapping[str, Any] | None = None) -> Assistant:
        """Give what helps with it as it is by now, or with another body."""
        return self.at.bench.assistant(self.key, self.body if body is None else body)

    def pointer(self, name: str) -> str:
        """Give the place in the body that an input of the form is for."""
        return f"{self.inside}/" + name.replace("~", "~0").replace("/", "~1")

    def url(self, endpoint: str, name: str, sort: str = "") -> str:
        """Give the address that helps with the input of a name; ``sort`` is what it holds."""
        kind, of, called = self.key
        given = {
            "kind": kind,
            "of": of,
            "name": called,
            "at": name,
            "as": sort,
            "type": self.type,
            "in": self.inside,
        }
        said: dict[str, Any] = {key: value for key, value in given.items() if value}
        return url_for(f"studio.{endpoint}", **said)


def writing(at: Desk) -> Writing:
    """Give what the form of this request writes."""
    args = request.args
    key: Key = (args.get("kind", ""), args.get("of", ""), args.get("name", ""))
    if key[0] not in {one.name for one in at.bench.kinds()}:
        abort(404)
    kind_type, inside = args.get("type", ""), args.get("in", "")
    found = at.known(key) if key[2] else None
    body: Mapping[str, Any] = found.body if found else {"type": kind_type} if kind_type else {}
    if not inside and any(name.startswith("shown.") for name in request.form):
        body = Entered(at, key, request.form).body(at.bench.schema(key, body), body)
    return Writing(at, key, body, kind_type, inside)


def complete() -> dict[str, Any]:
    """Answer what can be written behind ``before`` in the input that ``at`` names."""
    at = desk()
    written = writing(at)
    name = request.args.get("at", "")
    before, after = (request.form.get(one, "") for one in ("before", "after"))
    source, position = before + after, len(before)
    if request.args.get("as") == YAML:
        found = written.assistant().complete_yaml(source, position)
    else:
        found = written.assistant().complete(written.pointer(name), source, position)
    return {
        "back": position - found.start,
        "ahead": found.end - position,
        "options": [
            {
                "label": one.text,
                "sort": one.sort,
                "detail": at.at.say(one.detail),
                "help": _(at.at.say(one.help)) if one.help else "",
                "more": one.more,
            }
            for one in found.suggestions[:MOST]
        ],
    }


def check() -> str:
    """Say what is wrong with YAML that is being written, and where."""
    at = desk()
    written = writing(at)
    name = request.args.get("at", "")
    source = request.form.get(name, "").replace("\r\n", "\n")
    value, unread = at.bench.read_yaml(source)
    whole = name == YAML
    body = value if isinstance(value, dict) and not unread else {}
    body = body if whole else {**written.body, **body}
    problems = written.assistant(body).problems(source, partly=not whole)
    return render_template(
        "studio/checked.html", problems=at.problems(problems), said=bool(source.strip())
    )
