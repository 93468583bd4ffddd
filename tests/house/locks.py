"""Writes the two lock files anew; run it by `make lock` where uv is installed."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMPILE = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    # 0002: versions and hashes, and no word about where the packages come from
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-annotate", "--no-header", "pyproject.toml"),
    # pip takes the newest of a package asked for with an extra, unless the lock names the extra
    "--no-strip-extras",
]


def main() -> None:
    """Lock what runs, and then what tests need beside exactly that."""
    subprocess.run([*COMPILE, "-o", "requirements.lock"], cwd=ROOT, check=True)
    for_tests = ["--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"]
    subprocess.run([*COMPILE, *for_tests], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
