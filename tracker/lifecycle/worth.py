"""What an account may be worth, and in which order to work.  [pure]

Value = chance of winning × size of the deal. The chance is the share that was won of those that stood in the
stage before and have come to an end, drawn towards a usual figure while they are few. It is a figure to order
by, not a promise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median, quantiles
from typing import Final

from tracker.intent.levels import MQLS

#: What is usual, until own outcomes say better; middle of published bands, and so rough.
USUAL: Final[dict[str, float]] = {
    "LEAD": 0.005,
    "IQL": 0.01,
    "MQL1": 0.02,
    "MQL2": 0.03,
    **dict.fromkeys(MQLS[2:], 0.06),
    "OFFERED": 0.07,
    "SAL": 0.14,
    "SQL": 0.25,
    "OPPORTUNITY": 0.4,
}
#: As many outcomes the usual figure weighs.
WEIGHT: Final = 10
_GRADES: Final = "ABC?DX"


@dataclass(frozen=True)
class Chance:
    """``share`` 0..1; ``ended``: how many own outcomes it rests on."""

    share: float
    ended: int


def chance(stage: str, ended: int, won: int) -> Chance:
    """Of an account in ``stage``, where ``ended`` that stood there have an outcome and ``won`` were won."""
    usual = USUAL.get(stage, 0.0)
    return Chance((won + WEIGHT * usual) / (ended + WEIGHT), ended)


def deal(entered: int, own_segment: Sequence[int], others: Sequence[int]) -> int:
    """Euros: what was entered, else the median of deals won in the segment, else of all won; 0: not known."""
    if entered:
        return entered
    known = own_segment or others
    return int(median(known)) if known else 0


@dataclass(frozen=True)
class Item:
    """One account as the order sees it. ``cell`` "A1" … "D4", "?2"; ``last_seen`` UTC ms; ``value`` euros."""

    account: str
    cell: str
    act_now: bool = False
    late: bool = False
    urgent: bool = False  # somebody found out that they are in a hurry
    value: float = 0.0
    last_seen: int = 0
    owner: str = ""
    completeness: float = 0.0  # 0..1 of what the profile asks


def ranked(items: Sequence[Item]) -> list[Item]:
    """Raised hands, what is overdue, who is in a hurry, then A1 to D4, value, and who was here last."""
    return sorted(items, key=_order)


def _order(item: Item) -> tuple[bool, bool, bool, int, int, float, int, str]:
    grade = _GRADES.find(item.cell[:1])
    number = int(item.cell[1:]) if item.cell[1:].isdigit() else 4
    return (
        not item.act_now,
        not item.late,
        not item.urgent,
        number + grade,
        grade,
        -item.value,
        -item.last_seen,
        item.account,
    )


def portion(items: Sequence[Item], capacity: int) -> dict[str, list[str]]:
    """Owner → the accounts that are enough for a day, best first; ``capacity`` 0: no limit.

    What nobody looks after stands under "".
    """
    found: dict[str, list[str]] = {}
    for item in ranked(items):
        own = found.setdefault(item.owner, [])
        if not capacity or len(own) < capacity:
            own.append(item.account)
    return found


def to_find_out(items: Sequence[Item]) -> list[Item]:
    """What would repay looking up: worth much, and little known of it. Complete ones are left out."""
    open_ones = [item for item in items if item.completeness < 1]
    return sorted(open_ones, key=lambda item: (-item.value * (1 - item.completeness), item.account))


def outcomes(ways: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Stage → (ended, won), from the stages each account went through, oldest first.

    An account counts once for each stage it stood in before its last outcome.
    """
    found: dict[str, tuple[int, int]] = {}
    for stages in ways.values():
        ends = [i for i, stage in enumerate(stages) if stage in {"WON", "LOST", "DISQUALIFIED"}]
        if not ends:
            continue
        won = stages[ends[-1]] == "WON"
        for stage in set(stages[: ends[-1]]) & USUAL.keys():
            ended_before, won_before = found.get(stage, (0, 0))
            found[stage] = (ended_before + 1, won_before + won)
    return found


def surely_better(later: tuple[int, int], earlier: tuple[int, int]) -> float | None:
    """How sure it is (0..1) that a later stage is won more often than an earlier one; None with too few.

    Each is (ended, won). One-sided two-proportion test by the normal approximation, so both must have at
    least five won and five not won, together.
    """
    ended, won = later[0] + earlier[0], later[1] + earlier[1]
    if not later[0] or not earlier[0] or min(won, ended - won) < 5:
        return None
    share = won / ended
    spread = (share * (1 - share) * (1 / later[0] + 1 / earlier[0])) ** 0.5
    return NormalDist().cdf((later[1] / later[0] - earlier[1] / earlier[0]) / spread)


def brier(said: Sequence[tuple[float, bool]]) -> float | None:
    """Mean squared miss of chances (0..1) by what came of them: 0 is perfect, 0.25 a coin; None: none."""
    return sum((chance - won) ** 2 for chance, won in said) / len(said) if said else None


@dataclass(frozen=True)
class Spread:
    """Of the engagement of all accounts: the mean, and from where on the upper quarter and tenth begin."""

    n: int
    mean: float
    quarter: float
    tenth: float


def spread(points: Sequence[float]) -> Spread | None:
    """None for fewer than two accounts: nobody is above an average of one."""
    if len(points) < 2:
        return None
    cuts = quantiles(points, n=20, method="inclusive")
    return Spread(len(points), fmean(points), cuts[14], cuts[17])
