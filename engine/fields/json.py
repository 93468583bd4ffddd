"""The field type ``json``: a structure for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from engine.fields.shared.bases import BLANKS
from engine.fields.shared.refusal import shown, too_long, unreadable, wrong_type
from engine.fields.shared.texts import clean_line, is_blank
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

_LIMIT = 64 * 1024
_DEPTH = 20
_WANTED = text("a JSON object or list", "JSON 对象或列表")


class Json(FieldType):
    """An object or list of JSON, up to 64 KB and 20 levels; a text is parsed."""

    name = "json"
    label = text("JSON", "JSON")
    help = text("A structure for programs.", "供程序使用的结构化数据。")
    examples = ('{"a": [1, 2.5, "三"]}', "[]")
    family = Family.JSON
    value_type = ValueType.JSON
    widget = "json"
    operators = BLANKS
    sortable = False

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> Any:
        if is_blank(raw):
            return None
        if isinstance(raw, str):
            raw = _parsed(raw)
        if not isinstance(raw, Mapping | list | tuple):
            raise wrong_type(raw, _WANTED)
        found = _plain(raw, _DEPTH)
        if len(orjson.dumps(found)) > _LIMIT:
            raise too_long(_LIMIT)
        return found

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else orjson.dumps(value).decode()

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else orjson.dumps(value, default=str).decode()


def _parsed(raw: str) -> object:
    if len(raw) > 2 * _LIMIT:
        raise too_long(_LIMIT)
    try:
        return orjson.loads(raw)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        where = text("{error}", "{error}", error=shown(str(error).split(":")[0]))
        raise unreadable(raw, _WANTED, where) from None


def _plain(raw: object, depth: int) -> Any:
    if depth == 0:
        raise InvalidValue("json.depth", text("nested too deeply", "嵌套过深"))
    if isinstance(raw, Mapping):
        return {_key(key): _plain(value, depth - 1) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_plain(value, depth - 1) for value in raw]
    return _scalar(raw)


def _scalar(raw: object) -> object:
    if raw is None or raw is True or raw is False:
        return raw
    if type(raw) is str:
        _check_text(raw)
        return raw
    if type(raw) is int and abs(raw) < 2**53:
        return raw
    if type(raw) is float and raw - raw == 0:
        return raw
    raise wrong_type(raw, text("a JSON value", "JSON 值"))


def _key(raw: object) -> str:
    if type(raw) is not str:
        raise wrong_type(raw, text("a name", "名称"))
    _check_text(raw)
    return raw


def _check_text(raw: str) -> None:
    """Refuse what no database or file takes: NUL and other control characters, lone surrogates."""
    for line in raw.splitlines():
        clean_line(line, _LIMIT)


FIELD_TYPE = Json()
