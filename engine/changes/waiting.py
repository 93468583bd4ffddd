"""Holds back what builds on a type that is still to come: it follows by itself with the switch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages import check_components
from engine.packages.mentions import Key

_MOST_ROUNDS = 8


def without_dependents(
    components: Mapping[Key, Component], before: Model, catalogue: Catalogue
) -> tuple[dict[Key, Component], list[Component]] | None:
    """Give components that are right together, and those that wait until the type has come.

    What is wrong with the fields held back is left as it is in force, or out if it is new. None when
    that does not help. A package keeps saying all of it, so the switch of the type brings it.
    """
    # Without places in files a problem names its component.
    left = {key: replace(each, positions={}) for key, each in components.items()}
    waiting: dict[Key, Component] = {}
    for _ in range(_MOST_ROUNDS):
        wrong = {_key(problem.file) for problem in check_components(left.values(), catalogue)}
        if not wrong:
            return {key: components.get(key, each) if key not in waiting else each
                    for key, each in left.items()}, list(waiting.values())  # fmt: skip
        for key in wrong:
            wanted = components.get(key)
            if wanted is None or key in waiting:
                return None
            present = before.by_uid(wanted.uid)
            if present is not None and present.key != key:
                return None
            waiting[key] = wanted
            if present is None:
                del left[key]
            else:
                left[key] = present
    return None


def _key(file: str) -> Key:
    kind, *rest = file.split("/")
    return (kind, rest[0] if len(rest) == 2 else "", rest[-1] if rest else "")
