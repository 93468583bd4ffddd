"""Describes a field and its value the way widgets need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select; ``parents`` are the options of the controlling field that allow it."""

    id: str
    label: str
    active: bool = True
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One object that a poly lookup may point to."""

    name: str
    label: str
    lookup_url: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A record as a lookup shows it."""

    id: str
    label: str
    object: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as a form or a page draws it: words, widget, limits, state."""

    name: str
    label: str
    widget: str
    help: str = ""
    span: int = 1
    required: bool = False
    read_only: bool = False
    editable: bool = False
    reason: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    maximum: int = 5
    max_length: int = 0
    minimum_value: str = ""
    maximum_value: str = ""
    pattern: str = ""
    """What a number may be typed like, as the field type reads it."""
    many: bool = False
    lookup_url: str = ""
    beside: tuple[str, ...] = ()
    """Fields of the form that decide what a look-up finds."""
    targets: tuple[Target, ...] = ()
    suggestions: tuple[Linked, ...] = ()
    visible_when: str = ""
    controlled_by: str = ""
    prefix: str = "f"

    @property
    def input_id(self) -> str:
        """Give the stable id of the first control, to which messages link."""
        return f"{self.prefix}-{self.name}"

    @property
    def grouped(self) -> bool:
        """Say whether the widget has several controls, so that a label becomes a group's name."""
        return self.widget in _GROUPED

    @property
    def control(self) -> dict[str, str | int]:
        """Give the attributes of the main control."""
        return {"name": self._control_name, "id": self.input_id} | self._shared()

    def part_control(self, part: str) -> dict[str, str | int]:
        """Give the attributes of one part's control; the first part carries the field's id."""
        first = part in _FIRST_PARTS
        shared = self._shared()
        shared.pop("maxlength", None)
        if not first:
            shared.pop("required", None)
        return {"id": self.input_id if first else f"{self.input_id}-{part}"} | shared

    @property
    def _control_name(self) -> str:
        return f"{self.name}.id" if self.widget == "poly_lookup" else self.name

    def _shared(self) -> dict[str, str | int]:
        described = [f"{self.input_id}-help"] if self.help else []
        if self.error:
            described.append(f"{self.input_id}-err")
        said: dict[str, str | int] = {
            "maxlength": self.max_length,
            "data-number": self.pattern,
            "data-min": self.minimum_value,
            "data-max": self.maximum_value,
            "data-beside": " ".join(self.beside),
            "aria-describedby": " ".join(described),
        }
        made = {name: value for name, value in said.items() if value}
        if self.required:
            # A lookup can also be typed as a name when there are no scripts.
            made["aria-required" if self.lookup_url else "required"] = "true"
        if self.error:
            made["aria-invalid"] = "true"
        return made


@dataclass(frozen=True, slots=True)
class Entry:
    """One of several values: an option, a linked record, a file."""

    text: str
    tone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page shows it. ``step`` of ``steps`` draws a stage ramp."""

    text: str = ""
    raw: object = None
    url: str = ""
    tone: str = ""
    machine: str = ""
    step: int = 0
    steps: int = 0
    entries: tuple[Entry, ...] = ()
    html: Markup = field(default=Markup(""))

    @property
    def blank(self) -> bool:
        return self.raw is None or self.raw == "" or self.raw == ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """What widgets know beside field and value: the object and its addresses."""

    object: str
    urls: Mapping[str, str] = field(default_factory=dict)


_GROUPED = frozenset({"address", "person_name", "geo", "date_range", "multi_select", "rating"})
_FIRST_PARTS = frozenset({"street", "salutation", "lat", "start"})
