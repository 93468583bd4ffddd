"""What an installation is told from outside: folders, addresses and keys."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import write_private
from ui.providers import Directory, Provider, directory_of, providers_of

SIGN_IN_RATE = "30 per minute"
MAIL_FROM = "keel@localhost"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation; `from_environment` reads them."""

    data: Path
    """Folder of the embedded databases, of keys and of mail that nobody sends."""
    control: str
    """SQLAlchemy address of the control database: tenants and identities."""
    secret: str
    """Signs sessions, invitations and tokens."""
    secure: bool = False
    """Served over https: cookies are marked so, and browsers are told to insist on it."""
    proxies: int = 0
    """How many proxies in front are trusted to name the client's address and host."""
    limits: str = "memory://"
    """Where rate limits are counted; `redis://...` when several processes serve."""
    sign_in_rate: str = SIGN_IN_RATE
    """How often one address may try to sign in."""
    url: str = ""
    """The address that people reach it by, such as `https://crm.example.com`: for links in mails."""
    mail: str = ""
    """`smtp://user:password@host:port` of the mail server for account mails; blank writes files."""
    mail_from: str = MAIL_FROM
    providers: tuple[Provider, ...] = ()
    """Systems that people may sign in with by OAuth, in the order of the sign-in page."""
    directory: Directory | None = None
    """The LDAP directory that checks passwords of logins that have none here."""


def from_environment(data: Path, variables: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; the folder is made when it is missing, and so is its secret key."""
    given = os.environ if variables is None else variables
    data.mkdir(parents=True, exist_ok=True)
    return Settings(
        data=data,
        control=given.get("KEEL_CONTROL") or f"sqlite:///{(data / 'control.db').resolve()}",
        secret=given.get("KEEL_SECRET_KEY") or kept_secret(data / "secret-key"),
        secure=given.get("KEEL_SECURE") == "1",
        proxies=int(given.get("KEEL_PROXIES") or 0),
        limits=given.get("KEEL_REDIS") or "memory://",
        sign_in_rate=given.get("KEEL_SIGN_IN_RATE") or SIGN_IN_RATE,
        url=(given.get("KEEL_URL") or "").rstrip("/"),
        mail=given.get("KEEL_SMTP") or "",
        mail_from=given.get("KEEL_MAIL_FROM") or MAIL_FROM,
        providers=providers_of(given),
        directory=directory_of(given),
    )


def kept_secret(file: Path) -> str:
    """Read the key that only the owner may read; make it the first time."""
    if not file.exists():
        write_private(file, secrets.token_urlsafe(48), replace=False)
    return file.read_text().strip()
