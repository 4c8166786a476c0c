"""Levels, rules, sources and money: which qualification held what it promised.  [pure]

Counted from the same journeys as the funnel (tracker.read.funnel); what a deal was worth is what sales wrote
down, what leads cost is what the site entered.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tracker.intent.levels import MQLS
from tracker.intent.touch import DAY_MS
from tracker.lifecycle.stages import CHURNED, LOST, OFFERED, SAL, SQL, WON
from tracker.read.funnel import Rate
from tracker.read.journeys import Journey

_MONTH_DAYS: Final = 30.4
#: Steps a cost is given for.
COSTED: Final = ("MQL", SAL, SQL, WON)


@dataclass(frozen=True, slots=True)
class Level:
    """Journeys by the highest MQL they earned. ``won``: of those decided; ``days``: median from the first MQL
    to the order; ``revenue``: euros of those won."""

    name: str
    n: int
    won: Rate
    days: float | None
    revenue: int


@dataclass(frozen=True, slots=True)
class Cost:
    """``per``: euros for each that came as far as ``step``; None where nobody did."""

    step: str
    n: int
    per: float | None


def levels(found: Sequence[Journey], deals: Mapping[str, int]) -> list[Level]:
    """``deals``: account → euros. The lowest level first; a level nobody reached is left out."""
    groups: dict[str, list[Journey]] = {}
    for item in found:
        if name := highest(item):
            groups.setdefault(name, []).append(item)
    return [_level(name, groups[name], deals) for name in MQLS if name in groups]


def revenue_by(
    found: Sequence[Journey], deals: Mapping[str, int], answer: Callable[[Journey], str]
) -> list[Level]:
    """The same figures by an answer (source …) instead of the level: what brought most first; "" left out."""
    groups: dict[str, list[Journey]] = {}
    for item in found:
        if item.qualified and (name := answer(item)):
            groups.setdefault(name, []).append(item)
    made = [_level(name, own, deals) for name, own in groups.items()]
    return sorted(made, key=lambda item: (-item.revenue, -item.won.hits, -item.n, item.name))


def highest(item: Journey) -> str:
    """The highest MQL the journey earned, "" for none."""
    return max((change.to for change in item.changes if change.to in MQLS), default="")


def _level(name: str, own: Sequence[Journey], deals: Mapping[str, int]) -> Level:
    days = [(item.reached(WON) - item.qualified) / DAY_MS for item in own if item.reached(WON)]
    return Level(
        name,
        len(own),
        _won(own),
        statistics.median(days) if days else None,
        sum(deals.get(item.account, 0) for item in own if item.reached(WON)),
    )


def _won(own: Sequence[Journey]) -> Rate:
    decided = [item for item in own if item.reached(WON) or item.stage == LOST]
    return Rate(sum(bool(item.reached(WON)) for item in decided), len(decided))


def upside_down(found: Sequence[Level]) -> list[tuple[str, str]]:
    """Pairs (lower, higher) of neighbours where the higher level was won less often; few say nothing."""
    return [(low.name, high.name) for low, high in pairwise(found) if _falls(low.won, high.won)]


def _falls(low: Rate, high: Rate) -> bool:
    known = low.value is not None and high.value is not None and not (low.few or high.few)
    return known and (high.value or 0.0) < (low.value or 0.0)


def rejected(found: Sequence[Journey], rules: Sequence[str]) -> list[tuple[str, Rate]]:
    """Rule → of the offers it stood behind, how many sales turned down; the most first, few ones last."""
    fired: dict[str, list[bool]] = {}
    for item in found:
        offered = next((change for change in item.changes if change.to == OFFERED), None)
        for rule in set(offered.rules) & set(rules) if offered else ():
            fired.setdefault(rule, []).append(item.move("reject") is not None)
    made = [(rule, Rate(sum(turned), len(turned))) for rule, turned in fired.items()]
    return sorted(made, key=lambda item: (item[1].few, -(item[1].value or 0.0), item[0]))


def churn(found: Sequence[Journey], answer: Callable[[Journey], str]) -> list[tuple[str, Rate]]:
    """Answer (source, level …) → of the customers won, how many left; "" is left out."""
    groups: dict[str, list[bool]] = {}
    for item in found:
        if item.reached(WON) and (name := answer(item)):
            groups.setdefault(name, []).append(any(change.to == CHURNED for change in item.changes))
    made = [(name, Rate(sum(left), len(left))) for name, left in groups.items()]
    return sorted(made, key=lambda item: (-item[1].n, item[0]))


def costs(found: Sequence[Journey], a_month: int, at: int) -> list[Cost]:
    """What each step cost, at so many euros a month since the first change up to ``at`` (UTC ms)."""
    if not a_month or not found:
        return []
    since = min(item.changes[0].at for item in found)
    spent = a_month * max((at - since) / DAY_MS / _MONTH_DAYS, 1.0)
    counts = {step: sum(_came(item, step) for item in found) for step in COSTED}
    return [Cost(step, n, spent / n if n else None) for step, n in counts.items()]


def _came(item: Journey, step: str) -> bool:
    return bool(item.qualified) if step == "MQL" else bool(item.reached(step))
