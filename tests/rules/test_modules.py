"""House rules for Python: what each room may know, and how a module looks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.rules.sources import Source, files, imports, modules, report

BUSINESS_NOUNS = {
    *("lead", "leads", "opportunity", "opportunities", "quote", "quotes", "contract"),
    *("contracts", "campaign", "campaigns", "account", "accounts"),
}
SQL_WORDS = {"quote", "quotes"}
"""In storage these are what the databases call writing a name safely."""
HEAVY = {"openpyxl", "sklearn", "weasyprint", "numpy", "pandas", "PIL", "playwright"}
LONGEST_MODULE = 400
ROOMS_WITH_RAW_SQL = {"storage"}
ROOMS_BEHIND_THE_GATE = {"storage", "records", "access", "changes"}


def words(name: str) -> set[str]:
    """Split an identifier into its words."""
    return set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))


def names_made(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node brings into being, and literals that look like one."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from re.split(r"[./]", node.value) if re.fullmatch(r"[\w./]+", node.value) else ()


def business_nouns(source: Source) -> list[str]:
    nouns = BUSINESS_NOUNS - (SQL_WORDS if source.room == "storage" else set())
    return [
        f"{source.at(node)} {name}"
        for node in ast.walk(source.tree)
        for name in names_made(node)
        if words(name) & nouns
    ]


def test_the_engine_has_never_heard_of_a_business_noun():
    offences = [line for source in modules("engine") for line in business_nouns(source)]
    assert not offences, report(offences)


def test_every_module_says_what_it_is_responsible_for():
    offences = [
        source.place
        for source in modules("engine", "ui")
        if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert not offences, report(offences)


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {
        source.place: len(source.text.splitlines())
        for source in modules("engine", "ui", "tests")
    }
    offences = [f"{place}: {n} lines" for place, n in lengths.items() if n > LONGEST_MODULE]
    assert not offences, report(offences)


def test_raw_sql_is_written_in_storage_only():
    offences = [
        source.at(node)
        for source in modules("engine", "ui")
        if source.room not in ROOMS_WITH_RAW_SQL
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.ImportFrom) and is_raw_sql_import(node))
        or (isinstance(node, ast.Attribute) and is_raw_sql_attribute(node))
    ]
    assert not offences, report(offences)


def is_raw_sql_import(node: ast.ImportFrom) -> bool:
    from_sqlalchemy = (node.module or "").startswith("sqlalchemy")
    return from_sqlalchemy and any(alias.name == "text" for alias in node.names)


def is_raw_sql_attribute(node: ast.Attribute) -> bool:
    of_sqlalchemy = isinstance(node.value, ast.Name) and node.value.id in {"sa", "sqlalchemy"}
    return (node.attr == "text" and of_sqlalchemy) or node.attr == "exec_driver_sql"


def test_business_tables_are_reached_through_the_gate_only():
    offences = [
        f"{source.at(node)} {name}"
        for source in modules("engine", "ui")
        if source.room not in ROOMS_BEHIND_THE_GATE
        for node, name in imports(source.tree)
        if name.startswith("engine.storage.tables")
    ]
    assert not offences, report(offences)


def test_heavy_libraries_wait_until_they_are_needed():
    offences = [
        f"{source.at(node)} {name}"
        for source in modules("engine", "ui")
        for node, name in imports(ast.Module(source.tree.body, []))
        if name.partition(".")[0] in HEAVY and node in source.tree.body
    ]
    assert not offences, report(offences)


def test_the_data_rooms_hold_data_only():
    offences = [
        str(path)
        for room in ("metadata", "industry_templates")
        for path in files(room, ".py", ".pyc", ".so", ".sh", ".js", ".sql")
    ]
    assert not offences, report(offences)
