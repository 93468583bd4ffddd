"""House rules for what browsers get: nothing inline, nothing unescaped."""

from __future__ import annotations

import re

from tests.rules.sources import ROOT, files, report

RULES = {
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style(?![^>]*nonce)", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "inline script": re.compile(
        r"<script(?![^>]*(?:\bsrc=|\bnonce=|type=[\"']application/(?:ld\+)?json))",
        re.IGNORECASE,
    ),
    "script address": re.compile(
        r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE
    ),
    "foreign host": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_pages_obey_the_strict_content_policy():
    offences = []
    for path in files("ui/html", ".html", ".jinja", ".svg"):
        text = COMMENT.sub("", path.read_text())
        for name, pattern in RULES.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                offences.append(f"{path.relative_to(ROOT)}:{line} {name}: {found[0][-60:]}")
    assert not offences, report(offences)
