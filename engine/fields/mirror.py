"""The field type ``mirror``: a field of the record that a lookup points to."""

from __future__ import annotations

from engine.fields.shared.computed import Computed
from engine.fields.shared.schemas import NAME, described, naming
from engine.text import text


class Mirror(Computed):
    """A field read through a lookup; never stored."""

    name = "mirror"
    label = text("Mirror", "引用字段")
    help = text("A field of the record that a lookup points to.", "查找关系所指记录的字段。")
    options_schema = {
        "via": naming("field", "The lookup field of this object"),
        "field": described(NAME, "The field of the other record"),
    }
    required_options = ("via", "field")


FIELD_TYPE = Mirror()
