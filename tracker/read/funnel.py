"""From lead to customer in figures: how many go on, how fast, by whom, and past which rule.  [pure]

Everything is counted from the log of changes, so each figure adds up to it. A share of fewer than
``LEAST`` is no share yet: it is given with its interval and marked.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from enrichment.accuracy import interval
from tracker.intent.touch import DAY_MS
from tracker.lifecycle.stages import LOST, OFFERED, RECYCLED, SAL, SQL, WON
from tracker.read.journeys import STEPS, Journey

LEAST: Final = 30
#: Bands of engagement, highest first: from so many points on.
BANDS: Final = ((80.0, "80–100"), (60.0, "60–79"), (40.0, "40–59"), (0.0, "0–39"))
#: Moves that go past what points and rules would have done.
BYPASSES: Final = ("offer_early", "win_early")


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``n``; ``low`` and ``high``: Wilson's 95 % interval."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        return interval(self.hits, self.n)

    @property
    def few(self) -> bool:
        return self.n < LEAST


@dataclass(frozen=True, slots=True)
class Span:
    """Days between two steps: ``n`` journeys that made both; median and 80th part of a hundred."""

    start: str
    end: str
    n: int
    median: float | None
    p80: float | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Journeys first qualified in one week or month. ``young``: younger than a usual way to the end takes."""

    name: str
    counts: tuple[int, ...]  # of STEPS from MQL on
    won: Rate
    accepted: Rate
    young: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One answer (a source, a rule, a reason) and its rates."""

    name: str
    qualified: Rate
    won: Rate


@dataclass(frozen=True, slots=True)
class Lift:
    """``rule`` was among the weightiest when sales was offered the account: how often was it won then,
    against all that were decided? ``low`` and ``high`` bound the lift by the interval of the share."""

    rule: str
    won: Rate
    lift: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bypass:
    who: str
    move: str
    n: int
    won: int


def counts(found: Sequence[Journey]) -> tuple[int, ...]:
    """How many journeys came as far as each of ``STEPS`` or further."""
    return tuple(sum(item.furthest >= step for item in found) for step in range(len(STEPS)))


def rates(found: Sequence[Journey]) -> dict[str, Rate]:
    """Step to step, from MQL to the end, acceptance, premature offers, what came of what was set aside."""
    reached = counts(found)
    steps = {f"{STEPS[i]}>{STEPS[i + 1]}": Rate(reached[i + 1], reached[i]) for i in range(len(STEPS) - 1)}
    offered = [item for item in found if item.furthest >= 2]
    taken = sum(bool(item.move("accept") or item.furthest >= 3) for item in offered)
    turned = [item.move("reject") for item in offered]
    rejected = sum(change is not None for change in turned)
    early = sum(change is not None and change.reason == "too_early" for change in turned)
    aside = [item for item in found if any(change.to == RECYCLED for change in item.changes)]
    return {
        **steps,
        "MQL>WON": Rate(reached[-1], reached[1]),
        "acceptance": Rate(taken, taken + rejected),
        "premature": Rate(early, len(offered)),
        "recycled": Rate(sum(_came_back(item) for item in aside), len(aside)),
    }


def _came_back(item: Journey) -> bool:
    """Qualified or offered again after it was set aside."""
    stages = [change.to for change in item.changes]
    after = stages[stages.index(RECYCLED) + 1 :]
    return any(stage.startswith("MQL") or stage == OFFERED for stage in after)


def spans(found: Sequence[Journey]) -> list[Span]:
    """Lead time: first seen, flagged, offered, accepted, qualified, opportunity, won."""
    pairs: list[tuple[str, str, Callable[[Journey], tuple[int, int]]]] = [
        ("seen", "MQL", lambda item: (item.origin.first_seen if item.cycle == 1 else 0, item.qualified)),
        ("MQL", OFFERED, lambda item: (item.reached("MQL"), item.reached(OFFERED))),
        (OFFERED, SAL, lambda item: (item.reached(OFFERED), item.reached(SAL))),
        (SAL, SQL, lambda item: (item.reached(SAL), item.reached(SQL))),
        (SQL, "OPPORTUNITY", lambda item: (item.reached(SQL), item.reached("OPPORTUNITY"))),
        ("MQL", WON, lambda item: (item.qualified, item.reached(WON))),
        ("seen", WON, lambda item: (item.origin.first_seen if item.cycle == 1 else 0, item.reached(WON))),
    ]
    return [_span(start, end, [ends(item) for item in found]) for start, end, ends in pairs]


def _span(start: str, end: str, ends: Iterable[tuple[int, int]]) -> Span:
    days = sorted((last - first) / DAY_MS for first, last in ends if first and last and last >= first)
    median = statistics.median(days) if days else None
    return Span(
        start, end, len(days), median, days[min(len(days) - 1, int(0.8 * len(days)))] if days else None
    )


def cohorts(found: Sequence[Journey], name_of: Callable[[int], str], at: int) -> list[Cohort]:
    """By week or month (``name_of``: UTC ms → name) of first being qualified, oldest first."""
    groups: dict[str, list[Journey]] = {}
    for item in sorted((one for one in found if one.qualified), key=lambda one: one.qualified):
        groups.setdefault(name_of(item.qualified), []).append(item)
    whole = next((span.median for span in spans(found) if (span.start, span.end) == ("MQL", WON)), None)
    return [_cohort(name, own, whole, at) for name, own in groups.items()]


def _cohort(name: str, own: Sequence[Journey], usual_days: float | None, at: int) -> Cohort:
    reached = counts(own)
    youngest = max(item.qualified for item in own)
    young = usual_days is None or at - youngest < usual_days * DAY_MS
    return Cohort(name, reached[1:], Rate(reached[-1], len(own)), rates(own)["acceptance"], young)


def by(found: Sequence[Journey], answer: Callable[[Journey], str]) -> list[Share]:
    """Rates by an answer of each journey, those with most qualified first; "" is left out."""
    groups: dict[str, list[Journey]] = {}
    for item in found:
        if name := answer(item):
            groups.setdefault(name, []).append(item)
    made = [_share(name, own) for name, own in groups.items()]
    return sorted(
        made,
        key=lambda item: (item.qualified.few, -(item.qualified.value or 0), -item.qualified.n, item.name),
    )


def _share(name: str, own: Sequence[Journey]) -> Share:
    reached = counts(own)
    return Share(name, Rate(reached[1], reached[0]), Rate(reached[-1], reached[1]))


def lifts(found: Sequence[Journey], rules: Collection[str]) -> list[Lift]:
    """Per rule (one of ``rules``): of the decided journeys offered with it, how many were won."""
    decided = [item for item in found if item.stage in (WON, LOST) or item.reached(WON)]
    base = Rate(sum(bool(item.reached(WON)) for item in decided), len(decided))
    fired: dict[str, list[bool]] = {}
    for item in decided:
        offered = item.offer
        for rule in set(offered.rules) & set(rules) if offered else ():
            fired.setdefault(rule, []).append(bool(item.reached(WON)))
    made = [_lift(rule, Rate(sum(won), len(won)), base.value) for rule, won in fired.items()]
    return sorted(made, key=lambda item: (item.won.few, -(item.lift or 0), item.rule))


def _lift(rule: str, won: Rate, base: float | None) -> Lift:
    low, high = won.interval
    if not base or won.value is None:
        return Lift(rule, won, None, 0.0, 0.0)
    return Lift(rule, won, won.value / base, low / base, high / base)


def bands(found: Sequence[Journey]) -> list[Share]:
    """By engagement when it was offered, least first: how often sales took it, and how often it was won."""
    groups: dict[str, list[Journey]] = {name: [] for _, name in BANDS}
    for item in found:
        if item.offer is not None:
            groups[next(name for least, name in BANDS if item.offer.engagement >= least)].append(item)
    made = []
    for _, name in reversed(BANDS):
        own = groups[name]
        won = sum(bool(item.reached(WON)) for item in own)
        made.append(Share(name, rates(own)["acceptance"], Rate(won, len(own))))
    return [item for item in made if item.won.n]


def turned_over(found: Sequence[Share]) -> int:
    """How often a higher band was won less than the one below it; bands with too few do not count."""
    enough = [item.won.value or 0.0 for item in found if not item.won.few]
    return sum(above < below for below, above in pairwise(enough))


def bypasses(found: Sequence[Journey]) -> list[Bypass]:
    """What went past points and rules, by whom and how, and what came of it."""
    seen: Counter[tuple[str, str]] = Counter()
    won: Counter[tuple[str, str]] = Counter()
    for item in found:
        for change in item.changes:
            if change.move in BYPASSES:
                key = (change.actor.partition(":")[2], change.move)
                seen[key] += 1
                won[key] += bool(item.reached(WON))
    return [Bypass(who, move, n, won[who, move]) for (who, move), n in sorted(seen.items())]


def reasons(found: Sequence[Journey], move: str) -> list[tuple[str, int]]:
    """Why accounts were rejected, lost, disqualified …: most frequent first."""
    counted = Counter(
        change.reason for item in found for change in item.changes if change.move == move and change.reason
    )
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
