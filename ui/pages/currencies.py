"""Says in which currency an amount on a page is (decision 24)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ui.pages.work import Work


def with_currencies(work: Work, obj: Any, paths: Iterable[str]) -> tuple[str, ...]:
    """Give paths, and those that say in which currency the amounts among them are."""
    wanted = tuple(dict.fromkeys(paths))
    codes = (currency_path(work, obj, path) for path in wanted)
    more = [code for code in codes if code and work.readable(obj, code)]
    return tuple(dict.fromkeys([*wanted, *more]))


def currency_path(work: Work, obj: Any, path: str) -> str:
    """Name where the currency of an amount stands; empty for what is in the company's.

    An amount over a lookup, and one that a mirror shows, is in the currency of the other record.
    """
    head, _, rest = path.partition(".")
    field = obj.fields.get(head)
    if field is None:
        return ""
    if field.type.name == "mirror":
        return currency_path(work, obj, f"{field.options['via']}.{field.options['field']}")
    if rest:
        target = work.model.get(field.target) if field.target else None
        found = currency_path(work, target, rest) if target is not None else ""
        return f"{head}.{found}" if found else ""
    own = obj.has_money and field.type.name != "rollup"
    return "currency" if own and _is_money(field) else ""


def _is_money(field: Any) -> bool:
    kind = field.type.value_type_of(field) if field.type.computed else field.type.name
    return str(kind) == "currency"


def currency_of(work: Work, obj: Any, path: str, record: Any) -> str:
    """Give the code of an amount; none where it is not known, which is better than a wrong one."""
    where = currency_path(work, obj, path)
    if where and where not in record.values:
        return ""
    return str((record.values[where] if where else None) or work.locale.currency)
