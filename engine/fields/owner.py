"""The field type ``owner``: the user to whom a record belongs."""

from __future__ import annotations

from engine.fields.shared.bases import Reference
from engine.text import text


class Owner(Reference):
    """The owner, by whom access is scoped (decision 17)."""

    name = "owner"
    label = text("Owner", "负责人")
    help = text("The colleague to whom the record belongs.", "记录的负责人。")
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    widget = "user"


FIELD_TYPE = Owner()
