"""Reads, checks, layers and resolves packages of metadata into a Model, and writes them back."""

from __future__ import annotations

from engine.packages.build import build_model
from engine.packages.canonical import component_digest, from_json, to_json
from engine.packages.layers import record_bases
from engine.packages.package import Package, Patch
from engine.packages.reader import read_package
from engine.packages.resolve import check, check_component, check_components, resolve
from engine.packages.shipped import shipped_package

__all__ = [
    "Package",
    "Patch",
    "build_model",
    "check",
    "check_component",
    "check_components",
    "component_digest",
    "from_json",
    "read_package",
    "record_bases",
    "resolve",
    "shipped_package",
    "to_json",
]
