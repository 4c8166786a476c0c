"""Were the chances right? What came of accounts, held against what sales and the reckoning had said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.companies.knowledge import every_knowledge
from tracker.intent.levels import MQLS
from tracker.lifecycle.stages import DISQUALIFIED, LOST, SQL, WON
from tracker.lifecycle.worth import USUAL, brier, chance, outcomes, surely_better
from tracker.store import Store

ENDS: Final = (WON, LOST, DISQUALIFIED)


@dataclass(frozen=True, slots=True)
class Track:
    """``mql`` and ``sql``: (ended, won) of those that stood there; ``surer``: 0..1 that SQL is the better
    stage, None with too few. Misses are Brier scores over ``judged`` accounts of which sales had said a
    chance; the reckoned chance leaves each account itself out."""

    mql: tuple[int, int]
    sql: tuple[int, int]
    surer: float | None
    judged: int
    sales_miss: float | None
    reckoned_miss: float | None


def track(store: Store, site: str, at: int) -> Track:
    """Of all that came to an end up to ``at`` (UTC ms)."""
    ways = {row["account"]: row["stages"] for row in store.read("stages/ways", site=site, at=at)}
    said = {key: known.chance for key, known in every_knowledge(store, site).items() if known.chance >= 0}
    counted = outcomes(ways)
    mql, sql = _reached(ways.values(), MQLS), counted.get(SQL, (0, 0))
    judged = {key: way for key, way in ways.items() if key in said and _last(way)}
    return Track(
        mql=mql,
        sql=sql,
        surer=surely_better(sql, (mql[0] - sql[0], mql[1] - sql[1])),
        judged=len(judged),
        sales_miss=brier([(said[key] / 100, _won(way)) for key, way in judged.items()]),
        reckoned_miss=brier([(_without(way, counted), _won(way)) for way in judged.values()]),
    )


def _ended(way: Sequence[str]) -> int:
    """Place of the last outcome in the way, -1 for none."""
    return max((i for i, stage in enumerate(way) if stage in ENDS), default=-1)


def _won(way: Sequence[str]) -> bool:
    return way[_ended(way)] == WON


def _last(way: Sequence[str]) -> str:
    """The stage it stood in when it came to an end."""
    before = [stage for stage in way[: max(_ended(way), 0)] if stage in USUAL]
    return before[-1] if before else ""


def _without(way: Sequence[str], counted: dict[str, tuple[int, int]]) -> float:
    stage = _last(way)
    ended, won = counted[stage]
    return chance(stage, ended - 1, won - _won(way)).share


def _reached(ways: Iterable[Sequence[str]], stages: Sequence[str]) -> tuple[int, int]:
    found = [way for way in ways if _ended(way) >= 0 and set(stages) & set(way[: _ended(way)])]
    return len(found), sum(map(_won, found))
