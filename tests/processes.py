"""Spares the tests of a process what need not be done for each, and takes longer than they do."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from types import CodeType

import pytest
import structlog
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug import security
from werkzeug.routing import Rule

GARBAGE = (50_000, 20, 20)
"""How many objects are made before the new ones are looked through, and those before them."""


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the tests themselves: it took a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


QUICK = "scrypt:256:8:1"
"""How passwords are kept that guard nothing; each of hundreds took a sixteenth of a second."""


class CompiledTemplates(BytecodeCache):
    """Keeps what templates compile to, for every app that reads them the same way."""

    def __init__(self) -> None:
        self._codes: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[self._key(bucket)] = bucket.code

    @staticmethod
    def _key(bucket: Bucket) -> tuple[object, ...]:
        env = bucket.environment
        return bucket.key, bucket.checksum, env.trim_blocks, *sorted(env.extensions)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Compile a template once per process: it takes longer than all that a page does."""
    options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", options)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses() -> Iterator[None]:
    """Compile what builds an address once per process: it is all that making an app takes."""
    compiled = Rule._compile_builder
    known: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return compiled(rule, append_unknown)
        key = rule.rule, append_unknown, *rule._trace
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Keep passwords by a hash that is quick to make, within this process: served ones do not."""
    kept = security._hash_internal

    def hashed(method: str, salt: str, password: str) -> tuple[str, str]:
        return kept(QUICK if method == "scrypt" else method, salt, password)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security, "_hash_internal", hashed)
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> Iterator[None]:
    """Write a logged error without the sources of all its callers, which take seconds to colour."""
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    processors = [*structlog.get_config()["processors"][:-1], plain]
    structlog.configure(processors=processors)
    yield
    structlog.reset_defaults()
