"""The field type ``master_detail``: the record that this one is a detail of."""

from __future__ import annotations

from engine.fields.shared.bases import Reference
from engine.fields.shared.schemas import FILTER, RELATED_LABEL, TARGET
from engine.text import text


class MasterDetail(Reference):
    """The master: it decides who sees the detail, and takes it along to the trash."""

    name = "master_detail"
    label = text("Master record", "主从关系")
    help = text(
        "The record that this one belongs to, lives and dies with.",
        "所属的主记录；随主记录删除，访问权限由主记录决定。",
    )
    examples = ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",)
    options_schema = {"to": TARGET, "filter": FILTER, "related_label": RELATED_LABEL}
    required_options = ("to",)


FIELD_TYPE = MasterDetail()
