"""Keel as gunicorn loads it for the benchmark: the app as `keel serve` makes it."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from ui.app import start_logging
from ui.serving import made_once
from ui.settings import from_environment


def make() -> Flask:
    """Make the app of the folder that KEEL_BENCH_DATA names."""
    start_logging()
    return made_once(from_environment(Path(os.environ["KEEL_BENCH_DATA"])))
