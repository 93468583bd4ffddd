"""Every system table of a tenant, on one MetaData, by noun."""

from engine.storage.system.base import SYSTEM
from engine.storage.system.content import file_blob, import_row, import_run
from engine.storage.system.drafts import (
    meta_choice,
    meta_draft,
    meta_draft_change,
    meta_offer,
)
from engine.storage.system.meta import (
    HEAD_ID,
    meta_change,
    meta_column,
    meta_component,
    meta_copy,
    meta_head,
    meta_package,
    meta_package_body,
    meta_revision,
    meta_uid,
)
from engine.storage.system.people import (
    access_grant,
    api_token,
    favourite,
    recent,
    saved_view,
    user_closure,
    user_setting,
)
from engine.storage.system.scheduled import meta_scheduled
from engine.storage.system.search import search_entry
from engine.storage.system.trace import audit, deletion, history, idempotency
from engine.storage.system.work import counter, job, outbox, schedule_state

__all__ = [
    "HEAD_ID",
    "SYSTEM",
    "access_grant",
    "api_token",
    "audit",
    "counter",
    "deletion",
    "favourite",
    "file_blob",
    "history",
    "idempotency",
    "import_row",
    "import_run",
    "job",
    "meta_change",
    "meta_choice",
    "meta_column",
    "meta_component",
    "meta_copy",
    "meta_draft",
    "meta_draft_change",
    "meta_head",
    "meta_offer",
    "meta_package",
    "meta_package_body",
    "meta_revision",
    "meta_scheduled",
    "meta_uid",
    "outbox",
    "recent",
    "saved_view",
    "schedule_state",
    "search_entry",
    "user_closure",
    "user_setting",
]
