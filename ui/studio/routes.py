"""The addresses of the Studio; they all stand below Setup."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask

from ui.pages.setup import STUDIO, Studio
from ui.studio import (
    applying,
    calendars,
    company,
    component,
    design,
    diagram,
    draft,
    drafts,
    finding,
    history,
    home,
    indexes,
    making,
    navigation,
    objects,
    packages,
    preview,
    restoring,
    scheduled,
    translations,
    trying,
    upgrade,
    writing,
)

studio = Blueprint("studio", __name__, url_prefix="/setup")

ROUTES: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("GET", "/search", "search", finding.search),
    ("GET", "/map", "diagram", diagram.diagram),
    ("GET POST", "/translations", "translations", translations.translations),
    ("GET POST", "/settings", "company", company.company),
    ("GET POST", "/navigation", "navigation", navigation.navigation),
    ("GET POST", "/navigation/<name>", "app", navigation.app),
    ("GET", "/calendars", "calendars", calendars.calendars),
    ("GET POST", "/calendars/new", "new_calendar", calendars.new_calendar),
    ("GET POST", "/calendars/<name>", "calendar", calendars.calendar),
    ("GET", "/objects", "objects", home.objects),
    ("GET POST", "/objects/new", "new_object", making.new_object),
    ("GET", "/objects/<name>", "show_object", objects.show_object),
    ("POST", "/objects/<name>/discard", "discard_object", objects.discard),
    ("GET POST", "/objects/<name>/paste", "paste", making.paste),
    ("GET", "/all/<kind>", "components", home.components),
    ("GET POST", "/new/<kind>", "new", component.new),
    ("GET POST", "/c/<kind>/<name>", "component", component.component),
    ("GET POST", "/c/<kind>/<of>/<name>", "component", component.component),
    ("GET POST", "/design/<kind>/<of>/<name>", "design", design.design),
    ("GET", "/preview/<kind>/<of>/<name>", "preview", preview.preview),
    ("POST", "/rename/<kind>/<name>", "rename", component.rename),
    ("POST", "/rename/<kind>/<of>/<name>", "rename", component.rename),
    ("POST", "/retype/<of>/<name>", "retype", component.retype),
    ("POST", "/delete/<kind>/<name>", "delete", component.delete),
    ("POST", "/delete/<kind>/<of>/<name>", "delete", component.delete),
    ("GET POST", "/objects/<name>/copy", "copy", making.copy),
    ("POST", "/try", "attempt", trying.attempt),
    ("POST", "/complete", "complete", writing.complete),
    ("POST", "/check", "check", writing.check),
    ("GET", "/draft", "review", draft.review),
    ("GET", "/draft/panel", "panel", draft.panel),
    ("POST", "/draft/apply", "apply", draft.apply),
    ("GET", "/applying", "applying", applying.applying),
    ("POST", "/applying/cancel", "cancel_applying", applying.cancel),
    ("POST", "/draft/discard", "discard", draft.discard),
    ("POST", "/draft/drop", "drop", draft.drop),
    ("POST", "/draft/settle", "settle", draft.settle),
    ("POST", "/draft/reuse", "reuse", draft.reuse),
    ("GET", "/drafts", "drafts", drafts.drafts),
    ("POST", "/drafts/new", "begin", drafts.begin),
    ("GET", "/drafts/<draft>", "draft", drafts.one),
    ("POST", "/drafts/<draft>", "draft_act", drafts.act),
    ("POST", "/drafts/<draft>/merge", "merge", drafts.merge),
    ("GET", "/packages", "packages", packages.packages),
    ("POST", "/packages/upload", "upload", packages.upload),
    ("POST", "/packages/withdraw", "withdraw", packages.withdraw),
    ("GET", "/packages/plan", "upgrade", upgrade.upgrade),
    ("POST", "/packages/choose", "choose", upgrade.choose),
    ("POST", "/packages/apply", "apply_packages", upgrade.apply),
    ("GET", "/packages/<name>/uninstall", "removal", upgrade.removal),
    ("POST", "/packages/<name>/uninstall", "remove", upgrade.remove),
    ("GET", "/scheduled", "scheduled", scheduled.scheduled),
    ("POST", "/draft/schedule", "schedule", scheduled.schedule),
    ("POST", "/scheduled/<key>/cancel", "cancel_scheduled", scheduled.cancel),
    ("GET", "/indexes", "indexes", indexes.indexes),
    ("POST", "/indexes/build", "build_indexes", indexes.build),
    ("GET", "/history", "history", history.history),
    ("GET", "/history/<int:rev>", "revision", history.revision),
    ("GET", "/history/compare", "comparison", history.comparison),
    ("GET POST", "/restore/<kind>/<name>/<int:rev>", "restore", restoring.restore),
    ("GET POST", "/restore/<kind>/<of>/<name>/<int:rev>", "restore", restoring.restore),
    ("GET POST", "/history/<int:rev>/undo", "undo", restoring.undo),
)

for methods, rule, endpoint, handler in ROUTES:
    studio.add_url_rule(rule, endpoint, handler, methods=methods.split())


def register(app: Flask) -> None:
    """Add the Studio to an app."""
    app.register_blueprint(studio)
    app.extensions[STUDIO] = Studio(home.offer, finding.offered)
