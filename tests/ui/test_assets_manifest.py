"""Built assets are found by what the build said last, also while the server runs."""

from __future__ import annotations

import json
import os

from ui.assets_manifest import read_assets


def build(static, name, moment):
    static.mkdir(exist_ok=True)
    manifest = static / "manifest.json"
    manifest.write_text(json.dumps({"ts/core.ts": {"file": name}}), "utf-8")
    os.utime(manifest, (moment, moment))


def test_pages_name_the_files_of_a_build_that_was_made_since(tmp_path):
    static = tmp_path / "static"
    assert not read_assets(static).built
    build(static, "core.1.js", 1_000)
    assert read_assets(static).files == {"core.js": "core.1.js"}
    build(static, "core.2.js", 2_000)
    assert read_assets(static).files == {"core.js": "core.2.js"}
