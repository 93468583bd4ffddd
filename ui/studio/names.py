"""Makes names of what people call things."""

from __future__ import annotations

import re
from collections.abc import Collection

from engine import Problem, text

LONGEST = 40
SAID = 200
"""So much of a label is read: to sound out a whole page of Chinese takes seconds."""
NO_LABEL = Problem("studio.label", text("give it a label", "请填写标签"), pointer="/label")
"""What is wrong with something that shall be named by its label and has none."""


def made_name(label: str) -> str:
    """Make a name of a label: lower case, words joined by underscores, Chinese by its sound."""
    from pypinyin import lazy_pinyin

    label = label[:SAID]

    sounds = " ".join(lazy_pinyin(label)) if not label.isascii() else label
    words = re.findall(r"[a-z0-9]+", sounds.lower())
    name = "_".join(words)[:LONGEST].strip("_")
    return name if name[:1].isalpha() else f"n_{name}".strip("_")[:LONGEST]


def own_name(label: str, taken: Collection[str] = ()) -> str:
    """Make the name of something of the tenant's own, which nothing else has yet."""
    name = f"x__{made_name(label)}"
    made, count = name, 2
    while made in taken:
        last = f"_{count}"
        made, count = f"{name[: LONGEST - len(last)]}{last}", count + 1
    return made
