"""The front door of the engine opens to what it promises, and loads nothing before."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

import engine


def is_built(name):
    """Tell whether the room behind a name stands; a name may be promised before."""
    return find_spec(engine.HOMES[name]) is not None


@pytest.mark.parametrize("name", sorted(filter(is_built, engine.HOMES)))
def test_the_front_door_opens(name):
    assert getattr(engine, name) is not None


def test_text_is_the_function_whatever_was_loaded_before():
    asked = "import engine.errors; from engine import text; print(text('yes', '是'))"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "yes"


def test_the_front_door_loads_nothing_by_itself():
    asked = "import sys, engine; print([m for m in sys.modules if m.startswith('engine.')])"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['engine.text']"
