"""Identities on Flask-AppBuilder: the port that the engine's tenancy declares (decision 16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from engine import InvalidRecord, Problem, Text, text
from ui import identity_changes, sign_ins
from ui.security import Identity, KeelSecurity, Round

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
NO_PASSWORD = "!"  # noqa: S105
"""What no password hashes to."""
NAME_PART = 64
LOGIN = 128

WORN_OUT = frozenset(
    {
        *("password", "passwort", "1234567890", "0123456789", "qwertyuiop", "administrator"),
        *("letmein123", "iloveyou12", "welcome123", "password12", "password123", "changeme123"),
    }
)


@dataclass(frozen=True, slots=True)
class Login:
    """One identity as the rest of Keel sees it; `stamp` changes with password and standing."""

    id: int
    login: str
    email: str
    name: str
    active: bool
    stamp: str


class FabIdentities:
    """Finds, makes and changes identities; every method needs an application context."""

    def find(self, login: str) -> Login | None:
        """Find an identity by login name or mail address, in any case."""
        manager = _manager()
        found = manager.find_user(username=login.strip()) or _by_email(login)
        return _login(found) if found else None

    def get(self, identity_id: int) -> Login | None:
        """Read an identity by its number."""
        return by_id(identity_id)

    def all(self) -> list[Login]:
        """List the identities of this installation by login name."""
        session = _manager().session
        found = session.execute(select(Identity).order_by(func.lower(Identity.username)))
        return [_login(identity) for identity in found.scalars()]

    def create(
        self, login: str, *, name: str, email: str, password: str | None = None
    ) -> Login:
        """Make an identity; without a password it can be used after an invitation only."""
        login, email = login.strip(), email.strip().lower()
        if not 1 <= len(login) <= LOGIN:
            raise refuse("login", text("Enter a login name.", "请输入登录名。"))
        if self.find(login) is not None or self.find(email) is not None:
            taken = text("This login is taken.", "该登录名已被使用。")
            raise refuse("login", taken, code="identity.taken")
        if password is not None:
            check_password(password, login)
        first, _, last = name.strip().partition(" ")
        made = _manager().add_user(
            username=login,
            first_name=(first or login)[:NAME_PART],
            last_name=last[:NAME_PART],
            email=email,
            password=password or "",
            hashed_password="" if password else NO_PASSWORD,
        )
        if not made:
            taken = text("This login is taken.", "该登录名已被使用。")
            raise refuse("login", taken, code="identity.taken")
        return _login(made)

    def set_password(self, identity_id: int, password: str) -> Login:
        """Give a new password: sessions and tokens made with the old one end."""
        identity = _stored(identity_id)
        check_password(password, identity.username)
        identity.password = generate_password_hash(password)
        identity.resting_until = None
        identity.fail_login_count = 0
        return _changed(identity)

    def sign_out_everywhere(self, identity_id: int) -> Login:
        """End every session and token that an identity signed in for; API tokens stay."""
        identity = _stored(identity_id)
        if identity.round is None:
            identity.round = Round(identity_id=identity.id, number=0)
        identity.round.number += 1
        return _changed(identity)

    def set_active(self, identity_id: int, *, active: bool) -> Login:
        """Let an identity sign in, or keep it from doing so."""
        identity = _stored(identity_id)
        identity.active = active
        return _changed(identity)

    def authenticate(self, login: str, password: str) -> Login | None:
        """Check a password; None when it is wrong, unknown, disabled or resting."""
        if len(password) > LONGEST_PASSWORD:
            return None
        known = self.find(login)
        found = _manager().auth_user(known.login if known else login, password)
        return _login(found) if found else None


def by_id(identity_id: int) -> Login | None:
    """Read an identity by its number."""
    found = _manager().session.get(Identity, identity_id)
    return _login(found) if found else None


def check_password(password: str, login: str) -> None:
    """Refuse a password that is short, worn out or the login itself (NIST 800-63B, 5.1.1.2)."""
    folded = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        message = text(
            "Use at least {n} characters; a sentence works well.",
            "密码至少 {n} 个字符，可以使用一句话。",
            n=SHORTEST_PASSWORD,
        )
    elif len(password) > LONGEST_PASSWORD:
        message = text(
            "Use at most {n} characters.", "密码最多 {n} 个字符。", n=LONGEST_PASSWORD
        )
    elif folded in WORN_OUT or folded == login.casefold() or len(set(folded)) < 4:
        message = text(
            "This password is guessed within seconds; choose another.",
            "此密码极易被猜中，请另选一个。",
        )
    else:
        return
    raise refuse("password", message, code="identity.weak_password")


def refuse(field: str, message: Text, *, code: str = "identity.invalid") -> InvalidRecord:
    """Make the refusal of one input."""
    return InvalidRecord([Problem(code, message, field=field)])


def _manager() -> KeelSecurity:
    return cast(KeelSecurity, current_app.extensions["appbuilder"].sm)


def _by_email(email: str) -> Identity | None:
    matching = select(Identity).where(func.lower(Identity.email) == email.strip().lower())
    found = _manager().session.execute(matching).scalars().first()
    return cast("Identity | None", found)


def _stored(identity_id: int) -> Identity:
    found = _manager().session.get(Identity, identity_id)
    if found is None:
        raise refuse("login", text("There is no such login.", "没有此登录账号。"))
    return cast(Identity, found)


def _changed(identity: Identity) -> Login:
    """Save what ends an identity's sessions, and tell every process."""
    session = _manager().session
    sign_ins.end_all(session, identity.id)
    identity_changes.note(session, identity.id)
    session.commit()
    changed = _login(identity)
    identity_changes.tell()
    return changed


def _login(identity: Identity) -> Login:
    return Login(
        id=identity.id,
        login=identity.username,
        email=identity.email,
        name=f"{identity.first_name} {identity.last_name}".strip(),
        active=bool(identity.active),
        stamp=identity.stamp,
    )
