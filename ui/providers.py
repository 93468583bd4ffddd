"""Which other systems people may sign in with, as the environment names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine import EngineError, text

NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
OAUTH = "KEEL_OAUTH"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SCOPE = "openid email profile"
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Provider:
    """One system that vouches for people by OpenID Connect, or by plain OAuth 2."""

    name: str
    label: str
    client_id: str
    client_secret: str
    issuer: str
    """Address of an OpenID provider; blank where the three addresses below stand instead."""
    authorize_url: str
    token_url: str
    userinfo_url: str
    scope: str
    claim: str
    """What names the person; it is compared with the e-mail or login of an identity."""
    unverified: bool
    """The provider need not say that an e-mail is verified: a company's own directory."""
    join_role: str
    """Role of people nobody invited; blank lets only invited people in."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The LDAP directory that checks passwords of logins that have none here."""

    url: str
    base: str
    uid_field: str
    filter: str
    bind_user: str
    bind_password: str
    username_format: str
    start_tls: bool
    ca_file: str


def providers_of(given: Mapping[str, str]) -> tuple[Provider, ...]:
    """Read the providers that `KEEL_OAUTH` names; EngineError says what is missing."""
    names = [name.strip() for name in (given.get(OAUTH) or "").split(",")]
    return tuple(_provider(name, given) for name in names if name)


def _provider(name: str, given: Mapping[str, str]) -> Provider:
    if not NAME.fullmatch(name):
        raise _wrong(OAUTH, name)

    prefix = f"{OAUTH}_{name.upper()}"

    def read(key: str, fallback: str = "") -> str:
        return (given.get(f"{prefix}_{key}") or fallback).strip()

    made = Provider(
        name=name,
        label=read("LABEL", name.capitalize()),
        client_id=read("CLIENT_ID"),
        client_secret=read("CLIENT_SECRET"),
        issuer=read("ISSUER").rstrip("/"),
        authorize_url=read("AUTHORIZE_URL"),
        token_url=read("TOKEN_URL"),
        userinfo_url=read("USERINFO_URL"),
        scope=read("SCOPE", SCOPE),
        claim=read("CLAIM", "email"),
        unverified=read("UNVERIFIED") == "1",
        join_role=read("JOIN_ROLE"),
    )
    plain = [made.authorize_url, made.token_url, made.userinfo_url]
    for key, value in (("CLIENT_ID", made.client_id), ("CLIENT_SECRET", made.client_secret)):
        if not value:
            raise _wrong(f"{prefix}_{key}", value)
    for address in [made.issuer] if made.issuer else plain:
        if not _safe(address, "https", "http"):
            raise _wrong(f"{prefix}_ISSUER", address)
    return made


def directory_of(given: Mapping[str, str]) -> Directory | None:
    """Read the directory that `KEEL_LDAP` names; EngineError says what is missing."""
    url = (given.get("KEEL_LDAP") or "").strip()
    if not url:
        return None
    made = Directory(
        url=url,
        base=given.get("KEEL_LDAP_BASE") or "",
        uid_field=given.get("KEEL_LDAP_UID_FIELD") or "uid",
        filter=given.get("KEEL_LDAP_FILTER") or "",
        bind_user=given.get("KEEL_LDAP_BIND_USER") or "",
        bind_password=given.get("KEEL_LDAP_BIND_PASSWORD") or "",
        username_format=given.get("KEEL_LDAP_USERNAME_FORMAT") or "",
        start_tls=given.get("KEEL_LDAP_START_TLS") == "1",
        ca_file=given.get("KEEL_LDAP_CA_FILE") or "",
    )
    if not (_safe(url, "ldaps", "ldap") or (made.start_tls and url.startswith("ldap://"))):
        raise _wrong("KEEL_LDAP", url)
    if not made.base and not made.username_format:
        raise _wrong("KEEL_LDAP_BASE", "")
    return made


def _safe(address: str, encrypted: str, plain: str) -> bool:
    """Tell whether an address is encrypted, or on this machine."""
    parts = urlsplit(address)
    if parts.scheme == encrypted and parts.hostname:
        return True
    return parts.scheme == plain and (parts.hostname or "") in LOOPBACK


def _wrong(variable: str, value: str) -> EngineError:
    return EngineError(
        "settings.sign_in",
        text(
            "{variable} is “{value}”, which cannot be used for signing in.",
            "{variable} 的值“{value}”不能用于登录。",
            variable=variable,
            value=value,
        ),
        hint=text(
            "docs/operations.md lists what a provider and a directory need; addresses are encrypted",
            "所需设置见 docs/operations.md；地址须加密",
        ),
    )
