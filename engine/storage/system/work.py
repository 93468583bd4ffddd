"""System tables of work that waits: the outbox, what its progress looks like, schedules."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import BOOLEAN, ID, INTEGER, MOMENT, TEXT, JsonText

outbox = system_table(
    "outbox",
    key("id", ID),
    required("topic", TEXT),
    required("key", TEXT),
    required("payload", JsonText()),
    required("revision", INTEGER),
    optional("actor", ID),
    required("attempts", INTEGER, default="0"),
    required("available_at", MOMENT),
    optional("lease", MOMENT),
    optional("holder", TEXT),
    optional("error", TEXT),
    required("again", BOOLEAN, default="false"),
    required("dead", BOOLEAN, default="false"),
    required("created_at", MOMENT),
)
"""``lease`` is the moment until which ``holder`` has the row; ``dead`` rows are shown, not run;
``again`` says that the work was asked for anew while it ran."""
index(outbox, "topic", "key", unique=True)
index(outbox, "dead", "available_at")

job = system_table(
    "job",
    key("id", ID),
    required("topic", TEXT),
    required("key", TEXT),
    required("label", JsonText()),
    required("state", TEXT),
    required("done", INTEGER, default="0"),
    required("total", INTEGER, default="0"),
    optional("note", TEXT),
    optional("payload", JsonText()),
    optional("result", JsonText()),
    optional("error", TEXT),
    optional("by", ID),
    required("cancel", BOOLEAN, default="false"),
    required("attempts", INTEGER, default="0"),
    required("created_at", MOMENT),
    optional("started_at", MOMENT),
    optional("finished_at", MOMENT),
)
"""What the jobs page shows; states: queued, running, done, failed, cancelled, dead."""
index(job, "created_at")

schedule_state = system_table(
    "schedule_state",
    key("uid", ID),
    optional("next_at", MOMENT),
    optional("last_at", MOMENT),
    optional("note", TEXT),
)

counter = system_table(
    "counter",
    key("field", ID),
    key("period", TEXT),
    required("value", INTEGER),
)
"""The last number given, per auto-number field and period (``2026``, or empty)."""
