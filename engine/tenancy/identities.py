"""The port to identities: who can sign in. The web side implements it (decision 16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Login(Protocol):
    """One identity as the engine sees it; ``stamp`` changes with password and standing."""

    @property
    def id(self) -> int: ...
    @property
    def login(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def active(self) -> bool: ...
    @property
    def stamp(self) -> str: ...


class Identities(Protocol):
    """Finds, makes and changes identities in the control database."""

    def find(self, login: str) -> Login | None:
        """Find an identity by login name or mail address, in any case."""

    def get(self, identity_id: int) -> Login | None:
        """Read an identity by its number."""

    def all(self) -> Sequence[Login]:
        """List the identities of this installation."""

    def create(
        self, login: str, *, name: str, email: str, password: str | None = None
    ) -> Login:
        """Make an identity; without a password it can be used after an invitation only."""

    def set_password(self, identity_id: int, password: str) -> Login:
        """Set a password; InvalidRecord when it is too weak."""

    def set_active(self, identity_id: int, *, active: bool) -> Login:
        """Let an identity sign in, or keep it from doing so."""

    def authenticate(self, login: str, password: str) -> Login | None:
        """Check a password; None when the login may not come in."""
