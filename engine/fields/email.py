"""The field type ``email``: an address for mail."""

from __future__ import annotations

import re
import unicodedata

from engine.fields.shared.bases import Line
from engine.fields.shared.refusal import unreadable
from engine.fields.shared.texts import clean_line
from engine.kernel.field_type import Locale
from engine.kernel.model import FieldDef
from engine.text import text

_FORM = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@(?=[^@]{1,253}$)(?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w][\w-]{0,61}[\w]"
)
_HINT = text("write it like name@example.com", "请写成 name@example.com")
_WANTED = text("an e-mail address", "电子邮箱地址")


class Email(Line):
    """An address for mail; the domain is kept in small letters. Nothing is sent to check it."""

    name = "email"
    label = text("E-mail", "电子邮箱")
    help = text("An address for mail.", "电子邮箱地址。")
    examples = ("Ann.Lee@Example.COM", "wang@例子.中国", "mailto:a@b.org", "a＠b.org")
    widget = "email"
    length = 254

    def clean(self, raw: object, field: FieldDef, locale: Locale) -> str | None:
        found = clean_line(raw, 400)
        if found is None:
            return None
        if not found.isascii():
            found = unicodedata.normalize("NFKC", found)
        if found[:7].lower() == "mailto:":
            found = found[7:].strip()
        local, _, domain = found.rpartition("@")
        domain = unicodedata.normalize("NFKC", domain.lower())
        found = f"{local}@{domain}"
        dotted = local.startswith(".") or local.endswith(".") or ".." in local
        if len(found) > self.length or dotted or not _FORM.fullmatch(found):
            raise unreadable(raw, _WANTED, _HINT)
        return found


FIELD_TYPE = Email()
