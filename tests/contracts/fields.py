"""Sample fields and values of every type, for the suites that run on all of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from engine.fields import field_types
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef, Option
from engine.text import Text, text

SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
ENGLISH = Locale("en", ZoneInfo("Asia/Shanghai"), "CN", "EUR")
CHINESE = Locale("zh", ZoneInfo("Asia/Shanghai"), "CN", "CNY")
LOCALES = (ENGLISH, CHINESE, Locale("de", None, "DE", "EUR"), Locale())

CHOICES = (
    Option("hot", text("Hot", "热")),
    Option("cold", text("Cold, frozen", "冷；冻")),
    Option("warm", text("Luke-warm", "温")),
    Option("gone", text("Gone", "已停用"), active=False),
)
OPTIONS: dict[str, dict[str, Any]] = {
    "poly_lookup": {"to": ["thing", "other"]},
    "lookup": {"to": "thing"},
    "multi_lookup": {"to": "thing"},
    "master_detail": {"to": "thing"},
    "auto_number": {"format": "T-{YYYY}-{00000}"},
    "formula": {"expr": "1", "returns": "decimal"},
    "mirror": {"via": "a", "field": "b"},
    "rollup": {"from": {"object": "thing", "via": "a"}, "agg": {"fn": "count"}},
}
MORE_EXAMPLES: dict[str, tuple[object, ...]] = {
    "select": ("hot", "Hot", "热", "Cold, frozen", "gone"),
    "multi_select": ("hot; Luke-warm", ["cold", "hot"], "Cold, frozen; 温", "hot,warm"),
    "formula": ("12.5",),
    "mirror": ("anything",),
    "rollup": ("7",),
    "image": ("0190a7c4-5b1e-7c3a-9d2f-3a6b5c4d2e1f",),
    "secret": ("s3cr3t",),
}


def sample_field(type_name: str, **options: Any) -> FieldDef:
    """Make a field of a type, as the model would."""
    made = {"type": type_name, **OPTIONS.get(type_name, {}), **options}
    to = made.get("to")
    return FieldDef(
        uid=uuid5(SPACE, type_name),
        object="sample",
        name=f"f_{type_name}",
        type=field_types()[type_name],
        label=text(type_name, type_name),
        help=Text(),
        required=False,
        unique=False,
        audit=False,
        system=False,
        default="",
        target=to if isinstance(to, str) else "",
        choices=CHOICES if type_name in ("select", "multi_select") else (),
        options=made,
    )


def examples(type_name: str) -> tuple[object, ...]:
    """Give what people may enter in a field of this type."""
    return (*field_types()[type_name].examples, *MORE_EXAMPLES.get(type_name, ()))
