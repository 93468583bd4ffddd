"""The indexes that an object should have; the name of each follows from all the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.kernel.model import FieldDef
from engine.kernel.values import Family

if TYPE_CHECKING:
    from engine.storage.placement import Placement


@dataclass(frozen=True, slots=True)
class IndexDef:
    """An index that an object should have."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    where: str
    """``live``: rows out of the trash whose columns all have values; ``filled``: values only."""
    fields: tuple[str, ...]

    def serves_for(self, other: IndexDef) -> bool:
        """Say whether this index begins with all that a shorter one has."""
        longer = len(self.columns) > len(other.columns)
        begins = self.columns[: len(other.columns)] == other.columns
        return longer and begins and not other.unique and self.where == other.where


def serving(indexes: Iterable[IndexDef]) -> tuple[IndexDef, ...]:
    """Leave out what occurs twice and what another index serves for."""
    found = {index.name: index for index in indexes}
    return tuple(
        index
        for index in found.values()
        if not any(other.serves_for(index) for other in found.values())
    )


def wanted_indexes(place: Placement) -> Iterator[IndexDef]:
    """Give the indexes that an object's fields and its own ``indexes`` ask for."""
    obj, table = place.object, place.table
    yield _index(table, ("deletion",), where="filled")
    yield _index(table, ("import_ref",), where="filled")
    if obj.has_owner:
        yield _index(table, ("owner",), fields=("owner",))
    name = obj.fields.get(obj.name_field)
    if name is not None and not name.system and place.parts(name.name):
        yield _index(table, (place.sort(name.name), "id"), fields=(name.name,))
    for field in obj.fields.values():
        if not field.system:
            yield from _of_field(place, field)
    for declared in obj.body.get("indexes", ()):
        fields = tuple(declared["fields"])
        unique = bool(declared.get("unique", False))
        pick = place.fold if unique else place.sort
        names = tuple(pick(field) for field in fields)
        columns = names if unique else (*names, "id")
        where = "live" if unique else ""
        yield _index(table, columns, unique=unique, where=where, fields=fields)


def _of_field(place: Placement, field: FieldDef) -> Iterator[IndexDef]:
    for part in place.parts(field.name):
        if part.family is Family.REFERENCE and not part.kept:
            column = place.column(field.name, part.name)
            yield _index(place.table, (column,), fields=(field.name,))
    if field.unique and place.has_column(field.name):
        column = place.fold(field.name)
        yield _index(place.table, (column,), unique=True, where="live", fields=(field.name,))


def _index(
    table: str,
    columns: tuple[str, ...],
    *,
    unique: bool = False,
    where: str = "",
    fields: tuple[str, ...] = (),
) -> IndexDef:
    # The name says table and content: "IF NOT EXISTS" never hides another table's index.
    content = "|".join((table, *columns, str(unique), where))
    digest = sha256(content.encode()).hexdigest()[:8]
    return IndexDef(f"i_{table[:46]}_{digest}", columns, unique, where, fields)
