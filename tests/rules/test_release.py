"""House rules for what is shipped: the lock files, the licence and the wheel's contents."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.rules.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
LOCKED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)", re.MULTILINE)
EXTRAS = re.compile(r"^([a-z0-9-]+)\[([a-z0-9,-]+)\]==", re.MULTILINE)


def versions(lock: str) -> dict[str, str]:
    """Return name and version of everything in a lock file."""
    return dict(LOCKED.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_versions_and_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text
    requirements = re.split(r"\n(?=[a-z])", text)
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_assets_lock_names_no_addresses():
    for lock in (ROOT / "ui/assets").glob("package-lock.json"):
        assert '"resolved"' not in lock.read_text()


def test_tests_run_on_exactly_the_packages_that_users_get():
    runs, tests = (versions(lock) for lock in LOCKS)
    assert runs.items() <= tests.items()


def test_everything_that_is_declared_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=;]", name)[0] for name in project["dependencies"]}
    locked = versions("requirements.lock")
    assert {name.replace(".", "-") for name in declared} <= locked.keys()


def test_every_extra_that_a_locked_package_asks_for_is_locked_by_name():
    """Otherwise pip takes the newest version of such a package, and refuses it for want of a hash."""
    text = (ROOT / "requirements-dev.lock").read_text()
    named = {name: set(extras.split(",")) for name, extras in EXTRAS.findall(text)}
    locked = versions("requirements-dev.lock")
    for distribution in distributions():
        if canonicalize_name(distribution.name) not in locked:
            continue
        for asked in map(Requirement, distribution.requires or ()):
            wanted = asked.marker is None or asked.marker.evaluate({"extra": ""})
            name = canonicalize_name(asked.name)
            if asked.extras and wanted and name in locked:
                assert asked.extras <= named.get(name, set()), (distribution.name, str(asked))
