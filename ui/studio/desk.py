"""What a page of the Studio works with: the admin's workbench, and words for components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort, url_for

from engine import Drafted, Problem, Workbench
from ui.pages.formats import short_moment
from ui.pages.work import Work, work
from ui.studio.wording import path

Key = tuple[str, str, str]
PAGES = {
    "object": "studio.show_object",
    "app": "studio.app",
    "calendar": "studio.calendar",
    "settings": "studio.company",
}
"""Kinds whose components have a page of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A component as lists show it; ``sort`` is what the draft does to it."""

    label: str
    name: str
    url: str
    kind: str = ""
    sort: str = ""
    package: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of an admin in the Studio."""

    at: Work
    bench: Workbench

    def say(self, label: Any, fallback: str = "") -> str:
        """Give a label of a body in the person's language."""
        if isinstance(label, Mapping):
            known = label.get(self.at.language) or label.get("en")
            return str(known or next(iter(label.values()), fallback))
        return str(label or fallback)

    def label(self, found: Drafted) -> str:
        """Give what a component is called."""
        return self.called(found.body, found.key[2])

    def called(self, body: Mapping[str, Any], name: str) -> str:
        """Give what a body calls itself: its label, the message that people read, or its name."""
        return self.say(body.get("label") or body.get("message"), name)

    def kind(self, name: str) -> str:
        """Give the word for a kind."""
        return next((self.at.say(k.label) for k in self.bench.kinds() if k.name == name), name)

    def kinds(self, name: str) -> str:
        """Give the word for several components of a kind."""
        return next((self.at.say(k.plural) for k in self.bench.kinds() if k.name == name), name)

    def removable(self, kind: str) -> bool:
        """Say whether components of a kind can be deleted by who did not make them."""
        return any(one.removable for one in self.bench.kinds() if one.name == kind)

    def url(self, key: Key, tab: str = "") -> str:
        """Give the address of a component's page, or of one of its tabs."""
        kind, of, name = key
        if kind in PAGES and not tab:
            # The settings have one page; what it is called there does not matter.
            return url_for(PAGES[kind], name=None if kind == "settings" else name)
        return url_for("studio.component", kind=kind, of=of or None, name=name, tab=tab or None)

    def entry(self, found: Drafted) -> Entry:
        """Give a component as lists show it."""
        return Entry(
            self.label(found),
            found.key[2],
            self.url(found.key),
            found.key[0],
            found.sort,
            "" if found.own else found.package,
            len(self.bench.touching(found.key)),
        )

    def known(self, key: Key) -> Drafted:
        """Find a component; there is no page for one that is not there."""
        found = self.bench.find(key)
        if found is None:
            abort(404)
        return found

    def when(self, moment: datetime) -> str:
        """Give a moment the short way, in the person's zone."""
        local = moment.astimezone(self.at.locale.zone or UTC)
        return short_moment(local, self.at.context.today(viewer=True), self.at.language)

    def problems(self, found: Sequence[Problem]) -> list[dict[str, str]]:
        """Say what is wrong: where, with a link, and what to do about it."""
        return [self._problem(problem) for problem in found]

    def _problem(self, problem: Problem) -> dict[str, str]:
        parts = problem.file.split("/")
        key = (parts[0], parts[1] if len(parts) == 3 else "", parts[-1])
        there = self.bench.find(key) if len(parts) > 1 else None
        body = there.body if there else {}
        where = path(self, problem.pointer, body) if problem.pointer.strip("/") else ""
        line = str(problem.line) if problem.line else ""
        return {
            "where": ": ".join(
                filter(None, (self.label(there) if there else problem.file, where))
            ),
            "line": line,
            "column": str(problem.column) if problem.column else "",
            "text": self.at.say(problem.text),
            "hint": self.at.say(problem.hint),
            "url": self.url(key) if there else "",
            "code": problem.code,
            "field": problem.field,
        }


def desk() -> Desk:
    """Give the desk of an admin; for anyone else the page does not exist."""
    at = work()
    if "customise" not in at.system_rights:
        abort(404)
    return Desk(at, Workbench(at.context))
