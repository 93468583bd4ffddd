"""The system tables of the first release, which are created whole and only marked here."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Change nothing: a new tenant is created with all tables."""
