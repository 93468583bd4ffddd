"""Says where a component is used: in layouts, views, rules, formulas, rights, reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import Model
from engine.packages.mentions import Key, mentions
from engine.packages.shapes_of import Shapes


@dataclass(frozen=True, slots=True)
class Usage:
    """A component that names another, and where in its body it first does."""

    component: Component
    pointer: str


def usages(model: Model, catalogue: Catalogue, key: Key) -> list[Usage]:
    """Give every component that names the one of ``key``, in stored order, itself left out."""
    return list(all_usages(model, catalogue).get(key, ()))


def all_usages(model: Model, catalogue: Catalogue) -> Mapping[Key, list[Usage]]:
    """Give the usages of everything that is used, made in one pass for each model.

    Other models say other names, so that nothing of it can be taken over from one to the next.
    """
    kept: list[Mapping[Key, list[Usage]]] = model.part(_no_usages)
    if not kept:
        kept.append(_found(model, catalogue))
    return kept[0]


def _no_usages(_model: Model) -> list[Mapping[Key, list[Usage]]]:
    """Make the place where the usages of a model are kept; a model has one catalogue."""
    return []


def _found(model: Model, catalogue: Catalogue) -> Mapping[Key, list[Usage]]:
    shapes = Shapes(catalogue)
    found: dict[Key, dict[Key, Usage]] = {}
    for component in model.components.values():
        for mention in mentions(component, model, shapes):
            if mention.pointer.startswith("/field_order") or mention.key == component.key:
                continue
            users = found.setdefault(mention.key, {})
            users.setdefault(component.key, Usage(component, mention.pointer))
    return {key: list(users.values()) for key, users in found.items()}
