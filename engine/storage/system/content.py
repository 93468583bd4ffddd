"""System tables of what came from outside: files, imports and their undo log."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import ID, INTEGER, MOMENT, TEXT, JsonText

file_blob = system_table(
    "file_blob",
    key("id", ID),
    required("sha256", TEXT),
    required("size", INTEGER),
    required("name", TEXT),
    required("type", TEXT),
    optional("parent_object", ID),
    optional("parent_id", ID),
    optional("parent_field", ID),
    required("created_at", MOMENT),
    optional("created_by", ID),
    optional("details", JsonText()),
)
"""A file's description; its bytes lie in the file store under their hash (decision 35)."""
index(file_blob, "sha256")
index(file_blob, "parent_id")

import_run = system_table(
    "import_run",
    key("id", ID),
    required("object", ID),
    required("state", TEXT),
    required("file_name", TEXT),
    optional("file", ID),
    required("options", JsonText()),
    required("total", INTEGER, default="0"),
    required("done", INTEGER, default="0"),
    required("created", INTEGER, default="0"),
    required("updated", INTEGER, default="0"),
    required("failed", INTEGER, default="0"),
    optional("note", TEXT),
    optional("by", ID),
    required("created_at", MOMENT),
    optional("finished_at", MOMENT),
    optional("undone_at", MOMENT),
)
index(import_run, "created_at")

import_row = system_table(
    "import_row",
    key("run", ID),
    key("row", INTEGER),
    required("state", TEXT),
    optional("object", ID),
    optional("record", ID),
    optional("action", TEXT),
    optional("row_version", INTEGER),
    optional("source", JsonText()),
    optional("before", JsonText()),
    optional("after", JsonText()),
    optional("problems", JsonText()),
)
"""What one row of an import did and replaced: rejects, resume and undo read it."""
index(import_row, "run", "state")
