"""What a consultant coming from Salesforce formulas finds here, function by function.

A function that one of ours declares as its equivalent is found in the registry; this module holds
the rest: operators that replace functions, what differs, and what is not offered and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.expressions.registry import functions


@dataclass(frozen=True, slots=True)
class Offer:
    """Our way of doing what a Salesforce function does; ``ours`` empty: not offered."""

    ours: str
    note: str = ""


_FLOATING = "trigonometry computes in floating point, whose results differ between databases"
_ESCAPED = "pages escape every value themselves, so formulas never build HTML"
_LINKS = "links belong to layouts and url fields, not to formulas"
_REPORTS = "reports compare groups; a formula sees one record"
_BUTTONS = "served only JavaScript buttons, which Keel does not have"

INSTEAD: Mapping[str, Offer] = {
    "AND": Offer("`a and b`", "`all_of(a, b)` for many"),
    "OR": Offer("`a or b`", "`any_of(a, b)` for many"),
    "NOT": Offer("`not a`"),
    "PRIORVALUE": Offer("`prior.amount`"),
    "BR": Offer("`'\\n'`", "a line break inside a text"),
    "CASESAFEID": Offer("`text(id)`", "ids are the same in any case"),
    "VLOOKUP": Offer("`account.name`", "follow the look-up, up to 5 steps"),
    "GETRECORDIDS": Offer("", "a formula sees one record; actions receive the selected ones"),
    "ISCLONE": Offer("", "a clone is a new record: `is_new()`"),
    "GEOLOCATION": Offer("", "a geo field has the parts `place.lat` and `place.lng`"),
    "ACOS": Offer("", _FLOATING),
    "ASIN": Offer("", _FLOATING),
    "ATAN": Offer("", _FLOATING),
    "ATAN2": Offer("", _FLOATING),
    "COS": Offer("", _FLOATING),
    "SIN": Offer("", _FLOATING),
    "TAN": Offer("", _FLOATING),
    "HTMLENCODE": Offer("", _ESCAPED),
    "JSENCODE": Offer("", _ESCAPED),
    "JSINHTMLENCODE": Offer("", _ESCAPED),
    "HYPERLINK": Offer("", _LINKS),
    "IMAGE": Offer("", "image fields and select colours show pictures"),
    "IMAGEPROXYURL": Offer("", "the page loads no foreign pictures"),
    "LINKTO": Offer("", _LINKS),
    "URLFOR": Offer("", _LINKS),
    "INCLUDE": Offer("", _BUTTONS),
    "REQUIRESCRIPT": Offer("", _BUTTONS),
    "GETSESSIONID": Offer("", "a session is never readable from a formula"),
    "JUNCTIONIDLIST": Offer("", "multi_lookup fields hold such lists"),
    "PARENTGROUPVAL": Offer("", _REPORTS),
    "PREVGROUPVAL": Offer("", _REPORTS),
    "PREDICT": Offer("", "scores are fields filled by scoring, not formula calls"),
}

DIFFERS: Mapping[str, str] = {
    "CEILING": "away from zero, as in Salesforce; `ceil` goes up",
    "FLOOR": "towards zero, as in Salesforce; `floor` goes down",
    "WEEKDAY": "Monday is 1, Sunday 7; Salesforce counts Sunday as 1",
    "FIND": "the text comes first: `find(text, part, start)`",
    "LOG": "to base 10",
    "ISNULL": "an empty text is blank too",
    "ISPICKVAL": "or simply `stage == 'won'`",
    "TEXT": "a select gives its option id",
    "DATEVALUE": "from a moment; from a text `parse_date`",
    "TIMENOW": "`time_of(now())`",
    "TIMEVALUE": "from a moment; a written time is `time(9, 30)`",
    "REGEX": "RE2 syntax, whole text, repeats inside repeats refused",
    "CURRENCYRATE": "takes both currencies and a day",
    "ISCHANGED": "takes the field itself: `changed(stage)`",
    "INCLUDES": "or `'vip' in tags`",
    "BLANKVALUE": "takes any number of values",
    "PI": "to 6 places",
    "DISTANCE": "takes latitudes and longitudes, gives kilometres",
}

OPERATORS: tuple[tuple[str, str], ...] = (
    ("+ - * /", "the same; x / 0 is blank"),
    ("^", "`power(x, n)`, whole n"),
    ("& (join texts)", "`+`, or `concat(a, b)`"),
    ("= and ==", "`==`"),
    ("<> and !=", "`!=`; true for a blank"),
    ("&& and AND", "`and`"),
    ("|| and OR", "`or`"),
    ("! and NOT", "`not`"),
    ("$User.Id, $Profile, $UserRole", "`me.id`, `has_role('x')`, `has_permission_set('x')`"),
    ("percent field 12.5 %", "reads as 12.5 (Salesforce: 0.125): divide by 100"),
)


def equivalents() -> dict[str, Offer]:
    """Give every documented Salesforce formula function with our way, by name."""
    found = dict(INSTEAD)
    for function in functions().values():
        for name in filter(None, (one.strip() for one in function.salesforce.split(","))):
            found[name] = Offer(f"`{function.name}`", DIFFERS.get(name, ""))
    return dict(sorted(found.items()))
