"""The pages for operators name every command and every variable, and only real ones."""

from __future__ import annotations

import re
from pathlib import Path

import click

from engine.cli import keel, load_commands
from engine.commands.outcome import BUG, DONE, NOT_APPLIED, PROBLEMS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
VARIABLE = re.compile(r"\bKEEL_[A-Z_]+\b")
NOT_FOR_OPERATORS = {"KEEL_NAMESPACE", "KEEL_POSTGRESQL"}


def test_the_commands_page_names_every_command_and_no_other() -> None:
    load_commands()
    page = (DOCS / "commands.md").read_text("utf-8")
    named = set(re.findall(r"`keel ([a-z-]+)", page))
    assert named == set(keel.commands)
    for group in (one for one in keel.commands.values() if isinstance(one, click.Group)):
        [parts] = re.findall(rf"`keel {group.name} ([a-z\\|]+)`", page)
        assert set(parts.split("\\|")) == set(group.commands)


def test_the_commands_page_tells_every_exit_code() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.M)}
    assert codes >= {DONE, PROBLEMS, NOT_APPLIED, BUG, click.UsageError.exit_code}


def test_the_operations_page_explains_every_variable_and_no_other() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `(KEEL_[A-Z_]+)`", page, re.M))
    read = {
        name
        for room in ("engine", "ui")
        for file in (ROOT / room).rglob("*.py")
        for name in VARIABLE.findall(file.read_text("utf-8"))
    }
    assert explained == read - NOT_FOR_OPERATORS
