"""Applies what was reviewed, while its author watches how far it is and may cancel it (0091)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine import Moment, Problem, Revision, Watch, cancelled, unwatched
from engine.errors import EngineError
from ui.i18n import gettext as _
from ui.studio.desk import Desk, desk

FOLDER = "APPLYING_FOLDER"
"""The setting that says where the processes of one server leave word for each other."""
Answer = str | BaseResponse | tuple[str, int] | dict[str, Any]
_ID = re.compile(r"[0-9a-f]{32}")
RUNNING, REFUSED, DONE = "running", "refused", "done"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person's attempt to apply something; beside the database, whose transaction is not over."""

    at: Desk
    id: str
    place: Path

    def watch(self, moment: Moment) -> None:
        """Note how far it is; raises when its author cancelled it."""
        with suppress(OSError):
            if self._stop.read_text("utf-8") == self.id:
                raise cancelled()
        text = self.at.at.say(moment.text)
        self.note(RUNNING, text=text, step=moment.step, steps=moment.steps)

    def note(self, state: str, **more: Any) -> bool:
        """Leave word; who reads it sees all of it or what was there before.

        False when the disk takes none: how far a change is must not decide what becomes of it.
        """
        # One attempt may be sent twice, so its id alone names no file of its own.
        fresh = self.place.with_suffix(f".{os.getpid()}-{get_ident()}")
        said = {"id": self.id, "state": state, "process": os.getpid(), **more}
        try:
            self.place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_text(json.dumps(said), "utf-8")
            fresh.replace(self.place)
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Ask it to change nothing."""
        self._stop.write_text(self.id, "utf-8")

    def forget(self) -> None:
        """Take away what was left."""
        for path in (self.place, self._stop):
            path.unlink(missing_ok=True)

    @property
    def _stop(self) -> Path:
        return self.place.with_suffix(".stop")


def run(
    at: Desk,
    act: Callable[[Watch], Revision],
    back: str,
    again: Callable[[Sequence[Problem]], Answer],
) -> Answer:
    """Apply and go to the revision; what refused it is told at ``back``, or by ``again`` at once.

    A script that watches is told where to go; without one this is a form like any other.
    """
    attempt = _attempt(at, request.form.get("attempt", ""))
    if attempt:
        attempt.forget()
        attempt.note(
            RUNNING,
            text=_("Checking the plan again, then waiting for its turn"),
            step=0,
            steps=0,
        )
    try:
        made = act(attempt.watch if attempt else unwatched)
    except EngineError as error:
        if attempt is None:
            answer = again(error.problems)
            return answer if isinstance(answer, tuple) else (str(answer), 422)
        said = {name: request.form.get(name, "") for name in ("message", "confirm")}
        if not attempt.note(REFUSED, problems=at.problems(error.problems), url=back, **said):
            flash(" ".join(at.at.say(problem.text) for problem in error.problems), "error")
        return {"url": back}
    except BaseException:
        if attempt:
            attempt.forget()
        raise
    flash(_("Applied as revision {n}", n=made.rev))
    url = url_for("studio.revision", rev=made.rev)
    if attempt is None:
        return redirect(url)
    attempt.note(DONE, url=url)
    return {"url": url}


def applying() -> dict[str, Any]:
    """Say how far an attempt is, or where it led; of another one nothing is known."""
    at = desk()
    attempt = _attempt(at, request.args.get("attempt", ""))
    found = _read(attempt.place) if attempt else {}
    if attempt is None or found.get("id") != attempt.id:
        return {"state": ""}
    if found.get("state") == RUNNING and not _lives(int(found["process"])):
        attempt.forget()
        flash(_("The server was restarted meanwhile. The history says whether it was applied."))
        return {"state": "", "url": url_for("studio.history")}
    shown = ("state", "text", "step", "steps", "url")
    return {name: found[name] for name in shown if name in found}


def cancel() -> dict[str, Any]:
    """Cancel an attempt; one that is committed already stays."""
    attempt = _attempt(desk(), request.form.get("attempt", ""))
    if attempt and _read(attempt.place).get("id") == attempt.id:
        attempt.stop()
    return {}


def refused_before(at: Desk, back: str) -> Mapping[str, Any]:
    """Give once why the last attempt from a page came to nothing, also when it was left meanwhile."""
    place = _place(at)
    found = _read(place) if place and request.method == "GET" else {}
    if found.get("state") != REFUSED or found.get("url") != back:
        return {}
    Attempt(at, found["id"], place).forget()  # type: ignore[arg-type]
    return found


def _attempt(at: Desk, said: str) -> Attempt | None:
    place = _place(at)
    return Attempt(at, said, place) if place and _ID.fullmatch(said) else None


def _place(at: Desk) -> Path | None:
    """Give where word is left for one person of a tenant; None where no folder is set."""
    folder = current_app.config.get(FOLDER)
    if folder is None:
        return None
    whose = sha256(f"{g.tenant.name} {at.at.actor.user_id}".encode()).hexdigest()[:32]
    return Path(folder) / f"{whose}.json"


def _lives(process: int) -> bool:
    """Say whether the process that applies is still there; all of a server are on one host."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
