"""The field type ``secret``: a password or token, kept encrypted."""

from __future__ import annotations

from typing import Any

from engine.errors import EngineError
from engine.fields.key_ring import is_sealed, key_ring
from engine.fields.shared.bases import BLANKS
from engine.fields.shared.texts import clean_line
from engine.kernel.field_type import FieldType, InvalidValue, Locale
from engine.kernel.model import FieldDef
from engine.kernel.values import Family, ValueType
from engine.text import text

MASK = "••••••••"
_LENGTH = 4000


class Sealed(str):
    """An encrypted text; it shows as a mask wherever it is printed by mistake."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Sealed({MASK})"


class Secret(FieldType):
    """A password or token. Cleaning encrypts it; nothing but `reveal` gives it back.

    Shown as a mask, exported as nothing; the mask sent back is refused, so that it never
    overwrites: leave the field out to keep the value.
    """

    name = "secret"
    label = text("Secret", "密文")
    help = text(
        "A password or token; kept encrypted, never shown.", "密码或令牌；加密保存，不显示。"
    )
    examples = ("s3cr3t-token",)
    family = Family.TEXT
    value_type = ValueType.TEXT
    widget = "secret"
    operators = BLANKS
    measures = ()
    sortable = False
    secret = True

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> Sealed | None:
        if isinstance(raw, Sealed):
            return raw
        found = clean_line(raw, _LENGTH)
        if found is None:
            return None
        if found == MASK:
            raise InvalidValue(
                "secret.mask",
                text("this is the mask, not the value", "这是掩码，不是实际内容"),
                text("leave the field out to keep the value", "若要保留原值，请不要提交该字段"),
            )
        try:
            ring = key_ring()
            if is_sealed(found):
                ring.open(found)
                return Sealed(found)
            return Sealed(ring.seal(found))
        except EngineError as error:
            raise InvalidValue(error.code, error.text, error.hint) from None

    def to_json(self, value: Any, field: FieldDef) -> str | None:
        return None if value is None else MASK

    def to_cell(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return ""

    def display(self, value: Any, field: FieldDef, locale: Locale) -> str:
        return "" if value is None else MASK


def reveal(stored: str) -> str:
    """Decrypt a stored secret for the program that uses it; raises `EngineError` without its key."""
    return key_ring().open(stored)


FIELD_TYPE = Secret()
