"""The grammar of names: what may be called what, and who may call it so (decision 4)."""

from __future__ import annotations

import re

from engine.errors import Problem
from engine.text import text

MAX_LOCAL = 40
_LOCAL = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
_NAME = re.compile(rf"(?:(?P<ns>[a-z]{{1,8}})__)?(?P<local>{_LOCAL})")

SYSTEM_FIELDS = frozenset(
    {
        "id", "owner", "record_type", "currency", "created_at", "created_by", "updated_at",
        "updated_by", "row_version", "deleted_at", "deleted_by", "deletion", "import_ref",
    }
)  # fmt: skip
EXPRESSION_WORDS = frozenset(
    {
        "and", "or", "not", "in", "if", "else", "is", "true", "false", "null", "none",
        "prior", "target", "me",
    }
)  # fmt: skip


def split_name(name: str) -> tuple[str, str]:
    """Split a name into namespace (empty for core) and local part; ValueError if malformed."""
    match = _NAME.fullmatch(name)
    if match is None or len(match["local"]) > MAX_LOCAL:
        raise ValueError(name)
    return match["ns"] or "", match["local"]


def name_problem(name: str, *, namespace: str, field: bool = False) -> Problem | None:
    """Say what is wrong with a name that the layer of ``namespace`` adds, if anything is."""
    try:
        found, local = split_name(name)
    except ValueError:
        return Problem(
            "name.malformed",
            text("“{name}” is not a valid name", "“{name}”不是合法的名称", name=name),
            hint=text(
                "use lower-case letters, digits and single underscores, at most 40 characters",
                "只用小写字母、数字和单个下划线，最多 40 个字符",
            ),
        )
    if found != namespace:
        wanted = f"{namespace}__{local}" if namespace else local
        return Problem(
            "name.namespace",
            text(
                "“{name}” does not carry this package's prefix",
                "“{name}”缺少本包的前缀",
                name=name,
            ),
            hint=text("call it {wanted}", "请命名为 {wanted}", wanted=wanted),
        )
    if local in EXPRESSION_WORDS or (field and local in SYSTEM_FIELDS):
        return Problem(
            "name.reserved", text("“{name}” is a reserved word", "“{name}”是保留字", name=name)
        )
    return None
