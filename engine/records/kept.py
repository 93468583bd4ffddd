"""Names the fields that the engine keeps for itself."""

from __future__ import annotations

UNTRACKED = frozenset(
    {
        "id", "created_at", "created_by", "updated_at", "updated_by", "row_version",
        "deleted_at", "deleted_by", "deletion",
    }
)  # fmt: skip
"""Fields whose changes say nothing that history does not say anyway."""
