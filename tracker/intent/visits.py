"""Visits: events of one visitor less than 30 minutes apart.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tracker.intent.touch import Touch

GAP_MS: Final = 30 * 60_000


@dataclass(frozen=True, slots=True)
class Visit:
    """``touches`` in the order of time, never empty."""

    touches: tuple[Touch, ...]

    @property
    def visitor(self) -> str:
        return self.touches[0].visitor

    @property
    def start(self) -> int:
        return self.touches[0].ts

    @property
    def last(self) -> int:
        return self.touches[-1].ts

    @property
    def closed(self) -> int:
        """The instant from which it is known to be over (UTC ms)."""
        return self.last + GAP_MS

    @property
    def views(self) -> tuple[Touch, ...]:
        return tuple(touch for touch in self.touches if touch.is_view)

    @property
    def engaged_ms(self) -> int:
        """Visible and focused time, summed over its views."""
        longest: dict[str, int] = {}
        for touch in self.touches:
            longest[touch.view] = max(longest.get(touch.view, 0), touch.engaged_ms)
        return sum(longest.values())

    @property
    def measured(self) -> bool:
        """Whether anything in it knows how long pages were read."""
        return any(touch.measured for touch in self.touches)


def visits(touches: Iterable[Touch]) -> list[Visit]:
    """Group touches into visits, oldest first. Any order of touches gives the same visits."""
    by_visitor: dict[str, list[Touch]] = {}
    for touch in sorted(touches, key=lambda touch: touch.order):
        by_visitor.setdefault(touch.visitor, []).append(touch)
    found = [visit for own in by_visitor.values() for visit in _split(own)]
    return sorted(found, key=lambda visit: (visit.start, visit.visitor))


def _split(touches: Sequence[Touch]) -> list[Visit]:
    cuts = [i for i in range(1, len(touches)) if touches[i].ts - touches[i - 1].ts >= GAP_MS]
    edges = [0, *cuts, len(touches)]
    return [Visit(tuple(touches[a:b])) for a, b in pairwise(edges)]
