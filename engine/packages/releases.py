"""Says whether this release of Keel reads a package: by its format, and by what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from engine.errors import Problem
from engine.kernel.component import Component
from engine.packages.package import FORMAT
from engine.packages.problems import component_problem
from engine.text import text


@cache
def release() -> str:
    """Give the version of Keel that runs."""
    return version("keel")


def release_problems(head: Component) -> Iterator[Problem]:
    """Say why a package is for another release.

    It is asked before anything else of a package, since all else may be wrong only for that reason.
    """
    body = head.body
    given, asked = body.get("format", FORMAT), body.get("engine")
    if isinstance(given, int) and given > FORMAT:
        message = text(
            "this package has format {format}; this release of Keel reads up to {known}",
            "此包的格式为 {format}；当前版本的 Keel 最多读取 {known}",
            format=given,
            known=FORMAT,
        )
        yield component_problem(head, "/format", "package.format", message, _NEWER)
    if not isinstance(asked, str):
        return
    try:
        fits = SpecifierSet(asked).contains(Version(release()), prereleases=True)
    except InvalidSpecifier:
        message = text(
            "“{wanted}” is no range of versions", "“{wanted}”不是版本范围", wanted=asked
        )
        yield component_problem(head, "/engine", "package.engine", message, _RANGE)
        return
    if not fits:
        message = text(
            "this needs Keel {wanted}, but {found} runs here",
            "此包需要 Keel {wanted}，当前运行的是 {found}",
            wanted=asked,
            found=release(),
        )
        yield component_problem(head, "/engine", "package.engine", message, _NEWER)


_NEWER = text(
    "install that release of Keel, or a version of the package that is made for this one",
    "请安装相应版本的 Keel，或使用适用于当前版本的包",
)
_RANGE = text("such as >=1,<2", "例如 >=1,<2")
