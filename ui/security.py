"""Flask-AppBuilder as the front gate (decision 30): identities, passwords and JWT, nothing else."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Flask, current_app, g
from flask_appbuilder import AppBuilder, Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy import BigInteger, ForeignKey, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash

from ui.language import language_of_request
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.identities import Login

FREE_TRIES = 5
"""Wrong passwords in a row before a login rests; it rests a minute, then two, four ... an hour."""
LONGEST_REST = 3600
BUSY_MILLISECONDS = 5_000
"""How long a sign-in waits for another process that writes to the control file."""
TOKEN_MINUTES = 30


class Round(Model):  # type: ignore[misc]
    """How often an identity signed out everywhere; a login that never did has no row."""

    __tablename__ = "keel_round"

    identity_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("ab_user.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(Integer)


class Identity(User):  # type: ignore[misc]
    """A login of FAB's, with the moment until which it rests after wrong passwords."""

    __tablename__ = "ab_user"

    resting_until: Mapped[int | None] = mapped_column(BigInteger, nullable=True)
    round: Mapped[Round | None] = relationship(Round, lazy="joined")

    @property
    def rests(self) -> bool:
        return (self.resting_until or 0) > time.time()

    @property
    def stamp(self) -> str:
        """Give what sessions and tokens are bound to: password, standing, sign-outs everywhere."""
        bound = [str(self.id), str(self.password), str(self.active)]
        if self.round is not None:
            bound.append(str(self.round.number))
        return hashlib.sha256("|".join(bound).encode()).hexdigest()[:20]


class Ticket(Model):  # type: ignore[misc]
    """A link that works once: an invitation, a new password, the first admin of a tenant."""

    __tablename__ = "keel_ticket"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    tenant: Mapped[str] = mapped_column(String(64))
    identity_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("ab_user.id"))
    stamp: Mapped[str] = mapped_column(String(20))
    expires: Mapped[int] = mapped_column(BigInteger)


class KeelSecurity(SecurityManager):  # type: ignore[misc]
    """FAB's security manager without its pages, with rest after wrong passwords."""

    user_model = Identity

    def register_views(self) -> None:
        """Offer the token endpoints only: all pages and all user management are Keel's."""
        self.appbuilder.add_api(self.security_api)

    def _create_db(self) -> None:
        Model.metadata.create_all(self.session.get_bind())

    def create_limiter(self, app: Flask) -> Limiter:
        limiter = Limiter(key_func=client)
        limiter.init_app(app)
        # Views that are limited check it themselves; no limit holds for all, yet each request paid.
        app.before_request_funcs[None].remove(limiter._check_request_limit)
        return limiter

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        manager: JWTManager = super().create_jwt_manager(app)
        manager.additional_claims_loader(claims_of_token)
        manager.token_in_blocklist_loader(is_over)
        return manager

    def auth_user_db(self, username: str, password: str) -> Identity | None:
        """Check a password; a login that rests or has none is refused, in the same time."""
        known = self.find_user(username=username) or self.find_user(email=username)
        if known is not None and (known.rests or "$" not in (known.password or "")):
            check_password_hash(self.fake_hash, "password")
            return None
        found: Identity | None = super().auth_user_db(username, password)
        return found if found is not None and works_here(found.id) else None

    def auth_user_ldap(self, username: str, password: str) -> Identity | None:
        """Ask the directory about a login that was invited; a blank password proves nothing."""
        known = self.find_user(username=username) or self.find_user(email=username)
        asks = current_app.extensions["keel"].settings.directory is not None
        if not asks or known is None or known.rests or not password:
            check_password_hash(self.fake_hash, "password")
            return None
        found: Identity | None = super().auth_user_ldap(known.username, password)
        return found if found is not None and works_here(found.id) else None

    def auth_user(self, username: str, password: str) -> Identity | None:
        """Check a password: by the one kept here if there is one, else by the directory."""
        known = self.find_user(username=username) or self.find_user(email=username)
        if known is not None and "$" not in (known.password or ""):
            return self.auth_user_ldap(username, password)
        return self.auth_user_db(username, password)

    @property
    def fake_hash(self) -> str:
        return str(current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"])

    def on_user_login(self, user: Identity) -> None:
        if user.resting_until is not None:
            user.resting_until = None
            self.session.commit()

    def on_user_login_failed(self, user: Identity) -> None:
        failures = user.fail_login_count or 0
        if failures >= FREE_TRIES:
            rest = min(60 * 2 ** (failures - FREE_TRIES), LONGEST_REST)
            user.resting_until = int(time.time()) + rest
            self.session.commit()


class FrontGate(AppBuilder):  # type: ignore[misc]
    """FAB's builder, registering neither its index, its menu nor its admin pages."""

    def _add_admin_views(self) -> None:
        self.sm.register_views()

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """Keel's navigation comes from metadata."""

    def _add_global_static(self) -> None:
        """Keel shows no page of FAB's."""


def client() -> str:
    """Name who is counted by a rate limit: the user where there is one, else the address."""
    entered = g.get("keel_session")
    return str(entered.context.actor.user_id) if entered else str(get_remote_address())


def works_here(identity_id: int) -> bool:
    """Tell whether an identity has a user record in the tenant that is asked, if one is."""
    return "tenant" not in g or _user_here(identity_id) is not None


def claims_of_token(identity: str) -> dict[str, Any]:
    """Bind a JWT to the tenant and user it was made for, and to the password of that moment."""
    found = _user_here(int(identity))
    assert found is not None, "tokens are made for identities that work here"
    login, user_id = found
    return {"tenant": g.tenant.name, "user": user_id.hex, "stamp": login.stamp}


def is_over(_header: object, claims: dict[str, Any]) -> bool:
    """Tell whether a JWT ended early: another tenant, a new password, a disabled identity."""
    found = _user_here(int(claims["sub"]))
    at_home = claims.get("tenant") == g.tenant.name
    return found is None or not at_home or found[0].stamp != claims.get("stamp")


def _user_here(identity_id: int) -> tuple[Login, UUID] | None:
    from ui.identities import by_id
    from ui.people import user_of

    login = by_id(identity_id)
    user_id = user_of(g.tenant, login) if login and login.active else None
    return (login, user_id) if login and user_id else None


def configure(app: Flask, settings: Settings) -> None:
    """Say to FAB and its extensions what this installation is."""
    app.config.update(
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.control,
        SQLALCHEMY_TRACK_MODIFICATIONS=False,
        FAB_ADD_SECURITY_VIEWS=False,
        FAB_ADD_SECURITY_API=False,
        FAB_UPDATE_PERMS=False,
        FAB_SECURITY_SIGNALS_ENABLED=False,
        AUTH_USERNAME_CI=True,
        JWT_SECRET_KEY=hashlib.sha256(f"jwt|{settings.secret}".encode()).hexdigest(),
        JWT_ACCESS_TOKEN_EXPIRES=TOKEN_MINUTES * 60,
        RATELIMIT_ENABLED=True,
        RATELIMIT_STORAGE_URI=settings.limits,
        RATELIMIT_HEADERS_ENABLED=True,
    )


def install(app: Flask, settings: Settings) -> KeelSecurity:
    """Open the control database and set up FAB; needs an application context."""
    configure(app, settings)
    database = SQLA(app)
    if settings.control.startswith("sqlite"):
        event.listen(database.engine, "connect", _prepare_sqlite)
    gate = FrontGate(app, database.session, security_manager_class=KeelSecurity)
    app.extensions["babel"].locale_selector = language_of_request
    manager: KeelSecurity = gate.sm
    limited = manager.limiter.limit(settings.sign_in_rate)
    for endpoint in ("SecurityApi.login", "SecurityApi.refresh"):
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])
    return manager


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode=WAL")
