"""The reference page of the field types says what the types do today."""

from __future__ import annotations

from pathlib import Path

from engine.fields.reference import PAGE, field_types_page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_fresh():
    assert (ROOT / PAGE).read_text(encoding="utf-8") == field_types_page(), "run: make docs"
