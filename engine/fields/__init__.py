"""The types of fields: one module each, found by discovery."""

from __future__ import annotations

from engine.fields.discovery import field_types

__all__ = ["field_types"]
