"""What a sort of metadata declares about itself: shape, home, references, property classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from engine.errors import Problem
from engine.kernel.asked import Asked
from engine.kernel.component import Component
from engine.text import Text

if TYPE_CHECKING:
    from engine.kernel.model import Model


class PropertyClass(StrEnum):
    """Who may change a property of a component after it was shipped (decision 6)."""

    LOCKED = "locked"
    VENDOR = "vendor"
    SEED = "seed"
    TIGHTEN = "tighten"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Reference:
    """A component named by a component: what kind, whose, which, and at which pointer.

    ``kind='field'``: ``of`` is the object, ``name`` a field or a dotted path along lookups.
    ``kind='option'``: ``of`` is the object and its field, with a dot, ``name`` one of its options.
    """

    kind: str
    of: str
    name: str
    pointer: str


class Kind:
    """A sort of metadata; one subclass and one module each, found by discovery.

    A module ``engine/<room>/kinds/<name>.py`` ends with ``KIND = TheKind()``.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    plural: ClassVar[Text]
    folder: ClassVar[str]
    """The folder in a package; ``layouts`` or ``objects``."""
    parent: ClassVar[str] = ""
    """``object`` when files stand in ``<folder>/<object>/<name>.yaml``."""
    schema: ClassVar[Mapping[str, Any]]
    """JSON Schema 2020-12 of the body, without kind, name, of; ``additionalProperties`` false."""
    property_classes: ClassVar[Mapping[str, PropertyClass]] = {}
    """Top-level property -> class; what is not named is `PropertyClass.VENDOR`."""
    removable: ClassVar[bool] = True
    """A higher layer may delete a component of this kind; false where records would be lost."""
    stops_upgrade: ClassVar[bool] = False
    """Where an upgrade and another layer disagree, somebody decides before anything is applied."""

    def references(self, component: Component) -> Iterable[Reference]:
        """Name every component that this one refers to; resolving checks that they exist."""
        return ()

    def expressions(self, component: Component, model: Model) -> Iterable[Asked]:
        """Say what each expression must be, also where none is written; resolving checks them."""
        return ()

    def check(self, component: Component, model: Model) -> Iterable[Problem]:
        """Check what shape and references cannot say, against the resolved model."""
        return ()
