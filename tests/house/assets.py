"""Builds the browser half of Keel, `ui/assets` into `ui/static`, where Node is at hand."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = "Node 20.19 or newer (22.12 or newer of Node 22)"


def node_is_new_enough(version: str) -> bool:
    """Tell whether the bundler runs on this Node, `v20.20.2` for instance."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def usable_node() -> bool:
    """Tell whether this machine has npm and a Node that is new enough."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    asked = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    return node_is_new_enough(asked.stdout.strip())


def sources_digest(sources: Path) -> str:
    """Return one hash of everything that the build reads."""
    digest = hashlib.sha256()
    for path in sorted(sources.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(str(path.relative_to(sources)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(root: Path = ROOT) -> str | None:
    """Build what has changed; return why it could not be built, or None."""
    sources, built = root / "ui" / "assets", root / "ui" / "static"
    stamp = built / "built-from"
    digest = sources_digest(sources)
    if stamp.exists() and stamp.read_text() == digest:
        return None
    if not usable_node():
        return f"the pages are shown without their built assets: that needs {NEEDED}"
    sys.stdout.write("Building the pages\n")
    sys.stdout.flush()
    for command in (
        ["npm", "ci", "--ignore-scripts", "--silent"],
        ["npm", "run", "--silent", "build"],
    ):
        done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    stamp.write_text(digest)
    return None


if __name__ == "__main__":
    reason = build()
    if reason:
        sys.stderr.write(f"Warning: {reason}\n")
        sys.exit(1 if "--strict" in sys.argv else 0)
