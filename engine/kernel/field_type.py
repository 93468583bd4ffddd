"""The contract of a field type: one file in ``engine/fields/`` fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from engine.kernel.values import Family, Part, ValueType
from engine.text import Text

if TYPE_CHECKING:
    from engine.kernel.model import FieldDef


class InvalidValue(ValueError):
    """A raw value that a field cannot hold; the gate turns it into a problem at the field."""

    def __init__(self, code: str, message: Text, hint: Text | None = None) -> None:
        super().__init__(str(message))
        self.code = code
        self.text = message
        self.hint = hint or Text()


@dataclass(frozen=True, slots=True)
class Locale:
    """How one viewer reads values: language, zone, and the tenant's defaults."""

    language: str = "en"
    zone: tzinfo | None = None
    """None is UTC."""
    region: str = ""
    """Default region of phone numbers, such as ``CN``."""
    currency: str = ""
    """Corporate currency, shown when a record has none."""


class FieldType:
    """One type of field: what it stores, accepts, shows and how it is searched.

    Cleaned Python values per type are the ones of `ValueType`; composites (address, person_name, geo,
    date_range, poly_lookup) are plain dicts by part name; side types (multi_select, tags,
    multi_lookup, file, image) are tuples.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    help: ClassVar[Text] = Text()
    """One sentence for whoever chooses a type."""
    examples: ClassVar[tuple[str, ...]] = ()
    """What people may enter; the reference shows them and the tests clean them."""
    family: ClassVar[Family]
    value_type: ClassVar[ValueType]
    widget: ClassVar[str]
    entry: ClassVar[str] = ""
    """Pattern, for Python and browsers alike, that all fits which people may type; blank for any."""
    options_schema: ClassVar[Mapping[str, Any]] = {}
    """JSON Schema ``properties`` of the keys that this type adds to a field."""
    required_options: ClassVar[tuple[str, ...]] = ()
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "is_blank")
    """Filter operators, of: eq ne lt le gt ge between in not_in contains not_contains starts_with
    ends_with is_blank not_blank within (relative dates) has_any has_all has_none."""
    computed: ClassVar[bool] = False
    """Nobody writes it: formula, mirror, rollup, auto_number."""
    searchable: ClassVar[bool] = False
    """Its text goes into the search table when the object's ``search`` names it."""
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = False
    measures: ClassVar[tuple[str, ...]] = ("count",)
    """Aggregates, of: count sum min max avg count_distinct."""
    secret: ClassVar[bool] = False
    """Never in history, export, search or logs."""

    def parts(self, field: FieldDef) -> tuple[Part, ...]:
        """Name the stored parts; the default is one main part of the type's family."""
        return (Part("", self.family, self.value_type),)

    def value_type_of(self, field: FieldDef) -> ValueType:
        """Give the static type in expressions; formula, mirror and rollup ask their options."""
        return self.value_type

    def acts_as(self, field: FieldDef) -> FieldType:
        """Give the type whose operators, measures and display its values have.

        Itself, but for formula, mirror and rollup, which give the type that they return.
        """
        return self

    def check_options(self, field: FieldDef) -> Sequence[tuple[str, Text]]:
        """Say what is wrong with the declared options, as (pointer, message)."""
        return ()

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> Any:
        """Turn what a person, file or API sent into the stored Python value; blank gives None.

        Raises `InvalidValue`. Idempotent: ``clean(clean(x)) == clean(x)``.
        """
        raise TypeError(f"{self.name} does not clean")

    def cleaner(self, field: FieldDef, locale: Locale) -> Callable[[object], Any]:
        """Give `clean` for many values of one field."""
        return lambda raw: self.clean(raw, field, locale)

    def check_in_record(
        self, value: Any, field: FieldDef, record: Mapping[str, Any], before: Any
    ) -> None:
        """Check a cleaned value against its record and against the value that it replaces.

        ``record`` holds the values as they will be saved, by field name. Raises `InvalidValue`: an
        option that is retired, or that the controlling field does not allow.
        """

    def to_json(self, value: Any, field: FieldDef) -> Any:
        """Give the API and history form: decimals and ids as text, moments as ISO 8601 with Z."""
        return value

    def json_writer(self, field: FieldDef) -> Callable[[Any], Any] | None:
        """Give what `to_json` makes of a value that is not blank, for many values at once.

        None: the value goes to a JSON writer that knows dates and ids as it is.
        """
        if type(self).to_json is FieldType.to_json:
            return None
        return lambda value: self.to_json(value, field)

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        """Give the value as a CSV or XLSX cell; `clean` of it gives the value back."""
        return "" if value is None else str(self.to_json(value, field))

    def to_text(self, value: Any, field: FieldDef, locale: Locale) -> str:
        """Give the value as a text field would hold it, for a change of type; one line."""
        return self.to_cell(value, field, locale)

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        """Give the value as a person reads it; blank is empty."""
        return "" if value is None else str(value)

    def search_text(self, value: Any, field: FieldDef) -> str:
        """Give the text by which a record is found; empty when there is none."""
        return ""
