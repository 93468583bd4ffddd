"""The system table of changes of metadata that wait for the time at which they are applied."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, CanonicalJson, JsonText

meta_scheduled = system_table(
    "meta_scheduled",
    key("id", ID),
    required("state", TEXT),
    required("at", MOMENT),
    required("base", INTEGER),
    required("digest", TEXT),
    optional("by", ID),
    required("actor", TEXT),
    required("message", TEXT),
    required("outcome", CanonicalJson()),
    required("steps", JsonText()),
    required("news", JsonText()),
    optional("draft", CanonicalJson()),
    optional("why", JsonText()),
    optional("rev", INTEGER),
    required("created_at", MOMENT),
    optional("ended_at", MOMENT),
)
"""``outcome`` holds the packages as they shall be and the names of those that go; ``news`` what is
told to whom; ``draft`` what is put back into the author's draft when it is not applied. States:
waiting, applied, refused, cancelled."""
index(meta_scheduled, "state")
