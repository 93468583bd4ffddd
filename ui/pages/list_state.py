"""What a list shows, as its address says it: view, filter, sort, columns, place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engine import AllOf, AnyOf, Condition, Filter, Sort, Where
from ui.numbers import whole_number
from ui.pages.filters import Terms, read_terms, term_of
from ui.pages.filters import take_apart as take_source_apart
from ui.pages.work import address

SIZES = (25, 50, 100)
MAX_COLUMNS = 30
MAX_TRAIL = 30


@dataclass(frozen=True, slots=True)
class ListState:
    """The state of one list; ``url`` of a changed copy is the address that shows it."""

    object: str
    view: str
    base: str = ""
    """The view's own filter as far as it cannot be taken apart; kept unless dropped."""
    terms: Terms = Terms()
    sort: tuple[Sort, ...] = ()
    columns: tuple[str, ...] = ()
    size: int = 50
    after: str = ""
    trail: tuple[str, ...] = ()
    search: str = ""
    edited_terms: bool = False
    edited_sort: bool = False
    edited_columns: bool = False
    mode: str = "list"

    @property
    def dirty(self) -> bool:
        """Say whether the list differs from its saved view."""
        return self.edited_terms or self.edited_sort or self.edited_columns

    def where(self) -> Filter | None:
        """Give the whole filter for the gate."""
        parts: list[Filter] = [Where(self.base)] if self.base else []
        typed = self.terms.filter()
        if typed is not None:
            parts.append(typed)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def pairs(self) -> list[tuple[str, str]]:
        """Give the state as address parameters, without the place in the pages."""
        made = [("view", self.view)] if self.view else []
        if self.edited_terms:
            made += [("base", "1" if self.base else "0"), *self.terms.packed()]
        if self.edited_sort:
            made += [("sort", ("-" if one.descending else "") + one.path) for one in self.sort]
        if self.edited_columns:
            made += [("col", path) for path in self.columns]
        if self.size != SIZES[1]:
            made.append(("size", str(self.size)))
        if self.search:
            made.append(("q", self.search))
        return made

    def url(self, **more: str) -> str:
        """Give the address of this state; ``more`` adds parameters such as ``after``."""
        endpoint = "pages.board" if self.mode == "board" else "pages.list_records"
        pairs = [(name, value) for name, value in self.pairs() if name not in more]
        return address(endpoint, [*pairs, *more.items()], object_name=self.object)

    def as_mode(self, mode: str) -> ListState:
        """Give the same view, filter and sort as a list or as a board."""
        return replace(self, mode=mode, after="", trail=())

    def sized(self, size: int) -> ListState:
        """Give the list with another number of rows a page, from its first page."""
        return replace(self, size=size, after="", trail=())

    def cleared(self) -> ListState:
        """Drop every filter."""
        return replace(
            self, base="", terms=Terms(), search="", edited_terms=True, after="", trail=()
        )

    @property
    def reset_url(self) -> str:
        """Give the address of the view as it was saved."""
        return ListState(self.object, self.view, mode=self.mode).url()

    def with_terms(self, terms: Terms) -> ListState:
        """Give the list under another filter, from its first page."""
        return replace(self, terms=terms, edited_terms=True, after="", trail=())

    def without_base(self) -> ListState:
        """Drop the view's own filter."""
        return replace(self, base="", edited_terms=True, after="", trail=())

    def sorted_by(self, path: str) -> ListState:
        """Sort by a column; again by the same turns it around."""
        now = self.sort[0] if self.sort else None
        turned = now is not None and now.path == path and not now.descending
        return replace(self, sort=(Sort(path, turned),), edited_sort=True, after="", trail=())

    def next_url(self, cursor: str) -> str:
        """Give the address of the following page; the trail leads back."""
        trail = [*self.trail, self.after or "0"][-MAX_TRAIL:]
        return self.url(after=cursor, trail="|".join(trail))

    def previous_url(self) -> str:
        """Give the address of the page before; empty on the first."""
        if not self.trail:
            return ""
        *rest, last = self.trail
        more = {"trail": "|".join(rest)} if rest else {}
        return self.url(after=last, **more) if last != "0" else self.url(**more)


def read_state(
    obj: Any, view: Any, args: MultiDict[str, str], *, mode: str = "list"
) -> ListState:
    """Read a list's state from its address, over what the saved view says."""
    base, terms = take_apart(view.where)
    edited_terms = "base" in args or "f" in args
    if edited_terms:
        terms = read_terms(args)
        base = base if args.get("base", "1") == "1" else ""
    sort = tuple(_sort(one) for one in args.getlist("sort")[:3])
    columns = tuple(args.getlist("col")[:MAX_COLUMNS])
    size = whole_number(args.get("size", ""))
    return ListState(
        object=obj.name,
        view=view.name,
        base=base,
        terms=terms,
        sort=sort or tuple(view.sort),
        columns=columns or tuple(column.path for column in view.columns),
        size=size if size in SIZES else SIZES[1],
        after=args.get("after", ""),
        trail=tuple(filter(None, args.get("trail", "").split("|"))),
        search=args.get("q", "").strip()[:200],
        edited_terms=edited_terms,
        edited_sort=bool(sort),
        edited_columns=bool(columns),
        mode=mode,
    )


def _sort(raw: str) -> Sort:
    return Sort(raw.removeprefix("-"), raw.startswith("-"))


def take_apart(where: Filter | None) -> tuple[str, Terms]:
    """Give a view's filter as an expression and conditions that can be dropped one by one."""
    if where is None:
        return "", Terms()
    parts = where.parts if isinstance(where, AllOf) else (where,)
    sources, found, groups = [], [], []
    for part in parts:
        if isinstance(part, Condition):
            found.append(term_of(part))
        elif isinstance(part, AnyOf) and all(isinstance(one, Condition) for one in part.parts):
            groups.append(
                tuple(term_of(one) for one in part.parts if isinstance(one, Condition))
            )
        elif isinstance(part, Where):
            rest, terms = take_source_apart(part.source)
            sources += [rest] if rest else []
            found += terms
    base = " and ".join(f"({one})" for one in sources) if len(sources) > 1 else "".join(sources)
    return base, Terms(tuple(found), tuple(groups))
