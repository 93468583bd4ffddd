"""The field type ``auto_number``: a number that the engine gives out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from engine.fields.shared.bases import Line
from engine.fields.shared.schemas import choice, usual
from engine.kernel.model import FieldDef
from engine.text import Text, text

_TOKEN = re.compile(r"\{(YYYY|YY|MM|DD|0{1,12})\}")
_COUNTER = re.compile(r"\{(0{1,12})\}")
_DATES = {"{YYYY}": "%Y", "{YY}": "%y", "{MM}": "%m", "{DD}": "%d"}


class AutoNumber(Line):
    """A text such as ``OPP-2026-00042``, given once when the record is made.

    Numbering starts again with each period that the format names: ``{YYYY}`` counts within the year,
    ``{YYYY}{MM}`` within the month. ``gaps: allowed`` (the default) takes the number from a counter
    before the save, so a save that fails leaves a gap but never waits; ``gaps: none`` counts inside
    the saving transaction, so savers of one object wait for each other. Numbers are never re-used.
    """

    name = "auto_number"
    label = text("Automatic number", "自动编号")
    help = text("A number that counts up by itself.", "自动递增的编号。")
    examples = ("OPP-2026-00042",)
    widget = "readonly"
    computed = True
    length = 80
    options_schema = {
        "format": {
            "type": "string",
            "minLength": 3,
            "maxLength": 60,
            "description": "Text with {YYYY} {YY} {MM} {DD} and one {00000}",
        },
        "gaps": usual(
            choice(
                "allowed",
                "none",
                description="none counts inside the save: savers wait in turn",
            ),
            "allowed",
        ),
    }
    required_options = ("format",)

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        pattern = str(field.options.get("format", ""))
        problem = format_problem(pattern)
        return [("/format", problem)] if problem else []


def format_problem(pattern: str) -> Text | None:
    """Say what is wrong with a format; None when it is fine."""
    counters = [token for token in _TOKEN.findall(pattern) if token.startswith("0")]
    if len(counters) != 1:
        return text(
            "the format needs exactly one counter such as {{00000}}",
            "格式中必须有且只有一个计数，例如 {{00000}}",
        )
    if re.search(r"[{}]", _TOKEN.sub("", pattern)):
        return text(
            "only {{YYYY}} {{YY}} {{MM}} {{DD}} and {{0...}} may stand in braces",
            "大括号中只能使用 {{YYYY}} {{YY}} {{MM}} {{DD}} 和 {{0...}}",
        )
    return None


def write_numbers(pattern: str, first: int, count: int, day: date) -> list[str]:
    """Write the numbers of records made on a day; more digits than the format's are kept."""
    before, zeros, after = _COUNTER.split(pattern)
    head, tail, width = _dated(before, day), _dated(after, day), len(zeros)
    return [f"{head}{number:0{width}}{tail}" for number in range(first, first + count)]


def counting_period(pattern: str, day: date) -> str:
    """Name the period within which a format counts; empty when it counts for ever."""
    return "-".join(_dated(token, day) for token in _DATES if token in pattern)


def _dated(written: str, day: date) -> str:
    for token, form in _DATES.items():
        if token in written:
            written = written.replace(token, day.strftime(form))
    return written


FIELD_TYPE = AutoNumber()
