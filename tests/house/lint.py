"""Runs every check of the sources, two at a time, and shows all that they find."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.executable).parent
YAML_ROOMS = ("metadata", "industry_templates", "tests")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check said: `output` is empty when it is content."""

    name: str
    seconds: float
    passed: bool
    output: str


def checks() -> dict[str, Sequence[str]]:
    """Return the command of every check, by its name."""
    rooms = [room for room in YAML_ROOMS if (ROOT / room).is_dir()]
    return {
        "types": ["mypy", "--strict", "engine", "ui"],
        "style": ["ruff", "check", "--quiet", "."],
        "format": ["ruff", "format", "--check", "--quiet", "."],
        "imports": ["lint-imports", "--no-logo"],
        "yaml": ["yamllint", "--strict", *rooms],
        "schemas": ["python", "-m", "engine.cli", "schemas", "--check"],
    }


def look(name: str, command: Sequence[str]) -> Finding:
    """Run one check."""
    began = time.monotonic()
    program = [str(PROGRAMS / command[0]), *command[1:]]
    done = subprocess.run(
        program,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    return Finding(name, time.monotonic() - began, passed, "" if passed else done.stdout)


def main() -> int:
    """Print one line per check and what is wrong below it; return 1 if anything is."""
    with ThreadPoolExecutor(2) as pool:
        findings = list(pool.map(look, *zip(*checks().items(), strict=True)))
    for finding in findings:
        verdict = "ok" if finding.passed else "FAILED"
        sys.stdout.write(
            f"{finding.name:<8} {verdict} ({finding.seconds:.1f} s)\n{finding.output}"
        )
    return 0 if all(finding.passed for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
