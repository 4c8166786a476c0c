"""Where visits came from, and what became of the companies among them: by channel, source, campaign or word.

A company counts for every way it came in the days looked at; what it became counts where that was later than
its first such visit. So the companies of a column do not add up, its visits do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracker.companies.knowledge import every_knowledge
from tracker.read.funnel import Rate
from tracker.store import Row, Store

BY: Final = ("channel", "source", "campaign", "keyword")
#: Ways (each channel with its source, campaign and word) looked at; the rest is told as a number.
MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to "how did they come". ``channel``: of most of its visits; ``mql``: of the companies that
    had not qualified before, how many did after; ``won``: after; ``revenue``: euros of those."""

    name: str
    channel: str
    visits: int
    companies: int
    mql: Rate
    won: int
    revenue: int
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """``visits``: of all ways, also of those without the answer asked for; ``cut``: there were more."""

    rows: tuple[Way, ...]
    visits: int
    cut: bool


#: Column → key; the largest first, names the other way round.
SORTS: Final[dict[str, tuple[Callable[[Way], Any], bool]]] = {
    "visits": (lambda way: (way.visits, way.companies), True),
    "companies": (lambda way: (way.companies, way.visits), True),
    "mql": (lambda way: (way.mql.hits, way.companies), True),
    "won": (lambda way: (way.won, way.mql.hits), True),
    "revenue": (lambda way: (way.revenue, way.won), True),
    "name": (lambda way: way.name.casefold(), False),
}


def sources(
    store: Store,
    site: str,
    by: str,
    *,
    from_day: str,
    to_day: str,
    zone: str,
    known_at: int,
    floor: float = 0.5,
) -> Ways:
    """``by``: one of ``BY``; the days [from_day, to_day] of zone ``zone``. Most visits first."""
    rows = store.read(
        "traffic/sources",
        site=site,
        from_day=from_day,
        to_day=to_day,
        zone=zone,
        known_at=known_at,
        floor=floor,
        most=MOST + 1,
    )
    qualified = store.read("reports/qualified", site=site, at=known_at)
    became = Became(
        {row["account"]: row["qualified_at"] for row in qualified},
        {row["account"]: row["won_at"] for row in store.read("reports/won", site=site, at=known_at)},
        {key: known.value_eur for key, known in every_knowledge(store, site).items() if known.value_eur},
    )
    return Ways(
        ways(rows[:MOST], by, became), sum(int(row["visits"]) for row in rows[:MOST]), len(rows) > MOST
    )


@dataclass(frozen=True, slots=True)
class Became:
    """Account → when it first qualified, when it was last won (UTC ms), what it is worth (euros)."""

    qualified: Mapping[str, int]
    won: Mapping[str, int]
    euros: Mapping[str, int]


def ways(rows: Iterable[Row], by: str, became: Became) -> tuple[Way, ...]:
    """Rows of one answer together; a source nobody named goes by its channel.  [pure]"""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        name = row[by] or (row["channel"] if by == "source" else "")
        if name:
            groups.setdefault(name, []).append(row)
    made = [_way(name, own, became) for name, own in groups.items()]
    return tuple(sorted(made, key=lambda way: (-way.visits, way.name)))


def _way(name: str, rows: list[Row], became: Became) -> Way:
    first: dict[str, int] = {}
    for row in rows:
        for account, at in row["accounts"]:
            first[account] = min(at, first.get(account, at))
    open_then = [key for key, at in first.items() if became.qualified.get(key, at) >= at]
    won = [key for key, at in first.items() if became.won.get(key, -1) >= at]
    return Way(
        name,
        rows[0]["channel"],  # rows come with the most visits first
        sum(int(row["visits"]) for row in rows),
        len(first),
        Rate(sum(key in became.qualified for key in open_then), len(open_then)),
        len(won),
        sum(became.euros.get(key, 0) for key in won),
        tuple(sorted(first)),
    )
