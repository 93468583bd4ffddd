"""The refusals of the gate, worded once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.access.rights import rights
from engine.errors import AccessDenied, InvalidRecord, Problem, RecordNotFound, StaleRecord
from engine.kernel.context import Context
from engine.kernel.model import FieldDef, ObjectDef
from engine.text import Text, text

NOT_UNIQUE = "record.not_unique"


def unknown_path(path: str) -> InvalidRecord:
    """Refuse a path that does not exist or that the actor may not read: nobody learns which."""
    return InvalidRecord(
        [
            Problem(
                "query.unknown_field",
                text("There is no field “{path}”.", "没有字段“{path}”。", path=path),
                field=path,
            )
        ]
    )


def unsuitable(path: str, en: str, zh: str) -> InvalidRecord:
    """Refuse to use a field in a way that its type does not allow."""
    return InvalidRecord([Problem("query.unsuitable", text(en, zh, path=path), field=path)])


def unknown_object(name: str) -> RecordNotFound:
    """Say that there is no such object."""
    return RecordNotFound(
        "record.unknown_object",
        text("There is no object “{name}”.", "没有对象“{name}”。", name=name),
    )


def bad_cursor() -> InvalidRecord:
    """Refuse a page mark that does not belong to the question."""
    return InvalidRecord(
        [
            Problem(
                "query.cursor",
                text(
                    "This page mark does not fit the list. Start from the first page.",
                    "此分页标记与列表不符，请从第一页开始。",
                ),
            )
        ]
    )


def not_found(obj: ObjectDef) -> RecordNotFound:
    """Say that there is no such record, or none that the actor may see."""
    return RecordNotFound(
        "record.not_found",
        text(
            "This {label} does not exist, or you may not see it.",
            "该{label}不存在，或您无权查看。",
            label=obj.label,
        ),
    )


_MAY_NOT = {
    "read": ("You may not see {label}.", "您无权查看{label}。"),
    "create": ("You may not create {label}.", "您无权新建{label}。"),
    "update": ("You may not change this {label}.", "您无权修改此{label}。"),
    "delete": ("You may not delete this {label}.", "您无权删除此{label}。"),
    "export": ("You may not export {label}.", "您无权导出{label}。"),
    "purge": ("You may not erase {label} for good.", "您无权彻底删除{label}。"),
    "bulk": ("You may not change many {label} at once.", "您无权批量修改{label}。"),
}


def denied(obj: ObjectDef, action: str) -> AccessDenied:
    """Say that the actor may not do this."""
    en, zh = _MAY_NOT[action]
    return AccessDenied(f"record.may_not_{action}", text(en, zh, label=obj.label))


def unknown_field(name: str) -> Problem:
    """Refuse a value for a field that does not exist or is hidden."""
    return Problem(
        "record.unknown_field",
        text("There is no field “{name}”.", "没有字段“{name}”。", name=name),
        field=name,
    )


def read_only(field: FieldDef) -> Problem:
    """Refuse a value for a field that the actor may only read."""
    return Problem(
        "record.read_only",
        text("You may not change “{label}”.", "您无权修改“{label}”。", label=field.label),
        field=field.name,
    )


def required(field: FieldDef) -> Problem:
    """Ask for a value."""
    return Problem(
        "record.required",
        text("“{label}” is required.", "“{label}”为必填项。", label=field.label),
        field=field.name,
    )


def taken(field: FieldDef) -> Problem:
    """Say that a value exists already, without saying whose it is."""
    return Problem(
        NOT_UNIQUE,
        text(
            "Another record has this “{label}” already.",
            "已有其他记录使用相同的“{label}”。",
            label=field.label,
        ),
        field=field.name,
    )


def no_such_reference(field: FieldDef) -> Problem:
    """Say that what a reference points to is not there, or not for this actor."""
    return Problem(
        "record.reference_missing",
        text(
            "“{label}” points to a record that does not exist, or that you may not see.",
            "“{label}”指向的记录不存在，或您无权查看。",
            label=field.label,
        ),
        field=field.name,
    )


def at_field(field: str, code: str, message: Text, hint: Text | None = None) -> Problem:
    """Make a problem at a field."""
    return Problem(code, message, field=field, hint=hint or Text())


def too_big() -> InvalidRecord:
    """Refuse a question that would keep the database busy for nothing."""
    message = text("This question has too many parts.", "查询内容过多。")
    return InvalidRecord([at_field("", "query.too_big", message)])


def unstorable(*, too_large: bool) -> Problem:
    """Say that the database did not take a row."""
    if not too_large:
        message = text("A value cannot be stored.", "某个值无法保存。")
        return at_field("", "record.unstorable", message)
    message = text(
        "This record holds more than the database keeps in one row.",
        "此记录的内容超出数据库单行的上限。",
    )
    hint = text("leave some fields blank, or shorten them", "请清空或缩短部分字段")
    return at_field("", "record.too_large", message, hint)


def stale(
    context: Context,
    obj: ObjectDef,
    seen_version: Any,
    mine: Mapping[str, Any],
    stored: Mapping[str, Any],
) -> StaleRecord | None:
    """Say that someone saved first, with both versions; None when nobody did.

    Only fields that the actor may read are in either version.
    """
    if seen_version is None or str(seen_version) == str(stored.get("row_version")):
        return None
    readable = {
        name
        for name in rights(context).of(obj.name).readable
        if not obj.fields[name].type.secret
    }
    return StaleRecord(
        "record.stale",
        text(
            "Someone else saved this {label} in the meantime.",
            "其他人在此期间保存了此{label}。",
            label=obj.label,
        ),
        mine={name: value for name, value in mine.items() if name.split(".")[0] in readable},
        theirs={name: value for name, value in stored.items() if name in readable},
    )
