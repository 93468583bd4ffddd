"""System tables that belong to users: reporting line, grants, tokens, settings, saved views."""

from __future__ import annotations

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import BOOLEAN, ID, INTEGER, MOMENT, TEXT, JsonText

user_closure = system_table(
    "user_closure",
    key("ancestor", ID),
    key("descendant", ID),
    required("depth", INTEGER),
)
"""The reporting line, each user being at depth 0 below themself."""
index(user_closure, "descendant")

access_grant = system_table(
    "access_grant",
    key("user_id", ID),
    key("kind", TEXT),
    key("uid", ID),
)
"""A user's ``role`` or ``permission_set``, by the component's uid."""
index(access_grant, "uid")

api_token = system_table(
    "api_token",
    key("id", ID),
    required("user", ID),
    required("hash", TEXT),
    required("name", TEXT),
    required("created_at", MOMENT),
    optional("expires", MOMENT),
    optional("last_used", MOMENT),
)
index(api_token, "hash", unique=True)
index(api_token, "user")

user_setting = system_table(
    "user_setting",
    key("user", ID),
    key("key", TEXT),
    required("value", JsonText()),
)

favourite = system_table(
    "favourite",
    key("user", ID),
    key("object", ID),
    key("record", ID),
    required("at", MOMENT),
)

recent = system_table(
    "recent",
    key("user", ID),
    key("object", ID),
    key("record", ID),
    required("at", MOMENT),
)
index(recent, "user", "at")

saved_view = system_table(
    "saved_view",
    key("id", ID),
    required("owner", ID),
    required("object", ID),
    required("name", TEXT),
    required("body", JsonText()),
    required("shared", BOOLEAN, default="false"),
    required("created_at", MOMENT),
)
index(saved_view, "object", "owner")
