"""Answers the conditions of layouts on the server, and hands them to the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from engine.errors import ExpressionError
from engine.expressions import Checked, evaluate, to_browser
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.records.compiled import checked, env_of
from engine.views.specs import Json, Values


class Conditions:
    """The conditions of one page: several may hold together, and all must be true.

    ``values`` by path are those of the record at hand; without them everything counts as visible, so
    that a page can first be planned. A condition that fails on real data hides nothing.
    """

    def __init__(
        self, context: Context, obj: ObjectDef, values: Values | None, *, is_new: bool = False
    ) -> None:
        self._model = context.model
        self._obj = obj
        self._values = values
        self._env = replace(env_of(context, viewer=True), is_new=is_new)
        self.paths: set[str] = set()

    def hold(self, sources: Iterable[str]) -> bool:
        """Tell whether all conditions are true for the values at hand."""
        found = [self._checked(source) for source in sources if source]
        if self._values is None:
            return True
        return all(self._true(each) for each in found)

    def settled(self, sources: Iterable[str]) -> bool:
        """Tell whether those conditions are true that only the server can compute."""
        alone = [source for source in sources if source]
        return self.hold(one for one in alone if not self._in_browser(self._checked(one)))

    def for_browser(self, sources: Iterable[str]) -> Json:
        """Give the conditions as one tree, or None when none is left to the browser."""
        trees = []
        for source in sources:
            if not source:
                continue
            found = self._checked(source)
            if not self._in_browser(found):
                continue
            trees.append(to_browser(found))
        if len(trees) > 1:
            return {"op": "and", "args": trees, "type": "boolean"}
        return trees[0] if trees else None

    def _in_browser(self, found: Checked) -> bool:
        """Tell whether a form has all that a condition reads: it holds one record, not its targets."""
        across = (path for path in found.paths if "." in path and self._is_link(path))
        return found.browser_safe and not any(across)

    def _is_link(self, path: str) -> bool:
        field = self._obj.fields.get(path.partition(".")[0])
        return field is not None and bool(field.target)

    def _checked(self, source: str) -> Checked:
        found = checked(self._model, self._obj, source)
        self.paths |= {path for path in found.paths if not path.startswith("me.")}
        return found

    def _true(self, found: Checked) -> bool:
        try:
            return bool(evaluate(found, _reader(self._values or {}), self._env))
        except ExpressionError:
            return True


def _reader(values: Values) -> Callable[[str], object]:
    """Read paths out of values; a part is looked up in its field when it is not there itself."""

    def read(path: str) -> object:
        if path in values:
            return values[path]
        first, _, part = path.partition(".")
        whole = values.get(first)
        return whole.get(part) if isinstance(whole, Mapping) else None

    return read
