"""The sieve: at each step how many came in, went on, are still there, and dropped out, and why.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.lifecycle.stages import DISQUALIFIED, LOST, RECYCLED
from tracker.read.journeys import STEPS, Journey

DROPPED: Final = (LOST, DISQUALIFIED, RECYCLED)


@dataclass(frozen=True, slots=True)
class Mesh:
    """One step: ``came`` = ``on`` + ``there`` + ``dropped``; ``why``: reasons of what dropped, most first."""

    step: str
    came: int
    on: int
    there: int
    dropped: int
    why: tuple[tuple[str, int], ...]


def sieve(found: Sequence[Journey]) -> list[Mesh]:
    """One mesh for each of ``STEPS``; what came in at one is what went on from the one before."""
    return [_mesh(number, found) for number in range(len(STEPS))]


def _mesh(number: int, found: Sequence[Journey]) -> Mesh:
    came = [item for item in found if item.furthest >= number]
    ended_here = [item for item in came if item.furthest == number]
    out = [item for item in ended_here if item.stage in DROPPED]
    why = Counter(item.changes[-1].reason or "other" for item in out)
    return Mesh(
        STEPS[number],
        len(came),
        len(came) - len(ended_here),
        len(ended_here) - len(out),
        len(out),
        tuple(sorted(why.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
