"""Joins the two halves of a person: the identity that signs in and the user record of a tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine import (
    Condition,
    Query,
    Record,
    RecordNotFound,
    Session,
    Tenant,
    open_session,
    set_grants,
    text,
)
from ui.identities import Login, refuse
from ui.installation import installation

USER = "user"
ADMIN_ROLE = "admin"


def user_of(tenant: Tenant, login: Login) -> UUID | None:
    """Find the user record of an identity in a tenant; None when it has none here."""
    found = open_session(tenant, "system:sign-in").records(USER)
    wanted = Query(fields=("name",), where=Condition("identity", "eq", login.login), limit=1)
    page = found.query(wanted)
    return page.records[0].id if page.records else None


def shut_out(tenant: Tenant, user_id: UUID) -> bool:
    """Tell whether the login of a user was disabled; a user without one is a program's."""
    users = open_session(tenant, "system:token").records(USER)
    wanted = Query(fields=("identity",), where=Condition("id", "eq", user_id), limit=1)
    named = [record.values.get("identity") for record in users.query(wanted).records]
    login = installation().identities.find(str(named[0])) if named and named[0] else None
    return login is not None and not login.active


def works_elsewhere(login: Login, tenant: Tenant) -> bool:
    """Tell whether an identity works in another tenant too: then no one tenant decides over it."""
    others = (other for other in installation().tenants.all() if other.name != tenant.name)
    return any(_works_in(other, login) for other in others)


def _works_in(tenant: Tenant, login: Login) -> bool:
    try:
        return user_of(tenant, login) is not None
    except RecordNotFound:  # no package was installed there yet
        return False


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is to sign in; without a password they wait for an invitation."""

    name: str
    email: str
    login: str
    roles: Sequence[str] = ()
    password: str | None = None


def add_person(session: Session, person: Person) -> tuple[Login, Record]:
    """Make or find the user record with this address, and give it an identity and roles."""
    identities = installation().identities
    users = session.records(USER)
    by_address = Query(where=Condition("email", "eq", person.email), limit=1)
    known = users.query(by_address).records
    if known and known[0].values.get("identity"):
        taken = text("This person has a login already.", "此人已有登录账号。")
        raise refuse("email", taken, code="identity.taken")
    made = identities.find(person.login)
    if made is not None and made.email.casefold() != person.email.strip().casefold():
        taken = text("This login is taken.", "该登录名已被使用。")
        raise refuse("login", taken, code="identity.taken")
    made = made or identities.create(
        person.login, name=person.name, email=person.email, password=person.password
    )
    values = {"identity": made.login}
    if known:
        user = users.update(known[0].id, values)
    else:
        user = users.create({"name": person.name, "email": person.email, **values})
    grant(session, user.id, person.roles)
    return made, user


def grant(session: Session, user_id: UUID, roles: Sequence[str]) -> None:
    """Give a user exactly these roles."""
    with session.transaction() as inside:
        set_grants(inside.context, user_id, roles)


def has_admin(tenant: Tenant) -> bool:
    """Tell whether anybody can sign in to this tenant; the first one in sets it up."""
    users = open_session(tenant, "system:first admin").records(USER)
    return bool(users.query(Query(where=Condition("identity", "not_blank"), limit=1)).records)
