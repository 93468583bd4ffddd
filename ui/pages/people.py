"""Logins of a tenant, for who may manage users: who has one, invite, link, disable, roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for

from engine import (
    AccessDenied,
    InvalidRecord,
    Query,
    Record,
    Sort,
    grants_of,
    may_manage,
    rights,
    text,
)
from ui.current import session as keel_session
from ui.i18n import current_language
from ui.i18n import gettext as _
from ui.identities import Login, refuse
from ui.installation import installation
from ui.pages.account import Answer, blueprint, link_for, mail_link, said
from ui.people import USER, Person, add_person, grant, works_elsewhere

__all__ = ["blueprint"]

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list."""

    id: UUID
    name: str
    email: str
    login: str
    active: bool
    roles: tuple[str, ...]


@blueprint.get("/account/people")
def people() -> Answer:
    """List the people of this tenant and their logins."""
    require_manager()
    return _page()


@blueprint.post("/account/people")
def invite() -> Answer:
    """Give a person a login and roles, mail the invitation, and show its link to the admin."""
    require_manager()
    given = {name: request.form.get(name, "").strip() for name in ("name", "email", "login")}
    chosen = [role for role in request.form.getlist("roles") if role in dict(roles())]
    try:
        if not given["name"] or not given["email"]:
            missing = text("Name and e-mail are needed.", "请填写姓名和邮箱。")
            raise refuse("name" if not given["name"] else "email", missing)
        person = Person(given["name"], given["email"], given["login"] or given["email"], chosen)
        login, _user = add_person(keel_session(), person)
    except InvalidRecord as error:
        return _page(error, given)
    link = mail_link("invitation", g.tenant, login)
    return _page(link="" if works_elsewhere(login, g.tenant) else link)


@blueprint.post("/account/people/<uuid:user_id>/link")
def new_link(user_id: UUID) -> Answer:
    """Make a link with which a person chooses a password, for the admin to hand over."""
    return _page(link=link_for("password", g.tenant, managed_login(user_id)))


@blueprint.post("/account/people/<uuid:user_id>/standing")
def standing(user_id: UUID) -> Answer:
    """Disable or enable the login of a person; nobody locks themselves out."""
    require_manager()
    if user_id == keel_session().context.actor.user_id:
        raise AccessDenied(
            "account.not_yourself",
            text("You cannot disable your own login.", "您不能停用自己的登录账号。"),
        )
    active = request.form.get("active") == "yes"
    installation().identities.set_active(managed_login(user_id).id, active=active)
    flash(_("Saved"))
    return redirect(url_for("account.people"))


@blueprint.post("/account/people/<uuid:user_id>/roles")
def set_roles(user_id: UUID) -> Answer:
    """Give a person exactly the chosen roles; the last admin stays one."""
    require_manager()
    chosen = [role for role in request.form.getlist("roles") if role in dict(roles())]
    grant(keel_session(), user_id, chosen)
    flash(_("Saved"))
    return redirect(url_for("account.people"))


def require_manager() -> None:
    """Let in only who may manage users."""
    if "manage_users" not in rights(keel_session().context).system:
        nobody = text("You may not manage users.", "您无权管理用户。")
        raise AccessDenied("account.not_manager", nobody)


def managed_login(user_id: UUID) -> Login:
    """Find a login that this actor may decide over.

    Whoever gives out a password or a standing could act as the person: it takes all of that person's
    system rights, and a login that works in other tenants belongs to none of them.
    """
    require_manager()
    login = login_of(user_id)
    context = keel_session().context
    with context.database.reading() as connection:
        may_manage(context.within(connection), user_id)
    if works_elsewhere(login, g.tenant):
        raise AccessDenied(
            "account.works_elsewhere",
            text(
                "This login works in other systems too; its owner alone may change it.",
                "此登录账号还用于其他系统，只能由本人修改。",
            ),
            hint=text(
                "set the user inactive to keep them out of this one",
                "如需阻止其进入本系统，请停用该用户",
            ),
        )
    return login


def login_of(user_id: UUID) -> Login:
    """Find the identity of a user record of this tenant; 404 when there is none."""
    record = keel_session().records(USER).get(user_id, ("identity",))
    named = record.values.get("identity")
    found = installation().identities.find(str(named)) if named else None
    if found is None:
        abort(404)
    return found


def roles() -> list[tuple[str, str]]:
    """List the roles of this tenant with their labels."""
    language = current_language()
    found = keel_session().context.model.of_kind("role")
    return sorted(
        (role.name, str(role.body.get("label", {}).get(language) or role.name))
        for role in found
    )


def _page(
    error: InvalidRecord | None = None,
    values: dict[str, str] | None = None,
    *,
    link: str = "",
) -> Answer:
    wanted = Query(fields=("name", "email", "identity"), sort=(Sort("name"),), limit=MOST)
    found = keel_session().records(USER).query(wanted)
    logins = {login.login: login for login in installation().identities.all()}
    context = keel_session().context
    with context.database.reading() as connection:
        held = {
            record.id: grants_of(connection, context.model, record.id)["role"]
            for record in found.records
        }
    page = render_template(
        "account/people.html",
        rows=[_row(record, logins, held[record.id]) for record in found.records],
        roles=roles(),
        link=link,
        values=values or defaultdict(str),
        problems=said(error) if error else defaultdict(str),
        me=keel_session().context.actor.user_id,
    )
    return (page, 422) if error else page


def _row(record: Record, logins: Mapping[str, Login], held: Sequence[str]) -> Row:
    values: Mapping[str, Any] = record.values
    login = logins.get(str(values.get("identity") or ""))
    return Row(
        id=record.id,
        name=str(values.get("name") or ""),
        email=str(values.get("email") or ""),
        login=login.login if login else "",
        active=bool(login and login.active),
        roles=tuple(held),
    )
