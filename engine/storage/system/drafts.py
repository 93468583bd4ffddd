"""System tables of changes of metadata that somebody prepares before they are applied."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import ID, MOMENT, TEXT, CanonicalJson

meta_draft = system_table(
    "meta_draft",
    key("id", ID),
    required("by", ID),
    required("created_at", MOMENT),
    required("changed_at", MOMENT),
    required("name", TEXT, default="''"),
    optional("chosen_at", MOMENT),
)
"""What one admin collects; of several, the one chosen last is at work."""
index(meta_draft, "by")

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

meta_offer = system_table(
    "meta_offer",
    key("name", TEXT),
    required("namespace", TEXT),
    required("type", TEXT),
    required("version", TEXT),
    required("body", CanonicalJson()),
    required("ledger", TEXT),
    required("by", ID),
    required("at", MOMENT),
)
"""A package that an admin uploaded: read and checked for shape, not yet installed."""

meta_choice = system_table(
    "meta_choice",
    key("conflict", TEXT),
    required("side", TEXT),
    required("about", TEXT),
    required("by", ID),
    required("at", MOMENT),
)
"""Whose value shall hold when an upgrade is applied; ``about`` is the digest of the values that were
read when it was chosen, so that a choice never decides about others."""
