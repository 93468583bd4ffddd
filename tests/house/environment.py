"""Makes `.venv` hold exactly what a lock file names: `python3 environment.py run|dev`.

It runs under whatever Python the machine has, so it uses nothing newer than Python 3.6.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}
OLDEST = (3, 11)
LAUNCHER = """#!{python}
import sys

from engine.cli import main

sys.exit(main())
"""


def digest(purpose):
    """Return what the environment must have been made from, as one hash."""
    made_from = hashlib.sha256((platform.python_version() + str(VENV)).encode())
    for lock in LOCKS[purpose]:
        made_from.update((ROOT / lock).read_bytes())
    return made_from.hexdigest()


def is_ready(purpose):
    """Tell whether the environment serves the purpose; one made for tests also runs Keel."""
    for made_for in {purpose, "dev"}:
        stamp = VENV / ("made-for-" + made_for)
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest(made_for):
            return True
    return False


def install_venv_module():
    """Add the part of Python that Debian ships apart, where this process may."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(
            "This Python has no venv module. Install it with: apt-get install python3-venv"
        )
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], **quiet)


def create():
    """Make an empty virtual environment that finds the rooms of this checkout."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install_venv_module()
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    version = "python{}.{}".format(*sys.version_info[:2])
    packages = VENV / "lib" / version / "site-packages"
    (packages / "keel.pth").write_text(str(ROOT) + "\n")
    announce(packages)
    launcher = VENV / "bin" / "keel"
    launcher.write_text(LAUNCHER.format(python=PYTHON))
    launcher.chmod(0o755)


def announce(packages):
    """Tell the environment about Keel as an installer would: its version and its commands."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    folder = packages / "keel-{}.dist-info".format(project["version"])
    folder.mkdir()
    metadata = "Metadata-Version: 2.1\nName: keel\nVersion: {}\n"
    (folder / "METADATA").write_text(metadata.format(project["version"]))
    lines = []
    for group, entries in project["entry-points"].items():
        lines.append(f"[{group}]")
        lines += ["{} = {}".format(*entry) for entry in entries.items()]
    (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")


def prepare(purpose):
    """Install the locked packages, unless that was done before."""
    if sys.version_info < OLDEST:
        sys.exit(
            "Keel needs Python {}.{} or newer, and this is {}: name another with "
            "PYTHON=/path/to/python3 after make.".format(*OLDEST, platform.python_version())
        )
    if is_ready(purpose):
        return
    sys.stdout.write(f"Preparing .venv from {LOCKS[purpose][-1]}\n")
    sys.stdout.flush()
    if not is_ready("run"):
        create()
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    lock = str(ROOT / LOCKS[purpose][-1])
    done = subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", lock])
    if done.returncode:
        sys.exit(f"The packages that {lock} names could not be installed.")
    (VENV / ("made-for-" + purpose)).write_text(digest(purpose))


if __name__ == "__main__":
    prepare(sys.argv[1])
