"""All kinds and field types that this installation knows, found by discovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.kernel.field_type import FieldType
from engine.kernel.kind import Kind


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What metadata may consist of; made once per process by the registry."""

    kinds: Mapping[str, Kind]
    field_types: Mapping[str, FieldType]
