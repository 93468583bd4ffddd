"""Leads to the form that asks for what a rule of the company wants to know as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.errors import InvalidRecord
from ui.pages.work import Work, address


def asking_form(
    at: Work, obj: Any, record: str, error: InvalidRecord, wanted: Iterable[tuple[str, str]]
) -> str:
    """Give the address of a record's form with what was wanted, filled in as far as can be guessed.

    ``wanted`` are pairs for the address: values, and perhaps where the form leads back to.
    """
    pairs = [*_guessed(at, obj, error), *wanted]
    return address("pages.edit", pairs, object_name=obj.name, record=record)


def _guessed(at: Work, obj: Any, error: InvalidRecord) -> list[tuple[str, str]]:
    """Guess today for the days that are wanted: what is told was mostly done now."""
    asked = (obj.fields.get(problem.field) for problem in error.problems)
    today = at.context.today(viewer=True).isoformat()
    return [(f.name, today) for f in asked if f is not None and f.type.name == "date"]
