"""System tables of changes of metadata that somebody collects before they are applied."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import ID, MOMENT, TEXT, CanonicalJson

meta_draft = system_table(
    "meta_draft",
    key("id", ID),
    required("by", ID),
    required("created_at", MOMENT),
    required("changed_at", MOMENT),
)
"""What one admin collects; each has at most one."""
index(meta_draft, "by", unique=True)

meta_draft_change = system_table(
    "meta_draft_change",
    key("draft", ID),
    key("kind", TEXT),
    key("of", TEXT),
    key("name", TEXT),
    optional("base", CanonicalJson()),
    optional("wanted", CanonicalJson()),
    optional("new_name", TEXT),
    optional("reuse", TEXT),
    required("at", MOMENT),
)
"""One component in a draft: its body when the work on it began and as it shall be. Without a base it
is new, without a wanted body it shall go. ``reuse`` says what a name means that was had before:
revive or anew."""
