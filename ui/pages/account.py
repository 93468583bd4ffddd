"""The pages before and around signing in: sign-in, invitation, forgotten password, first admin."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import EngineError, FlowError, InvalidRecord, Tenant, open_session, text
from ui import tickets
from ui.gate import open_to_all, sign_in, sign_out
from ui.i18n import current_language
from ui.i18n import gettext as _
from ui.identities import Login, check_password, refuse
from ui.installation import installation
from ui.people import ADMIN_ROLE, Person, add_person, has_admin, user_of
from ui.post import deliver

blueprint = Blueprint("account", __name__)

log = structlog.get_logger("keel.account")

Answer = str | Response | tuple[str, int]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LINKS = {"invitation": "invitation", "reset": "password"}


def said(error: EngineError) -> defaultdict[str, str]:
    """Give the messages of an error by input, in the language of the request."""
    messages: defaultdict[str, str] = defaultdict(str)
    for problem in error.problems:
        messages[problem.field] = problem.text.to(current_language())
    return messages


def safe_next(wanted: str) -> str:
    """Give an address on this site: anything else leads home."""
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if local and wanted.isprintable() else "/"


@blueprint.route("/sign-in", endpoint="sign_in", methods=["GET", "POST"])
@open_to_all
def sign_in_page() -> Answer:
    """Let a person in; what was wrong is not said, so that nobody learns which logins exist."""
    wanted = safe_next(request.values.get("next", "/"))
    if request.method == "GET":
        if "keel_session" in g:
            return redirect(wanted)
        return sign_in_form(wanted, defaultdict(str))
    login = installation().identities.authenticate(
        request.form.get("login", ""), request.form.get("password", "")
    )
    user = user_of(g.tenant, login) if login else None
    if login is None or user is None:
        refused = defaultdict(str)
        refused[""] = _("Login or password is wrong, or the login rests for a while.")
        return sign_in_form(wanted, refused), 401
    sign_in(g.tenant, login, user)
    return redirect(wanted)


def sign_in_form(wanted: str, problems: defaultdict[str, str]) -> str:
    """Draw the sign-in page, with the other systems that vouch for people."""
    return render_template(
        "account/sign_in.html",
        next=wanted,
        login=request.form.get("login", ""),
        problems=problems,
        providers=installation().settings.providers,
        directory=installation().settings.directory,
    )


@blueprint.post("/sign-out", endpoint="sign_out")
@open_to_all
def leave() -> Answer:
    """End the session of this browser."""
    sign_out()
    return redirect(url_for("account.sign_in"))


@blueprint.route("/account/forgotten", methods=["GET", "POST"])
@open_to_all
def forgotten() -> Answer:
    """Mail a link to choose a new password; the answer is the same for a login nobody has."""
    sent = request.method == "POST"
    if sent:
        login = installation().identities.find(request.form.get("login", ""))
        if login is not None and login.active and user_of(g.tenant, login) is not None:
            if own_address(g.tenant):
                mail_link("password", g.tenant, login)
            else:
                log.warning("no mail sent: KEEL_URL does not say where its link would lead")
    return render_template("account/forgotten.html", sent=sent, problems=defaultdict(str))


def own_address(tenant: Tenant) -> str:
    """Give the address of a tenant's pages for links; empty when only the request names one.

    The host of a request is whatever its sender says: a link to it would carry its secret there.
    """
    host = urlsplit(f"//{request.host}").hostname or ""
    if host in tenant.hosts:
        return request.host_url
    return installation().settings.url or (request.host_url if host in LOOPBACK else "")


def link_for(purpose: str, tenant: Tenant, login: Login | None) -> str:
    """Make a link that works once; its address is for the person alone."""
    secret = tickets.issue(purpose, tenant.name, login)
    if purpose == "first_admin":
        path = url_for("account.first_admin", secret=secret)
    else:
        kind = next(kind for kind, named in LINKS.items() if named == purpose)
        path = url_for("account.welcome", kind=kind, secret=secret)
    return (own_address(tenant) or request.host_url).rstrip("/") + path


def mail_link(purpose: str, tenant: Tenant, login: Login) -> str:
    """Mail such a link, and give it to the admin who asked for it."""
    link = link_for(purpose, tenant, login)
    if purpose == "invitation":
        subject = _("You are invited to Keel")
        body = _("Choose your password within seven days:\n\n{link}", link=link)
    else:
        subject = _("Your new password for Keel")
        body = _("Choose a new password within one hour:\n\n{link}", link=link)
    deliver(installation().settings, to=login.email, subject=subject, body=body)
    return link


@blueprint.route("/account/<any(invitation, reset):kind>/<secret>", methods=["GET", "POST"])
@open_to_all
def welcome(kind: str, secret: str) -> Answer:
    """Let the holder of a link choose a password, and sign them in with it."""
    purpose = LINKS[kind]
    claim = tickets.look(purpose, g.tenant.name, secret)
    assert claim.login is not None, "these links belong to an identity"
    shown: dict[str, Any] = {"purpose": purpose, "login": claim.login.login}
    if request.method == "GET":
        return render_template("account/welcome.html", problems=defaultdict(str), **shown)
    user = user_of(g.tenant, claim.login)
    if user is None:
        abort(404)
    try:
        password = chosen_password(claim.login.login)
    except InvalidRecord as error:
        return render_template("account/welcome.html", problems=said(error), **shown), 422
    tickets.use(purpose, g.tenant.name, secret)
    changed = installation().identities.set_password(claim.login.id, password)
    sign_in(g.tenant, changed, user)
    return redirect("/")


def chosen_password(login: str) -> str:
    """Read a new password that was typed twice; InvalidRecord says what is wrong with it."""
    password, again = request.form.get("password", ""), request.form.get("again", "")
    check_password(password, login)
    if password != again:
        differ = text("The two passwords differ.", "两次输入的密码不一致。")
        raise refuse("again", differ, code="identity.passwords_differ")
    return password


@blueprint.route("/account/first-admin/<secret>", methods=["GET", "POST"])
@open_to_all
def first_admin(secret: str) -> Answer:
    """Let the holder of the link that `keel serve` prints become the first admin."""
    tickets.look("first_admin", g.tenant.name, secret)
    if has_admin(g.tenant):
        raise FlowError(
            "account.has_admin",
            text("This system has an admin already.", "此系统已有管理员。"),
        )
    values = {name: request.form.get(name, "").strip() for name in ("name", "email", "login")}
    shown: dict[str, Any] = {"purpose": "first_admin", "values": values}
    if request.method == "GET":
        return render_template("account/welcome.html", problems=defaultdict(str), **shown)
    try:
        password = chosen_password(values["login"])
        setting_up = open_session(g.tenant, "system:first admin")
        login, user = add_person(
            setting_up, Person(**values, roles=(ADMIN_ROLE,), password=password)
        )
    except InvalidRecord as error:
        return render_template("account/welcome.html", problems=said(error), **shown), 422
    tickets.use("first_admin", g.tenant.name, secret)
    sign_in(g.tenant, login, user.id)
    return redirect("/")
