"""The gate to record data: query, get, create, update, delete, bulk, history, trash."""

from __future__ import annotations

from engine.records.family import Preview
from engine.records.gate import Records
from engine.records.history import Entry

__all__ = ["Entry", "Preview", "Records"]
