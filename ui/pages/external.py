"""Signing in with another system: there with a state, back with a code."""

from __future__ import annotations

from collections import defaultdict

import structlog
from flask import abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine import EngineError
from ui import external
from ui.gate import open_to_all, sign_in
from ui.i18n import gettext as _
from ui.installation import installation
from ui.pages.account import Answer, blueprint, own_address, safe_next, sign_in_form
from ui.people import user_of
from ui.providers import Provider

__all__ = ["blueprint"]

NEXT = "next"
UNREACHABLE = OSError
"""What a provider that does not answer raises, also in requests, which is slow to import."""

log = structlog.get_logger("keel.external")


@blueprint.get("/sign-in/with/<name>")
@open_to_all
def leave_for(name: str) -> Answer:
    """Send the browser to a provider, with what it must bring back."""
    provider = _provider(name)
    session[NEXT] = safe_next(request.args.get("next", "/"))
    here = own_address(g.tenant) or request.host_url
    back = here.rstrip("/") + url_for("account.come_back", name=name)
    try:
        going: Response = external.remote(provider).authorize_redirect(back)
    except UNREACHABLE as error:
        return _refused(provider, error)
    return going


@blueprint.get("/sign-in/with/<name>/back")
@open_to_all
def come_back(name: str) -> Answer:
    """Let in whom a provider vouches for and who is known here; nothing more is said."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    provider = _provider(name)
    wanted = safe_next(str(session.pop(NEXT, "/")))
    client = external.remote(provider)
    try:
        token = client.authorize_access_token()
        claims = token.get("userinfo") or client.userinfo(token=token)
        login = external.known_as(provider, g.tenant, claims)
    except (AuthlibBaseError, JoseError, UNREACHABLE, EngineError, ValueError) as error:
        return _refused(provider, error)
    user = user_of(g.tenant, login) if login else None
    if login is None or user is None:
        return _refused(provider, None)
    sign_in(g.tenant, login, user)
    return redirect(wanted)


def _provider(name: str) -> Provider:
    found = [one for one in installation().settings.providers if one.name == name]
    if not found:
        abort(404)
    return found[0]


def _refused(provider: Provider, error: Exception | None) -> Answer:
    log.warning("nobody let in", provider=provider.name, error=str(error or "unknown person"))
    problems: defaultdict[str, str] = defaultdict(str)
    problems[""] = _(
        "{name} did not vouch for anybody who is invited here.", name=provider.label
    )
    return sign_in_form("/", problems), 401
