"""Holds one text in several languages, as labels and messages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text by locale; ``str()`` gives the English one."""

    by_locale: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, value: Text | Mapping[str, str] | str | None) -> Text:
        """Make a text from a locale map, or from one string that serves every locale."""
        if isinstance(value, Text):
            return value
        if value is None:
            return _NOTHING
        if isinstance(value, str):
            return cls(((FALLBACK, value),))
        return cls(tuple(sorted(value.items())))

    def to(self, locale: str) -> str:
        """Give the wording for a locale: exact, then its language, then English, then any."""
        known = dict(self.by_locale)
        for key in (locale, locale.replace("_", "-").split("-")[0], FALLBACK):
            if key in known:
                return known[key]
        return next(iter(known.values()), "")

    def as_map(self) -> dict[str, str]:
        """Give the plain locale map, as metadata and the API carry it."""
        return dict(self.by_locale)

    def __bool__(self) -> bool:
        return bool(self.by_locale)

    def __str__(self) -> str:
        return self.to(FALLBACK)


_NOTHING = Text()


def text(en: str, zh: str, **args: object) -> Text:
    """Make a message in English and Chinese; ``{name}`` takes an argument in the same language.

    An argument that is a `Text` is put in by locale, anything else by ``str``.
    """

    def fill(locale: str, pattern: str) -> str:
        named = {
            key: value.to(locale) if isinstance(value, Text) else str(value)
            for key, value in args.items()
        }
        return pattern.format_map(named)

    return Text((("en", fill("en", en)), ("zh", fill("zh", zh))))
