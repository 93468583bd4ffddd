"""Finds the data rooms that Keel ships with, in a source tree and in an installed wheel."""

from __future__ import annotations

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
