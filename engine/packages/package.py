"""A package of metadata as plain values: its components, and patches of lower layers'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from engine.kernel.component import Component, Position
from engine.packages.ledger import Ledger
from engine.text import Text

LAYERS = ("core", "template", "addon", "tenant")
"""Types of package, lowest layer first."""

FORMAT = 1
"""The package format that this release writes and reads."""

Op = Literal["set", "unset", "add", "put", "remove", "move", "delete"]


@dataclass(frozen=True, slots=True)
class Patch:
    """One property that a layer changes in a lower layer's component (decision 6).

    ``target`` is the identity (kind, of, name); ``uid`` is filled in when layers are resolved.
    ``pointer`` steps through keyed lists by element id: ``/options/won/label/zh``. ``op``:

    set     the property to ``value``
    unset   the property: its default holds again
    add     the element ``value`` to the keyed list
    put     the element: add it, or change the properties it names
    remove  the element
    move    the element; ``value`` is ``{after: id}`` or ``{before: id}``
    delete  the whole component

    ``base`` is the digest of the value that was replaced; it is recorded at apply, never by hand.
    """

    target: tuple[str, str, str]
    pointer: str
    op: Op
    value: Any = None
    package: str = ""
    namespace: str = ""
    uid: UUID | None = None
    base: str = ""
    place: Position = field(default_factory=Position, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Package:
    """What one folder declares; ``type`` is its layer."""

    name: str
    namespace: str
    type: str
    version: str
    requires: Mapping[str, str]
    components: tuple[Component, ...]
    patches: tuple[Patch, ...] = ()
    label: Text = Text()
    root: Path | None = None
    ledger: Ledger = Ledger()
    given: str = ""
    """Digest of what the author's files said, where an upgrade had to keep more than that."""
