"""Figures of one account in a range of days, from its touches.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tracker.intent.earned import HEARTBEAT
from tracker.intent.touch import Touch
from tracker.intent.visits import Visit, visits
from tracker.read.shapes import PageViews

MOST_PAGES = 10

DayOf = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Figures:
    visits: int = 0
    views: int = 0
    visitors: int = 0  # most on one day
    days_active: int = 0
    engaged_ms: int = 0
    last_seen: int = 0
    signals: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageViews, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()


def figures(touches: Sequence[Touch], day_of: DayOf) -> Figures:
    """Count what one account did. A visit that crosses the range's edge counts with its part inside."""
    here = [touch for touch in touches if not touch.is_offline]
    own = visits(here)
    views = [touch for touch in touches if touch.is_view]
    return Figures(
        visits=len(own),
        views=len(views),
        visitors=_most_visitors(here, day_of),
        days_active=len({day_of(touch.ts) for touch in touches}),
        engaged_ms=sum(visit.engaged_ms for visit in own),
        last_seen=max((touch.ts for touch in touches), default=0),
        signals=_signals(touches),
        pages=_pages(views),
        channels=_ranked(landing(visit).channel for visit in own),
        sources=_ranked(landing(visit).source for visit in own),
        campaigns=_ranked(touch.campaign for touch in views),
    )


def landing(visit: Visit) -> Touch:
    """The first view of a visit, else its first event."""
    return next(iter(visit.views), visit.touches[0])


def _most_visitors(touches: Iterable[Touch], day_of: DayOf) -> int:
    by_day: dict[str, set[str]] = {}
    for touch in touches:
        by_day.setdefault(day_of(touch.ts), set()).add(touch.visitor)
    return max((len(found) for found in by_day.values()), default=0)


def _signals(touches: Iterable[Touch]) -> dict[str, int]:
    counts = Counter(
        signal for touch in touches if touch.name != HEARTBEAT for signal in dict.fromkeys(touch.signals)
    )
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _pages(views: Iterable[Touch]) -> tuple[PageViews, ...]:
    groups: dict[tuple[str, str], list[Touch]] = {}
    for view in views:
        groups.setdefault((view.host, view.path), []).append(view)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_PAGES]
    return tuple(_page(host, path, own) for (host, path), own in ranked)


def _page(host: str, path: str, views: Sequence[Touch]) -> PageViews:
    title = next((view.title for view in reversed(views) if view.title), "")
    signals = dict.fromkeys(signal for view in views for signal in view.signals)
    return PageViews(host, path, title, len(views), tuple(signals))


def _ranked(values: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(value for value in values if value)
    return tuple(value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
