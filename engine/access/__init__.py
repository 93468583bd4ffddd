"""Decides who may do what: rights from permission sets, one predicate, one field mask."""

from __future__ import annotations

from engine.access.actors import load_actor
from engine.access.predicate import predicate
from engine.access.rights import ObjectRights, Rights, Scope, rights

__all__ = ["ObjectRights", "Rights", "Scope", "load_actor", "predicate", "rights"]
