"""Reads, checks and resolves packages with everything that this installation knows."""

from __future__ import annotations

from pathlib import Path

from engine import packages
from engine.errors import Problem
from engine.kernel.model import Model
from engine.packages import Package
from engine.registry import catalogue


def read_package(path: Path) -> Package:
    """Read the package in a folder; raises `MetadataError` with all problems of all files."""
    return packages.read_package(path, catalogue())


def shipped_package(name: str) -> Package:
    """Read a package that Keel ships: the core, or an industry template."""
    return packages.shipped_package(name, catalogue())


def check(*layers: Package) -> list[Problem]:
    """Give everything that is wrong with packages put on top of each other."""
    return packages.check(layers, catalogue())


def resolve(*layers: Package) -> Model:
    """Layer packages and build their Model; raises `MetadataError` with all problems."""
    return packages.resolve(layers, catalogue())
