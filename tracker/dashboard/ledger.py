"""The engagement ledger as people read it: one line per cause, which still add up to the score.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.intent import Entry

#: Lines that only take away what is above a limit.
CAPS: Final = frozenset({"signal_cap", "group_cap", "ceiling", "floor"})


@dataclass(frozen=True)
class Line:
    """All entries of one cause. ``earned``: points when they happened; ``worth``: what is left today."""

    kind: str
    rule: str
    signal: str
    count: int
    newest: int  # UTC ms; 0 for caps and bonuses
    earned: float
    worth: float
    entries: tuple[Entry, ...]


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Signals and penalties by weight, then bonuses and caps."""
    causes: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        causes.setdefault((entry.kind, entry.rule), []).append(entry)
    found = [_line(kind, rule, group) for (kind, rule), group in causes.items()]
    return sorted(found, key=lambda line: (line.newest == 0, line.kind in CAPS, -abs(line.worth), line.rule))


def _line(kind: str, rule: str, group: list[Entry]) -> Line:
    dated = sorted((entry for entry in group if entry.ts), key=lambda entry: -entry.ts)
    earned = sum(e.base * e.factor for e in dated) if dated else sum(e.points for e in group)
    return Line(
        kind=kind,
        rule=rule,
        signal=group[0].signal,
        count=len(dated) or group[0].count,
        newest=dated[0].ts if dated else 0,
        earned=earned,
        worth=sum(entry.points for entry in group),
        entries=tuple(dated),
    )
