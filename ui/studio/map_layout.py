"""Places objects on a map so that what belongs together stands together, and nothing overlaps.

Objects that a large part of the others refer to (people, mostly) stand apart, since their links would
tie everything to one knot. The rest falls into groups of what is linked closely; in a group, what is
referred to stands above what refers to it. The same input gives the same map.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

BOX = (148, 34)
GAP = (22, 46)
PAD = 18
HEAD = 30
APART = 26
"""Between groups."""
FIRM, LOOSE = 4, 1
"""How closely a link ties; details belong to their master."""
LARGEST = 9
"""Objects in a group."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A field by which one object refers to another; a ``firm`` one makes it a detail."""

    start: str
    end: str
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A group of objects in its frame; boxes by name, each with its left upper corner."""

    lead: str
    x: int
    y: int
    width: int
    height: int
    boxes: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole map; ``hubs`` are the objects that stand apart."""

    groups: Sequence[Placed]
    hubs: frozenset[str]
    width: int
    height: int


def lay_out(names: Sequence[str], ties: Collection[Tie]) -> Layout:
    """Place all objects; frames of groups flow into columns, the largest first."""
    hubs = _hubs(names, ties)
    near = [t for t in ties if t.start != t.end and not {t.start, t.end} & hubs]
    linked = {name for t in ties if t.start != t.end for name in (t.start, t.end)}
    # What is linked with hubs alone is another matter than what is linked with nothing.
    parts = (
        [name for name in group if (name in linked) is some]
        for group in _groups([n for n in names if n not in hubs], near)
        for some in (True, False)
    )
    groups = sorted(filter(None, parts), key=_large_first)
    drawn = [_frame(group, near) for group in groups]
    if hubs:
        drawn.insert(0, _grid(sorted(hubs)))
    return _flow(drawn, hubs)


def _hubs(names: Sequence[str], ties: Iterable[Tie]) -> frozenset[str]:
    referring: dict[str, set[str]] = {}
    for tie in ties:
        if tie.start != tie.end:
            referring.setdefault(tie.end, set()).add(tie.start)
    many = max(8, len(names) // 3)
    return frozenset(name for name, users in referring.items() if len(users) >= many)


def _groups(names: Sequence[str], ties: Sequence[Tie]) -> list[list[str]]:
    """Join again and again the two groups that are tied most, while they stay small enough to read.

    What is tied to nothing is one group at the end.
    """
    groups: list[list[str]] = [[name] for name in names]
    while (pair := _closest(groups, ties)) is not None:
        first, second = pair
        groups[first] += groups.pop(second)
    tied = {name for tie in ties for name in (tie.start, tie.end)}
    alone = [group[0] for group in groups if not tied & set(group)]
    return [*(group for group in groups if tied & set(group)), *([alone] if alone else [])]


def _closest(groups: Sequence[Sequence[str]], ties: Iterable[Tie]) -> tuple[int, int] | None:
    home = {name: index for index, group in enumerate(groups) for name in group}
    weights: dict[tuple[int, int], int] = {}
    for tie in ties:
        first, second = sorted((home[tie.start], home[tie.end]))
        if first != second and len(groups[first]) + len(groups[second]) <= LARGEST:
            known = weights.get((first, second), 0)
            weights[first, second] = known + (FIRM if tie.firm else LOOSE)

    def closeness(pair: tuple[int, int]) -> tuple[float, int, int]:
        """Count ties for what there could be: small groups find each other first."""
        size = len(groups[pair[0]]) * len(groups[pair[1]])
        return -weights[pair] / size**0.5, *pair

    return min(weights, key=closeness, default=None)


def _large_first(group: Sequence[str]) -> tuple[int, str]:
    return -len(group), min(group)


def _frame(group: Sequence[str], ties: Sequence[Tie]) -> Placed:
    inside = [tie for tie in ties if tie.start in group and tie.end in group]
    if not inside:
        return _grid(sorted(group))
    rows = _rows(group, inside)
    widest = max(map(len, rows))
    boxes = {}
    for level, row in enumerate(rows):
        shift = (widest - len(row)) * (BOX[0] + GAP[0]) // 2
        for index, name in enumerate(row):
            boxes[name] = (
                PAD + shift + index * (BOX[0] + GAP[0]),
                PAD + HEAD + level * (BOX[1] + GAP[1]),
            )
    uses = {name: sum(name in (tie.start, tie.end) for tie in inside) for name in group}
    lead = min(group, key=lambda name: (-uses[name], name))
    return _framed(lead, boxes, widest, len(rows))


def _rows(group: Sequence[str], inside: Sequence[Tie]) -> list[list[str]]:
    """Order a group in rows of at most four: referred above referring, near what it is tied to."""
    level = dict.fromkeys(group, 0)
    for _round in range(min(len(group), 4)):  # circles of references end somewhere
        for tie in inside:
            level[tie.start] = min(max(level[tie.start], level[tie.end] + 1), len(group))
    ranks = {rank: index for index, rank in enumerate(sorted(set(level.values())))}
    rows: list[list[str]] = [[] for _ in ranks]
    for name in group:
        rows[ranks[level[name]]].append(name)
    place: dict[str, float] = {}
    made: list[list[str]] = []
    for row in rows:
        wish = {name: _middle(name, inside, place) for name in row}
        ordered = sorted(row, key=lambda name: (wish[name], name))
        place |= {name: index - (len(ordered) - 1) / 2 for index, name in enumerate(ordered)}
        made += [ordered[cut : cut + 4] for cut in range(0, len(ordered), 4)]
    return made


def _middle(name: str, inside: Iterable[Tie], place: Mapping[str, float]) -> float:
    above = [place[tie.end] for tie in inside if tie.start == name and tie.end in place]
    return sum(above) / len(above) if above else 0.0


def _grid(names: Sequence[str]) -> Placed:
    columns = min(4, len(names))
    boxes = {
        name: (
            PAD + index % columns * (BOX[0] + GAP[0]),
            PAD + HEAD + index // columns * (BOX[1] + GAP[0] // 2),
        )
        for index, name in enumerate(names)
    }
    rows = -(-len(names) // columns)
    width = 2 * PAD + columns * (BOX[0] + GAP[0]) - GAP[0]
    height = 2 * PAD + HEAD + rows * (BOX[1] + GAP[0] // 2) - GAP[0] // 2
    return Placed("", 0, 0, width, height, boxes)


def _framed(lead: str, boxes: Mapping[str, tuple[int, int]], columns: int, rows: int) -> Placed:
    width = 2 * PAD + columns * (BOX[0] + GAP[0]) - GAP[0]
    height = 2 * PAD + HEAD + rows * (BOX[1] + GAP[1]) - GAP[1]
    return Placed(lead, 0, 0, width, height, boxes)


def _flow(drawn: Sequence[Placed], hubs: frozenset[str]) -> Layout:
    """Put frames side by side into rows, about as wide as a screen and a half."""
    area = sum((one.width + APART) * (one.height + APART) for one in drawn)
    widest = max((one.width for one in drawn), default=BOX[0])
    limit = max(widest, round((area * 1.7) ** 0.5))
    placed, x, y, tallest, right = [], 0, 0, 0, 0
    for one in drawn:
        if x and x + one.width > limit:
            x, y, tallest = 0, y + tallest + APART, 0
        boxes = {name: (left + x, top + y) for name, (left, top) in one.boxes.items()}
        placed.append(Placed(one.lead, x, y, one.width, one.height, boxes))
        x += one.width + APART
        right, tallest = max(right, x - APART), max(tallest, one.height)
    return Layout(placed, hubs, right, y + tallest)
