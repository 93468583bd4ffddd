"""One expression language: read once, typed, then run by Python, SQLite, PostgreSQL and browsers."""

from __future__ import annotations

from engine.expressions.browser import to_browser
from engine.expressions.check import Checked, check
from engine.expressions.env import Env
from engine.expressions.function import Function
from engine.expressions.known import Expressions, expressions_of
from engine.expressions.once import evaluate_once
from engine.expressions.python_backend import evaluate
from engine.expressions.registry import functions
from engine.expressions.scope import FixedScope, ObjectScope, Scope, Symbol
from engine.expressions.sql import to_predicate, to_sql
from engine.expressions.sqlite_functions import register
from engine.expressions.work_calendar import WorkCalendar

__all__ = [
    "Checked",
    "Env",
    "Expressions",
    "FixedScope",
    "Function",
    "ObjectScope",
    "Scope",
    "Symbol",
    "WorkCalendar",
    "check",
    "evaluate",
    "evaluate_once",
    "expressions_of",
    "functions",
    "register",
    "to_browser",
    "to_predicate",
    "to_sql",
]
