"""The field type ``user``: a user of the tenant."""

from __future__ import annotations

from engine.fields.shared.bases import Reference
from engine.fields.shared.schemas import FILTER, ON_LEAVING, RELATED_LABEL
from engine.text import text


class User(Reference):
    """A user's record (decision 16); ``me`` in a filter is the gate's business."""

    name = "user"
    label = text("User", "用户")
    help = text("A colleague.", "一位同事。")
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    widget = "user"
    options_schema = {"filter": FILTER, "on_delete": ON_LEAVING, "related_label": RELATED_LABEL}


FIELD_TYPE = User()
