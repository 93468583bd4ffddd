"""Speaks the language of the person: English source texts and their Chinese catalogue."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from flask import g, has_request_context, request

LANGUAGES = ("en", "zh")
_PUNCTUATION = {"zh": {", ": "，", ": ": "：", "; ": "；", " (": "（", ")": "）"}}
_BETWEEN = {"zh": "、"}
_HERE = Path(__file__).parent
_CALL = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


@lru_cache(maxsize=8)
def catalogue(language: str) -> Mapping[str, str]:
    """Read the catalogue of a language, English source text to translation; English has none."""
    path = _HERE / "i18n" / f"{language}.json"
    if not path.is_file():
        return {}
    read: dict[str, str] = json.loads(path.read_text("utf-8"))
    return read


def current_language() -> str:
    """Give the language of this request: the signed-in person's, else the browser's, else English."""
    if not has_request_context():
        return "en"
    signed_in = g.get("keel_session")
    chosen = str(signed_in.context.actor.language if signed_in else g.get("language", ""))
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "en"


def gettext(source: str, /, **args: object) -> str:
    """Translate an English source text; ``{name}`` takes an argument.

    Of one, where ``n`` or ``count`` is 1, English says what `of_one` has; Chinese knows no plural.
    """
    language = current_language()
    one = args and language == "en" and str(args.get("n", args.get("count"))) == "1"
    wording = of_one().get(source, source) if one else said_in(language, source)
    return wording.format(**args) if args else wording


@lru_cache(maxsize=1)
def of_one() -> Mapping[str, str]:
    """Read what English says of one, by the source text that is said of several."""
    read: dict[str, str] = json.loads((_HERE / "i18n" / "of_one.json").read_text("utf-8"))
    return read


def punct(mark: str) -> str:
    """Give a mark such as ``": "`` as the language of the request writes it."""
    return _PUNCTUATION.get(current_language(), {}).get(mark, mark)


def between() -> str:
    """Give the mark between the members of an enumeration."""
    return _BETWEEN.get(current_language(), ", ")


def listed(names: Iterable[str]) -> str:
    """Enumerate names; blank ones are left out."""
    return between().join(filter(None, names))


def counted_records(count: int | str) -> str:
    """Say how many records there are; ``1,000+`` is more than one."""
    _ = gettext
    return _("{count} records", count=count)


def counted_steps(count: int) -> str:
    """Say how many steps a plan has."""
    _ = gettext
    return _("{n} steps", n=count)


def said_in(language: str, source: str) -> str:
    """Translate an English source text into one language, whatever the request's is."""
    return catalogue(language).get(source, source)


def used_texts(root: Path = _HERE) -> Iterator[tuple[Path, str]]:
    """Give every source text that templates and modules of the interface use, with its file."""
    for path in sorted(root.rglob("*")):
        if path.suffix in {".html", ".py"} and "node_modules" not in path.parts:
            for match in _CALL.finditer(path.read_text("utf-8")):
                yield path, str(ast.literal_eval(match[1]))


def missing_texts(language: str = "zh") -> set[str]:
    """Give the source texts that a language does not translate yet."""
    return {source for _, source in used_texts()} - set(catalogue(language))
