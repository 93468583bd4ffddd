"""Checks the shape of a body against JSON Schema and says what is wrong in human words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.packages.problems import did_you_mean
from engine.packages.yaml import CONTROL, KEY, escape
from engine.text import Text, text


@dataclass(frozen=True, slots=True)
class _Broken:
    """One keyword of a schema that a value breaks."""

    keyword: str
    wanted: Any
    value: Any
    schema: Mapping[str, Any]
    message: str
    inner: Sequence[ValidationError]


@dataclass(frozen=True, slots=True)
class Misshape:
    """What is wrong at one pointer; ``key`` asks for the place of the key instead of the value."""

    pointer: str
    code: str
    text: Text
    hint: Text = Text()
    key: bool = False

    @property
    def position_key(self) -> str:
        return self.pointer + KEY if self.key else self.pointer


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Prepare a schema; keep the result, since preparing costs more than checking."""
    return Draft202012Validator(dict(schema))


def misshapes(checker: Draft202012Validator, body: object) -> Iterator[Misshape]:
    """Give everything that is wrong with the shape of a body."""
    for error in checker.iter_errors(body):
        yield from _explain(error)
    yield from _controls(body, "")


def _controls(value: object, pointer: str) -> Iterator[Misshape]:
    """Find texts that no file could hold: whoever writes the tenant out could not read it again."""
    if isinstance(value, str):
        if found := CONTROL.search(value):
            code = f"{ord(found[0]):04X}"
            yield Misshape(pointer, "shape.control", text(*_CONTROLLED, code=code), _TYPE_ANEW)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _controls(each, f"{pointer}/{escape(str(key))}")
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _controls(each, f"{pointer}/{number}")


def sparse(schema: Any) -> Any:
    """Give the shape of an overlay: nothing is required, since the rest stands below."""
    if isinstance(schema, list):
        return [sparse(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: sparse(value) if key not in ("enum", "const") else value
        for key, value in schema.items()
        if not (key in ("required", "minProperties", "dependentRequired") and value)
        or (key == "required" and isinstance(value, Mapping))
    }


def _explain(error: ValidationError) -> Iterator[Misshape]:
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    of_key = "propertyNames" in error.absolute_schema_path
    if of_key:
        pointer = f"{pointer}/{escape(str(error.instance))}"
    explain = _WORDS.get(str(error.validator), _otherwise)
    broken = _Broken(
        keyword=str(error.validator),
        wanted=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        message=error.message,
        inner=error.context or (),
    )
    for misshape in explain(broken, pointer):
        yield replace(misshape, key=True) if of_key else misshape


def _otherwise(_error: _Broken, pointer: str) -> Iterator[Misshape]:
    yield Misshape(pointer, "shape.invalid", _INVALID)


def _unknown_keys(error: _Broken, pointer: str) -> Iterator[Misshape]:
    known = error.schema.get("properties", {})
    for key in error.value:
        if key not in known:
            message = text("“{key}” is not known here", "此处不认识“{key}”", key=key)
            hint = did_you_mean(key, known) or Text()
            yield Misshape(
                f"{pointer}/{escape(key)}", "shape.unknown_key", message, hint, key=True
            )


def _missing(error: _Broken, pointer: str) -> Iterator[Misshape]:
    for key in error.wanted:
        if key not in error.value:
            message = text("“{key}” is missing", "缺少“{key}”", key=key)
            if error.message.startswith(repr(key)):
                yield Misshape(pointer, "shape.missing", message)


def _wrong_type(error: _Broken, pointer: str) -> Iterator[Misshape]:
    wanted = error.wanted
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    words = [_TYPES.get(name, text(name, name)) for name in wanted]
    both = text(" or ", "或")
    said = Text.of(
        {code: both.to(code).join(word.to(code) for word in words) for code in ("en", "zh")}
    )
    message = text(
        "this must be {wanted}, but is {found}",
        "此处应为{wanted}，实际是{found}",
        wanted=said,
        found=_TYPES[_type_of(error.value)],
    )
    yield Misshape(pointer, "shape.type", message, _type_hint(error, wanted) or Text())


def _type_hint(error: _Broken, wanted: list[str]) -> Text | None:
    value = error.value
    if "string" in wanted and isinstance(value, bool | int | Decimal):
        shown = str(value).lower() if isinstance(value, bool) else value
        return text('put it in quotes: "{value}"', '请加引号："{value}"', value=shown)
    if wanted == ["boolean"] and isinstance(value, str):
        return text("write true or false", "请写 true 或 false")
    if isinstance(value, str) and set(wanted) <= {"integer", "number"}:
        return text("write it without quotes", "请不要加引号")
    if error.schema.get("x-words") == "wording" and isinstance(value, str):
        return text("write {{en: {value}}}", "请写成 {{zh: {value}}}", value=value)
    if wanted == ["array"] and not isinstance(value, dict):
        return text("write [{value}]", "请写成 [{value}]", value=value)
    return None


def _wrong_choice(error: _Broken, pointer: str) -> Iterator[Misshape]:
    known = [str(word) for word in error.wanted]
    value = error.value
    message = text(
        "“{value}” is not one of the choices", "“{value}”不在可选值之中", value=value
    )
    hint = did_you_mean(str(value), known)
    if isinstance(value, bool) and "yes" in known:
        hint = text("write {word}", "请写 {word}", word="yes" if value else "no")
    yield Misshape(pointer, "shape.choice", message, hint or Text())


def _wrong_pattern(error: _Broken, pointer: str) -> Iterator[Misshape]:
    words = str(error.schema.get("x-words", ""))
    message, hint = _PATTERNS.get(words, (_BAD_TEXT, Text()))
    yield Misshape(
        pointer,
        f"shape.{words or 'pattern'}",
        Text.of({k: v.format(value=error.value) for k, v in message.as_map().items()}),
        hint,
    )


def _no_branch(error: _Broken, pointer: str) -> Iterator[Misshape]:
    """Explain the branch whose type fits; when none does, say which types would."""
    branches = error.wanted
    kind = _type_of(error.value)
    fits = [
        index
        for index, branch in enumerate(branches)
        if kind in _types_of(branch) or not _types_of(branch)
    ]
    if fits:
        for inner in error.inner:
            if inner.schema_path[0] == fits[0]:
                yield from _explain(inner)
        return
    wanted = [name for branch in branches for name in _types_of(branch)]
    yield from _wrong_type(replace(error, wanted=list(dict.fromkeys(wanted))), pointer)


def _types_of(branch: Mapping[str, Any]) -> list[str]:
    said = branch.get("type", [])
    if not said and "enum" in branch:
        return list(dict.fromkeys(_type_of(word) for word in branch["enum"]))
    names = [said] if isinstance(said, str) else list(said)
    return [*names, "integer"] if "number" in names else names


def _type_of(value: object) -> str:
    for python, name in _PYTHON:
        if isinstance(value, python):
            return name
    return "null"


def _limit(en: str, zh: str, code: str) -> Callable[[_Broken, str], Iterable[Misshape]]:
    def explain(error: _Broken, pointer: str) -> Iterator[Misshape]:
        message = text(en, zh, limit=error.wanted)
        if error.keyword in ("minLength", "minItems", "minProperties") and not error.value:
            message = _EMPTY
        yield Misshape(pointer, f"shape.{code}", message)

    return explain


_PYTHON: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (Decimal, "number"),
    (dict, "object"),
    (list, "array"),
)
_TYPES = {
    "string": text("text", "文本"),
    "integer": text("a whole number", "整数"),
    "number": text("a number", "数字"),
    "boolean": text("true or false", "true 或 false"),
    "object": text("a map of keys", "键值映射"),
    "array": text("a list", "列表"),
    "null": text("empty", "空"),
}
_EMPTY = text("this must not be empty", "此处不能为空")
_INVALID = text("this does not have the right shape", "此处的结构不正确")
_BAD_TEXT = Text.of({"en": "“{value}” is not well-formed", "zh": "“{value}”格式不正确"})
_PATTERNS = {
    "name": (
        Text.of({"en": "“{value}” is not a valid name", "zh": "“{value}”不是合法的名称"}),
        text(
            "use lower-case letters, digits and single underscores",
            "只用小写字母、数字和单个下划线",
        ),
    ),
    "path": (
        Text.of({"en": "“{value}” is not a field or path", "zh": "“{value}”不是字段或路径"}),
        text(
            "write a field, or a path such as account.name", "请写字段或路径，例如 account.name"
        ),
    ),
    "date": (
        Text.of({"en": "“{value}” is not a date", "zh": "“{value}”不是日期"}),
        text("write it as 2026-12-31", "请写成 2026-12-31"),
    ),
    "locale": (
        Text.of({"en": "“{value}” is not a language", "zh": "“{value}”不是语言代码"}),
        text("write en or zh", "请写 en 或 zh"),
    ),
}
_WORDS: dict[str, Callable[[_Broken, str], Iterable[Misshape]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _wrong_choice,
    "const": _limit("this must be {limit}", "此处应为 {limit}", "choice"),
    "pattern": _wrong_pattern,
    "anyOf": _no_branch,
    "oneOf": _no_branch,
    "minimum": _limit("this must be at least {limit}", "不能小于 {limit}", "range"),
    "maximum": _limit("this must be at most {limit}", "不能大于 {limit}", "range"),
    "exclusiveMinimum": _limit("this must be more than {limit}", "必须大于 {limit}", "range"),
    "exclusiveMaximum": _limit("this must be less than {limit}", "必须小于 {limit}", "range"),
    "minLength": _limit("at least {limit} characters", "至少 {limit} 个字符", "length"),
    "maxLength": _limit("at most {limit} characters", "最多 {limit} 个字符", "length"),
    "minItems": _limit("at least {limit} elements", "至少 {limit} 项", "length"),
    "maxItems": _limit("at most {limit} elements", "最多 {limit} 项", "length"),
    "minProperties": _limit("at least {limit} keys", "至少 {limit} 个键", "length"),
    "maxProperties": _limit("at most {limit} keys", "最多 {limit} 个键", "length"),
    "uniqueItems": _limit("an element is repeated", "有重复项", "repeated"),
}
_CONTROLLED = (
    "the control character U+{code} cannot stand in a text",
    "文本中不能出现控制字符 U+{code}",
)
_TYPE_ANEW = text("type this text anew", "请重新输入该文本")
