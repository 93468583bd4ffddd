"""Knows people whom another system vouches for: by OAuth providers or an LDAP directory."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, cast

from flask import current_app
from flask_appbuilder import Model
from flask_appbuilder.const import AUTH_DB, AUTH_LDAP, AUTH_OAUTH
from sqlalchemy import ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import EngineError, Tenant, open_session, text
from ui.identities import Login, by_id
from ui.installation import installation
from ui.people import Person, add_person, user_of
from ui.providers import DISCOVERY, Directory, Provider
from ui.settings import Settings

PATIENCE = 10
"""Seconds that a provider or a directory has to answer."""


class ExternalLogin(Model):  # type: ignore[misc]
    """Who is behind an identity at a provider: the first sign-in binds the two for good."""

    __tablename__ = "keel_external_login"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    identity_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_user.id"), index=True)


def fab_settings(settings: Settings) -> dict[str, Any]:
    """Say to FAB which systems vouch for people."""
    found: dict[str, Any] = {"AUTH_TYPE": AUTH_DB}
    if settings.directory is not None:
        found |= _directory_settings(settings.directory)
    if settings.providers:
        found |= {
            "AUTH_TYPE": AUTH_OAUTH,
            "OAUTH_PROVIDERS": [_remote(provider) for provider in settings.providers],
        }
    return found


def _remote(provider: Provider) -> dict[str, Any]:
    addresses = (
        {"server_metadata_url": provider.issuer + DISCOVERY}
        if provider.issuer
        else {
            "authorize_url": provider.authorize_url,
            "access_token_url": provider.token_url,
            "userinfo_endpoint": provider.userinfo_url,
        }
    )
    client = {
        "scope": provider.scope,
        "code_challenge_method": "S256",
        "default_timeout": PATIENCE,
    }
    return {
        "name": provider.name,
        "token_key": "access_token",
        "remote_app": {
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "client_kwargs": client,
            **addresses,
        },
    }


def _directory_settings(directory: Directory) -> dict[str, Any]:
    try:
        ldap = importlib.import_module("ldap")
    except ImportError as error:
        missing = text(
            "KEEL_LDAP is set, but python-ldap is not installed.",
            "已设置 KEEL_LDAP，但未安装 python-ldap。",
        )
        raise EngineError(
            "settings.ldap",
            missing,
            hint=text("pip install python-ldap", "pip install python-ldap"),
        ) from error
    ldap.set_option(ldap.OPT_NETWORK_TIMEOUT, PATIENCE)
    ldap.set_option(ldap.OPT_TIMEOUT, PATIENCE)
    return {
        "AUTH_TYPE": AUTH_LDAP,
        "AUTH_LDAP_SERVER": directory.url,
        "AUTH_LDAP_SEARCH": directory.base,
        "AUTH_LDAP_SEARCH_FILTER": directory.filter,
        "AUTH_LDAP_UID_FIELD": directory.uid_field,
        "AUTH_LDAP_BIND_USER": directory.bind_user,
        "AUTH_LDAP_BIND_PASSWORD": directory.bind_password,
        "AUTH_LDAP_USERNAME_FORMAT": directory.username_format,
        "AUTH_LDAP_APPEND_DOMAIN": "",
        "AUTH_LDAP_USE_TLS": directory.start_tls,
        "AUTH_LDAP_ALLOW_SELF_SIGNED": False,
        "AUTH_LDAP_TLS_DEMAND": True,
        "AUTH_LDAP_TLS_CACERTDIR": "",
        "AUTH_LDAP_TLS_CACERTFILE": directory.ca_file,
        "AUTH_LDAP_TLS_CERTFILE": "",
        "AUTH_LDAP_TLS_KEYFILE": "",
        "AUTH_LDAP_GROUP_FIELD": "memberOf",
        "AUTH_LDAP_FIRSTNAME_FIELD": "givenName",
        "AUTH_LDAP_LASTNAME_FIELD": "sn",
        "AUTH_LDAP_EMAIL_FIELD": "mail",
    }


def remote(provider: Provider) -> Any:
    """Give the client that talks to a provider."""
    return current_app.extensions["appbuilder"].sm.oauth_remotes[provider.name]


def known_as(provider: Provider, tenant: Tenant, claims: Mapping[str, Any]) -> Login | None:
    """Find the identity of a person a provider vouches for; None lets nobody in.

    Who signed in before is known by the provider's subject. Others are found by e-mail or login,
    unless someone else of that provider is bound to that identity already: addresses are handed on.
    """
    subject = str(claims.get("sub") or claims.get("id") or "")
    if not subject:
        return None
    session = cast(Session, current_app.extensions["appbuilder"].session)
    bound = session.get(ExternalLogin, (provider.name, subject))
    if bound is not None:
        login = by_id(bound.identity_id)
        return login if login is not None and login.active else None
    found = _by_claim(provider, tenant, claims)
    if found is None or not found.active or _someone_else(session, provider, found):
        return None
    session.add(ExternalLogin(provider=provider.name, subject=subject, identity_id=found.id))
    session.commit()
    return found


def _someone_else(session: Session, provider: Provider, login: Login) -> bool:
    taken = select(ExternalLogin).where(
        ExternalLogin.provider == provider.name, ExternalLogin.identity_id == login.id
    )
    return session.execute(taken).first() is not None


def _by_claim(provider: Provider, tenant: Tenant, claims: Mapping[str, Any]) -> Login | None:
    name = str(claims.get(provider.claim) or "").strip()
    vouched = claims.get("email_verified") in (True, "true") or provider.unverified
    if not name or (provider.claim == "email" and not vouched):
        return None
    known = installation().identities.find(name)
    if known is not None or not provider.join_role:
        return known if known is not None and user_of(tenant, known) is not None else None
    email = str(claims.get("email") or name)
    person = Person(
        name=str(claims.get("name") or name),
        email=email,
        login=name,
        roles=(provider.join_role,),
    )
    made, _user = add_person(open_session(tenant, "system:sign-in"), person)
    return made
