"""Makes the refusals that several field types need, in one wording."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.kernel.field_type import InvalidValue
from engine.text import Text, text

_SHOWN = 40
_SORTS: tuple[tuple[type | tuple[type, ...], Text], ...] = (
    (bool, text("true or false", "真假值")),
    ((int, float, Decimal), text("a number", "数字")),
    (str, text("a text", "文本")),
    (Mapping, text("an object", "对象")),
    ((list, tuple), text("a list", "列表")),
)


def shown(raw: object) -> str:
    """Give a short form of a raw value that is safe in any message."""
    if not isinstance(raw, str):
        return type(raw).__name__
    short = "".join(c if c.isprintable() else "\ufffd" for c in raw[:_SHOWN])
    return short + "…" if len(raw) > _SHOWN else short


def wrong_type(raw: object, wanted: Text) -> InvalidValue:
    """Refuse a value of a Python type that cannot mean what the field holds."""
    return InvalidValue(
        "value.type",
        text(
            "{wanted} is expected, not {found}",
            "需要{wanted}，而不是 {found}",
            wanted=wanted,
            found=_sort_of(raw),
        ),
    )


def _sort_of(raw: object) -> Text:
    """Name what was sent as JSON names it, not as Python does."""
    for kinds, name in _SORTS:
        if isinstance(raw, kinds):
            return name
    return Text.of(type(raw).__name__)


def unreadable(raw: object, wanted: Text, hint: Text | None = None) -> InvalidValue:
    """Refuse a text that cannot be read as what the field holds."""
    message = text(
        "“{found}” is not {wanted}", "“{found}”不是{wanted}", wanted=wanted, found=shown(raw)
    )
    return InvalidValue("value.unreadable", message, hint)


def too_long(limit: int) -> InvalidValue:
    """Refuse a text above its limit of characters."""
    return InvalidValue(
        "value.too_long",
        text("longer than {limit} characters", "超过 {limit} 个字符", limit=limit),
        text("shorten it", "请缩短内容"),
    )


def too_many(limit: int) -> InvalidValue:
    """Refuse a list above its limit of values."""
    return InvalidValue(
        "value.too_many", text("more than {limit} values", "超过 {limit} 个值", limit=limit)
    )


def out_of_range(least: object, most: object) -> InvalidValue:
    """Refuse a number or date outside its bounds; None is no bound on that side."""
    least, most = (f"{b:f}" if isinstance(b, Decimal) else b for b in (least, most))
    if most is None:
        message = text("must be at least {least}", "不能小于 {least}", least=least)
    elif least is None:
        message = text("must be at most {most}", "不能大于 {most}", most=most)
    else:
        message = text(
            "must be between {least} and {most}",
            "必须在 {least} 和 {most} 之间",
            least=least,
            most=most,
        )
    return InvalidValue("value.range", message)
