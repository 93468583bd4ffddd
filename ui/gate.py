"""Lets requests in: who asks, in which tenant, by cookie or by token (decisions 20, 30, 31)."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_jwt_extended import decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_wtf.csrf import CSRFProtect
from jwt.exceptions import PyJWTError
from werkzeug.wrappers import Response as BaseResponse

from engine import AccessDenied, Session, Tenant, TokenHolder, find_token, open_session
from ui import sign_ins
from ui.current import remember
from ui.errors import wants_problem
from ui.identities import Login, by_id
from ui.installation import installation
from ui.language import LANGUAGE, THEME, adopt
from ui.people import shut_out

View = TypeVar("View", bound=Callable[..., Any])
OURS = "keel_"
SIGN_IN = "sign_in"
MOST_REMEMBERED = 20_000

csrf = CSRFProtect()


class Remembered:
    """What is known about identities and tokens, each as of one identity epoch of its tenant."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, tenant: str, key: str) -> Any:
        """Give what was found last, whatever has changed since."""
        kept = self._kept.get((tenant, key))
        return kept[1] if kept else None

    def get(self, tenant: str, key: str, epoch: int, find: Callable[[], Any]) -> Any:
        """Give what was found at this epoch, else find it now."""
        kept = self._kept.get((tenant, key))
        if kept is not None and kept[0] == epoch:
            return kept[1]
        found = find()
        with self._lock:
            self._kept[tenant, key] = (epoch, found)
            while len(self._kept) > MOST_REMEMBERED:
                self._kept.popitem(last=False)
        return found


def open_to_all(view: View) -> View:
    """Mark a view that needs nobody signed in; all others are closed."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def without_tenant(view: View) -> View:
    """Mark a view that belongs to the installation, such as its health."""
    view.without_tenant = True  # type: ignore[attr-defined]
    return view


def admit() -> BaseResponse | None:
    """Find the tenant and the actor of a request, or say that one has to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.blueprint == "assets" or hasattr(view, "without_tenant"):
        return None
    tenant = installation().tenants.by_host(request.host)
    if view is None:
        recognise(tenant)
        return None
    if tenant is None:
        abort(404)
    g.tenant = tenant
    secret = bearer()
    if secret is None and not is_token_endpoint():
        csrf.protect()
    entered = by_bearer(tenant, secret) if secret is not None else by_cookie(tenant)
    if entered is not None:
        welcome(entered)
        return None
    return None if hasattr(view, "open_to_all") or is_token_endpoint() else challenge()


def recognise(tenant: Tenant | None) -> None:
    """Let who went to an address that does not exist be told so in their own frame and language."""
    if tenant is None or wants_problem() or bearer() is not None:
        return
    g.tenant = tenant
    if (entered := by_cookie(tenant)) is not None:
        welcome(entered)


def welcome(entered: Session) -> None:
    """Answer this request as its actor wants to be answered."""
    remember(entered)
    adopt(entered.context.actor.language, entered.context.actor.theme)


def is_token_endpoint() -> bool:
    """Tell whether this is FAB's exchange of a password for a token, which needs no cookie."""
    return request.blueprint == "SecurityApi"


def bearer() -> str | None:
    """Give the token of the request; a request that carries one never counts as its cookie."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def challenge() -> BaseResponse:
    """Ask for a sign-in in the way that the caller understands."""
    if wants_problem() or request.headers.get("HX-Request"):
        abort(401)
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    wanted = {"next": back} if back != "/" else {}
    return redirect(f"{url_for('account.sign_in')}?{urlencode(wanted)}".rstrip("?"))


def by_cookie(tenant: Tenant) -> Session | None:
    """Open the session that the cookie speaks for; None when it is over or for elsewhere."""
    if session.get("tenant") != tenant.name or SIGN_IN not in session:
        return None
    identity_id, name = session["identity"], session[SIGN_IN]
    entered = enter(tenant, identity_id, UUID(session["user"]), session["stamp"])
    if entered is None:
        return None
    kept: Remembered = current_app.extensions["keel.remembered"]
    until: int = kept.get(
        tenant.name,
        f"@{name}",
        entered.identity_epoch,
        lambda: sign_ins.lasts_until(name, identity_id),
    )
    return entered if until > time.time() else None


def by_bearer(tenant: Tenant, secret: str) -> Session | None:
    """Open the session that an API token or a JWT speaks for; 401 when it is not valid here."""
    entered = (
        by_api_token(tenant, secret) if secret.startswith(OURS) else by_jwt(tenant, secret)
    )
    if entered is None and not is_token_endpoint():
        abort(401)
    return entered


def by_jwt(tenant: Tenant, secret: str) -> Session | None:
    """Open the session of a token that this installation signed for this tenant."""
    try:
        claims = decode_token(secret)
    except (PyJWTError, JWTExtendedException):
        return None
    if claims.get("type") != "access" or claims.get("tenant") != tenant.name:
        return None
    return enter(tenant, int(claims["sub"]), UUID(claims["user"]), claims["stamp"])


def by_api_token(tenant: Tenant, secret: str) -> Session | None:
    """Open the session of a user's own token.

    Whose it was last time is only a guess, which saves a statement: it counts if nothing has
    changed since, and the session itself has read whether it has.
    """
    kept: Remembered = current_app.extensions["keel.remembered"]
    key = hashlib.sha256(secret.encode()).hexdigest()
    now = datetime.now(UTC)

    def find() -> TokenHolder | None:
        found = find_token(tenant.database, secret, now)
        return None if found is None or shut_out(tenant, found.user_id) else found

    guess: TokenHolder | None = kept.peek(tenant.name, key) or find()
    entered = opened(tenant, guess.user_id) if guess else None
    if entered is None:
        return None
    holder: TokenHolder | None = kept.get(tenant.name, key, entered.identity_epoch, find)
    if holder is None or holder.user_id != entered.context.actor.user_id:
        return None
    return entered if holder.expires is None or holder.expires > now else None


def enter(tenant: Tenant, identity_id: int, user_id: UUID, stamp: str) -> Session | None:
    """Open a session unless the identity was disabled or its password changed since."""
    kept: Remembered = current_app.extensions["keel.remembered"]
    entered = opened(tenant, user_id)
    if entered is None:
        return None
    epoch = entered.identity_epoch
    login: Login | None = kept.get(
        tenant.name, f"#{identity_id}", epoch, lambda: by_id(identity_id)
    )
    if login is None or not login.active or login.stamp != stamp:
        return None
    g.login = login
    return entered


def opened(tenant: Tenant, user_id: UUID) -> Session | None:
    """Open the session of a user; None when the user may not work here any more."""
    try:
        return open_session(tenant, user_id)
    except AccessDenied:
        return None


def sign_in(tenant: Tenant, login: Login, user_id: UUID) -> None:
    """Bind the browser to one identity in one tenant."""
    session.clear()
    session.permanent = True
    session.update(tenant=tenant.name, identity=login.id, user=user_id.hex, stamp=login.stamp)
    session[SIGN_IN] = sign_ins.begin(tenant, login.id)


def sign_out() -> None:
    """End the session for every copy of its cookie; this browser's language and theme stay."""
    if SIGN_IN in session and session.get("tenant") == g.tenant.name:
        sign_ins.end(g.tenant, session[SIGN_IN], session["identity"])
    kept = {name: session[name] for name in (LANGUAGE, THEME) if name in session}
    session.clear()
    session.update(kept)


def install(app: Flask) -> None:
    """Stand at the door of the app."""
    app.extensions["keel.remembered"] = Remembered()
    csrf.init_app(app)
    app.before_request(admit)
