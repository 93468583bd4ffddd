"""A signed-in user's own page: language, zone, theme, password, API tokens."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from flask import flash, g, redirect, render_template, request, session, url_for

from engine import (
    AccessDenied,
    InvalidRecord,
    make_token,
    open_session,
    revoke_token,
    text,
    tokens_of,
)
from ui import sign_ins
from ui.current import session as keel_session
from ui.gate import sign_in, sign_out
from ui.i18n import LANGUAGES, said_in
from ui.i18n import gettext as _
from ui.identities import Login, refuse
from ui.installation import installation
from ui.language import THEME, THEMES
from ui.numbers import whole_number
from ui.pages.account import Answer, blueprint, chosen_password, safe_next, said
from ui.people import USER

__all__ = ["blueprint"]

LANGUAGE_NAMES = (("en", "English"), ("zh", "中文"))
LIFETIMES = (7, 30, 90, 365)


@blueprint.route("/account/profile", methods=["GET", "POST"])
def profile() -> Answer:
    """Show and change what a user decides about their own pages."""
    if request.method == "GET":
        return _page()
    language = request.form.get("language", "")
    zone, theme = request.form.get("zone", ""), request.form.get("theme", "")
    if language not in LANGUAGES or zone not in zones() or theme not in ("", *THEMES):
        unknown = text("Choose one of the list.", "请从列表中选择。")
        return _page(InvalidRecord(list(refuse("zone", unknown).problems)))
    keep_preferences({"language": language, "zone": zone, "theme": theme or "system"})
    flash(said_in(language, "Saved"))
    return redirect(url_for("account.profile"))


def keep_preferences(values: dict[str, Any]) -> None:
    """Write a user's own preferences: everyone may, whatever they may do to user records."""
    actor = keel_session().context.actor
    assert actor.user_id is not None, "a signed-in actor is a user"
    users = open_session(g.tenant, "system:own profile").records(USER)
    users.update(actor.user_id, values)


def zones() -> tuple[str, ...]:
    """List the time zones that a user may choose, the region first."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))


@blueprint.post("/account/theme")
def theme() -> Answer:
    """Switch between light and dark, and stay where one was."""
    wanted = request.form.get("theme", "")
    if wanted in THEMES:
        keep_preferences({"theme": wanted})
        session[THEME] = wanted
    if request.headers.get("HX-Request"):
        return "", 204
    return redirect(safe_next(request.form.get("next", "/")))


@blueprint.post("/account/password")
def change_password() -> Answer:
    """Change the password: everywhere else one signs in again."""
    login = own_login()
    identities = installation().identities
    try:
        if identities.authenticate(login.login, request.form.get("current", "")) is None:
            wrong = text("This is not your password.", "密码不正确。")
            raise refuse("current", wrong, code="identity.wrong_password")
        password = chosen_password(login.login)
    except InvalidRecord as error:
        return _page(error)
    changed = identities.set_password(login.id, password)
    user_id = keel_session().context.actor.user_id
    assert user_id is not None, "a signed-in actor is a user"
    sign_in(g.tenant, changed, user_id)
    flash(_("The password was changed."))
    return redirect(url_for("account.profile"))


@blueprint.post("/account/sign-out-everywhere")
def leave_everywhere() -> Answer:
    """End every session and exchanged token of one's own login, this one too."""
    installation().identities.sign_out_everywhere(own_login().id)
    sign_out()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("account.sign_in"))


@blueprint.post("/account/tokens")
def make() -> Answer:
    """Make an API token and show it this once."""
    try:
        secret = make_token(
            keel_session().context,
            request.form.get("token_name", ""),
            days=whole_number(request.form.get("days", "")),
        )
    except InvalidRecord as error:
        return _page(error)
    return _page(new_token=secret)


@blueprint.post("/account/tokens/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> Answer:
    """End one of one's own API tokens."""
    revoke_token(keel_session().context, token_id)
    flash(_("The token was revoked."))
    return redirect(url_for("account.profile"))


def own_login() -> Login:
    """Give the identity behind the request; AccessDenied for a program with an API token."""
    found: Login | None = g.get("login")
    if found is None:
        programs = text("This page is for people.", "此页面仅供人员使用。")
        raise AccessDenied("account.people_only", programs)
    return found


def _page(error: InvalidRecord | None = None, *, new_token: str = "") -> Answer:
    context = keel_session().context
    actor = context.actor
    zone = ZoneInfo(actor.zone)
    tokens = [
        {
            "id": token.id,
            "name": token.name,
            "expires": _day(token.expires, zone),
            "last_used": _day(token.last_used, zone),
        }
        for token in tokens_of(context)
    ]
    page = render_template(
        "account/profile.html",
        name=actor.name,
        login=own_login().login,
        signed_in=sign_ins.count(own_login().id),
        languages=LANGUAGE_NAMES,
        zones=[(name, name.replace("_", " ")) for name in zones()],
        themes=[
            ("", _("As the device")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
        lifetimes=[
            *((str(days), _("{n} days", n=days)) for days in LIFETIMES),
            ("", _("Without end")),
        ],
        values={"language": actor.language, "zone": actor.zone, "theme": g.get("theme", "")},
        tokens=tokens,
        new_token=new_token,
        problems=said(error) if error else defaultdict(str),
    )
    return (page, 422) if error else page


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""
