"""Reads Salesforce record trees: files of records with reference ids, and plans that order them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from engine.intake.sources.json_file import parse, plain
from engine.intake.sources.table import Row, SourceFile, SourceTable, refuse
from engine.text import text

REFERENCE = "@reference"
"""The header under which a row carries its own reference id."""


def read_salesforce(file: SourceFile) -> list[SourceTable]:
    """Read one table per object type; a value ``@SomeRef`` names the row with that reference id."""
    value = parse(file)
    records = value.get("records") if isinstance(value, dict) else None
    if not isinstance(records, list) or not all(_is_record(record) for record in records):
        raise refuse(
            "salesforce_shape",
            text("this is not a Salesforce record tree", "这不是 Salesforce 记录树文件"),
            hint=text("expected records with attributes", "应包含带 attributes 的 records"),
        )
    by_type: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_type.setdefault(record["attributes"]["type"], []).append(record)
    return [_table(kind, found) for kind, found in by_type.items()]


def read_plan(file: SourceFile) -> list[tuple[str, tuple[str, ...]]]:
    """Read a plan file: (object type, file names) in load order."""
    value = parse(file)
    steps = value if isinstance(value, list) else []
    if not steps or not all(isinstance(step, dict) and "sobject" in step for step in steps):
        message = text("this is not a Salesforce import plan", "这不是 Salesforce 导入计划")
        raise refuse("salesforce_plan", message)
    return [(str(step["sobject"]), tuple(map(str, step.get("files", ())))) for step in steps]


def names_of_batch(rows: Iterable[tuple[Mapping[str, Any], UUID | None]]) -> dict[str, UUID]:
    """Collect Salesforce reference ids from stored rows: (source, record id)."""
    return {
        str(source[REFERENCE]): record
        for source, record in rows
        if record is not None and REFERENCE in source
    }


def _is_record(record: object) -> bool:
    if not isinstance(record, dict):
        return False
    attributes = record.get("attributes")
    return isinstance(attributes, dict) and isinstance(attributes.get("type"), str)


def _table(kind: str, records: list[dict[str, Any]]) -> SourceTable:
    keys = dict.fromkeys(key for record in records for key in record if key != "attributes")

    def rows() -> Iterator[Row]:
        for number, record in enumerate(records, 1):
            values = {
                key: plain(cell) for key, cell in record.items() if cell not in (None, "")
            }
            attributes = values.pop("attributes")
            reference = attributes.get("referenceId") if isinstance(attributes, dict) else None
            yield number, values | ({REFERENCE: str(reference)} if reference else {})

    return SourceTable(kind, tuple(keys), rows, "utf-8")
