"""The field type ``lookup``: a reference to a record of one object."""

from __future__ import annotations

from engine.fields.shared.bases import Reference
from engine.fields.shared.schemas import FILTER, ON_DELETE, RELATED_LABEL, TARGET
from engine.text import text


class Lookup(Reference):
    """A record of another object; the gate checks that it exists and may be seen."""

    name = "lookup"
    label = text("Lookup", "查找关系")
    help = text("A record of another object.", "另一对象的记录。")
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    options_schema = {
        "to": TARGET,
        "on_delete": ON_DELETE,
        "filter": FILTER,
        "related_label": RELATED_LABEL,
    }
    required_options = ("to",)


FIELD_TYPE = Lookup()
