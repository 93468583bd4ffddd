"""The field type ``select``: one option of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.fields.shared.bases import CHOICE_OPERATORS
from engine.fields.shared.choices import (
    check_choice,
    choice_index,
    find_choice,
    shown_choice,
    written_choice,
)
from engine.fields.shared.schemas import CHOICES
from engine.fields.shared.texts import is_blank
from engine.kernel.field_type import FieldType, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, Part, ValueType
from engine.text import Text, text


class Select(FieldType):
    """One option, stored by its id; read by id, by label in any language, or by a former name.

    Retired options are read by id only, and `check_in_record` refuses them as new values.
    """

    name = "select"
    label = text("Select", "单选")
    help = text(
        "One option of a list; its order is the list's.", "从列表中选择一项；按列表顺序排序。"
    )
    family = Family.TEXT
    value_type = ValueType.SELECT
    widget = "select"
    operators = CHOICE_OPERATORS
    measures = ("count", "count_distinct")
    groupable = True
    searchable = True
    options_schema = CHOICES

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        return (Part("", Family.TEXT, ValueType.SELECT),)

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        return choices_problems(field)

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        if type(raw) is str and raw in choice_index(field).by_id:
            return raw
        return None if is_blank(raw) else find_choice(raw, field)

    def check_in_record(
        self, value: Any, field: FieldDef, record: Mapping[str, Any], before: Any
    ) -> None:
        if value is not None:
            kept = frozenset((before,)) if isinstance(before, str) else frozenset()
            check_choice(value, field, record, kept)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else written_choice(value, field, locale.language)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else shown_choice(value, field, locale.language)

    def search_text(self, value: Any, field: FieldDef) -> str:
        option = field.choice(value) if value else None
        return " ".join(option.label.as_map().values()) if option else ""


def choices_problems(field: FieldDef) -> list[tuple[str, Text]]:
    """Say what is wrong with a declared list of options."""
    options = field.options
    if "options" in options and "option_set" in options:
        message = text(
            "give options or option_set, not both", "options 与 option_set 只能二选一"
        )
        return [("/option_set", message)]
    if not field.choices:
        return [("/options", text("there are no options", "没有选项"))]
    ids = [option.id for option in field.choices]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    return [
        ("/options", text("two options store “{id}”", "两个选项都存储“{id}”", id=each))
        for each in twice
    ]


FIELD_TYPE = Select()
