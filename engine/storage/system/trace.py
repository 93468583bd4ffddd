"""System tables of what happened: history, deletions, audit, answered requests."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, JsonText

history = system_table(
    "history",
    key("id", ID),
    required("object_uid", ID),
    required("record_id", ID),
    required("at", MOMENT),
    optional("by", ID),
    required("action", TEXT),
    required("revision", INTEGER),
    required("changes", JsonText()),
)
index(history, "record_id", "id")

deletion = system_table(
    "deletion",
    key("id", ID),
    required("object", ID),
    required("record", ID),
    required("label", TEXT, default="''"),
    optional("by", ID),
    required("at", MOMENT),
    required("count", INTEGER),
)
"""One deletion with everything that went along (decision 22); ``object`` is a uid."""
index(deletion, "at")

audit = system_table(
    "audit",
    key("id", ID),
    required("at", MOMENT),
    optional("by", ID),
    required("actor", TEXT),
    required("action", TEXT),
    required("subject", TEXT),
    optional("details", JsonText()),
)
index(audit, "at")

idempotency = system_table(
    "idempotency",
    key("key", TEXT),
    key("user", ID),
    required("at", MOMENT),
    optional("status", INTEGER),
    optional("body", TEXT),
    required("digest", TEXT),
)
"""Answers kept by Idempotency-Key; no ``status`` yet means that the request still runs."""
index(idempotency, "at")
