"""How often one person may be turned to, and whether once more would be too often.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

DAY_MS: Final = 86_400_000
BOUNDS: Final = {"most": (1, 50), "days": (1, 365)}


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``most`` times in ``days`` days."""

    most: int = 3
    days: int = 14


@dataclass(frozen=True, slots=True)
class Pressure:
    """``done``: times in the window; ``left``: how many more; ``free``: when one more is right again
    (UTC ms), 0: now."""

    done: int
    left: int
    free: int

    @property
    def full(self) -> bool:
        return self.left == 0


def pressure(times: Iterable[int], cap: Cap, at: int) -> Pressure:
    """``times`` (UTC ms) at which somebody of us turned to the person."""
    window = cap.days * DAY_MS
    recent = sorted(time for time in times if at - window < time <= at)
    left = max(cap.most - len(recent), 0)
    free = 0 if left else recent[len(recent) - cap.most] + window
    return Pressure(len(recent), left, free)
