"""Fills the wheel with the built assets and the data rooms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_ROOMS = ("metadata", "industry_templates")


class CustomBuildHook(BuildHookInterface):
    """Builds `ui/static` and maps the data rooms to `keel_data/`; an editable build needs neither."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from tests.house import assets

        reason = assets.build(root)
        if reason:
            raise RuntimeError(reason)
        for room in DATA_ROOMS:
            if (root / room).is_dir():
                build_data["force_include"][str(root / room)] = f"keel_data/{room}"
