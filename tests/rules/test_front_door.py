"""The front door of the engine opens to what it promises, and loads nothing before."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine


@pytest.mark.parametrize("name", sorted(engine.HOMES))
def test_the_front_door_opens(name):
    assert getattr(engine, name) is not None


def test_the_front_door_loads_nothing_by_itself():
    asked = "import sys, engine; print([m for m in sys.modules if m.startswith('engine.')])"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
