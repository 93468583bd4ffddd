"""The served installations of the web tests, here for those who attack them."""

from __future__ import annotations

from tests.ui.api.conftest import cloud
from tests.ui.conftest import furnished_site, make_site, peopled_site, site

__all__ = [
    "cloud",
    "furnished_site",
    "make_site",
    "peopled_site",
    "site",
]
