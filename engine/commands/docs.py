"""``keel docs``: writes the reference pages of the manual from the engine."""

from __future__ import annotations

import importlib

import click

from engine.commands.outcome import answers

PAGES = ("engine.expressions.reference", "engine.fields.reference", "engine.packages.reference")


@click.command()
@answers
def docs() -> list[str]:
    """Write docs/reference/*.md below the working folder."""
    for module in PAGES:
        importlib.import_module(module).main([])
    return [f"{module}: written" for module in PAGES]


COMMANDS = (docs,)
