"""Finds the data rooms that Keel ships with, and writes files that nobody else may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_BESIDE_ENGINE = Path(__file__).resolve().parent.parent


def data_root() -> Path:
    """Return the folder that holds `metadata/` and `industry_templates/`.

    The wheel maps both rooms into the folder `keel_data` beside `engine`; a source tree has
    them beside `engine` itself. Raises FileNotFoundError for a damaged installation.
    """
    for root in (_BESIDE_ENGINE / "keel_data", _BESIDE_ENGINE):
        if (root / "metadata").is_dir():
            return root
    raise FileNotFoundError("this installation of Keel lacks its metadata: install it again")


def write_private(path: Path, content: str, *, replace: bool = True) -> None:
    """Write a file of mode 600 that appears whole; without ``replace`` the first writer wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
        if replace:
            draft.replace(path)
        elif not path.exists():
            path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first, and its file counts
    finally:
        draft.unlink(missing_ok=True)
