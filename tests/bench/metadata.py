"""Measures reading, checking and building the largest package that the bars speak of.

60 objects of 40 fields with a layout each: every tenth field is a lookup, another a formula.
``python -m tests.bench.metadata`` measures this alone.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.packages import build_model, from_json, read_package, resolve, to_json
from engine.packages.writer import write_yaml
from engine.registry import catalogue
from tests.bench.figures import Figure, keep

OBJECTS, FIELDS, ROUNDS = 60, 40, 5
TYPES = (
    "text", "select", "decimal", "currency", "date", "datetime", "boolean", "integer", "lookup",
    "formula",
)  # fmt: skip
HEAD = "label: {en: Large}\ntype: core\nversion: '1.0.0'\n"


def measure() -> list[Figure]:
    """Give the figures; medians of rounds after one that is not counted."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "large"
        write_package(folder)
        model = resolve([read_package(folder, catalogue())], catalogue())
        stored = [to_json(component) for component in model.components.values()]
        checked = timed(
            lambda: subprocess.run(command(folder), check=True, capture_output=True)
        )
    loaded = timed(lambda: build_model([from_json(raw) for raw in stored], catalogue()))
    return [
        Figure("model_compile_60x40", "none", loaded * 1000, "ms", None, 150.0),
        Figure("check_60x40", "none", checked, "s", None, 4.0),
    ]


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "engine.cli", "check", str(folder)]


def timed(work: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    once()
    return statistics.median(once() for _ in range(ROUNDS))


def write_package(folder: Path) -> None:
    (folder / "objects").mkdir(parents=True)
    (folder / "package.yaml").write_text(HEAD)
    for number in range(OBJECTS):
        name = f"thing{number}"
        fields = {"name": {"type": "text", "required": True, "label": label("Name", "名称")}}
        fields |= {f"f{k}": field(number, k) for k in range(FIELDS - 1)}
        body = {"label": label(name, "物"), "plural": label(name, "物"), "fields": fields}
        (folder / "objects" / f"{name}.yaml").write_text(write_yaml(body), "utf-8")
        layout = folder / "layouts" / name / "default.yaml"
        layout.parent.mkdir(parents=True)
        layout.write_text(write_yaml({"sections": [{"id": "main", "items": [*fields]}]}))


def field(number: int, k: int) -> dict[str, Any]:
    kind = TYPES[k % len(TYPES)]
    said: dict[str, Any] = {
        "type": kind,
        "label": label(f"Field {k}", "字段"),
        "help": label("What it is for", "用途"),
        "audit": True,
    }
    more: dict[str, dict[str, Any]] = {
        "select": {"options": [{"id": f"o{i}", "label": label("O", "选项")} for i in range(6)]},
        "lookup": {"to": f"thing{(number + k) % OBJECTS}", "on_delete": "set_null"},
        "formula": {"returns": "decimal", "expr": f"f{k - 7} * 2 + f{k - 2}", "store": True},
    }
    return said | more.get(kind, {})


def label(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


if __name__ == "__main__":
    for figure in keep(measure()):
        print(figure.name, f"{figure.value:.4g}", figure.unit)  # noqa: T201
