"""The engagement ledger as people read it: one line per cause, which still add up to the score.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from tracker.intent import Entry

#: Lines of adjustments to the sum of all others.
BOUNDS: Final = frozenset({"ceiling", "floor"})


@dataclass(frozen=True)
class Line:
    """All entries of one cause. ``earned``: points when they happened; ``worth``: what counts today.

    A rule's own cap is in its ``worth``; ``before`` is then what there was of it today (None: no cap met).
    The cap of a group or of the whole is a line of its own below what it caps: ``worth`` is what it takes
    away, ``before`` what the capped lines sum to, ``limit`` what of that counts.
    """

    kind: str
    rule: str
    signal: str
    count: int
    newest: int  # UTC ms; 0 for caps and bonuses
    earned: float
    worth: float
    entries: tuple[Entry, ...]
    before: float | None = None
    group: str = ""

    @property
    def limit(self) -> float:
        """What counts of ``before``."""
        return (self.before or 0.0) + self.worth if self.kind in _OWN_LINE else self.worth


_OWN_LINE: Final = frozenset({"group_cap", *BOUNDS})


def lines(entries: Sequence[Entry], groups: Mapping[str, str]) -> list[Line]:
    """Causes by weight, those of a capped group together with their cap below; then bonuses; then bounds.

    ``groups``: rule → its group, "" for none. The lines' ``worth`` sums to the engagement.
    """
    causes: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind != "signal_cap":
            causes.setdefault((entry.kind, entry.rule), []).append(entry)
    caps = {entry.rule: entry for entry in entries if entry.kind == "signal_cap"}
    capped = {entry.rule for entry in entries if entry.kind == "group_cap"}
    found = [
        _line(
            kind, rule, own, caps.get(rule) if own[0].ts else None, groups.get(rule, "") if own[0].ts else ""
        )
        for (kind, rule), own in causes.items()
    ]
    return _ordered([_bound(line, found) for line in found], capped)


def _line(kind: str, rule: str, own: list[Entry], cap: Entry | None, group: str) -> Line:
    dated = sorted((entry for entry in own if entry.ts), key=lambda entry: -entry.ts)
    earned = sum(e.base * e.factor for e in dated) if dated else sum(e.points for e in own)
    worth = sum(entry.points for entry in own)
    return Line(
        kind=kind,
        rule=rule,
        signal=own[0].signal,
        count=len(dated) or own[0].count,
        newest=dated[0].ts if dated else 0,
        earned=earned,
        worth=worth + (cap.points if cap else 0.0),
        entries=tuple(dated),
        before=worth if cap else None,
        group=group,
    )


def _bound(line: Line, found: list[Line]) -> Line:
    """A cap over several lines, told what they sum to."""
    if line.kind == "group_cap":
        own = sum(other.worth for other in found if other.group == line.rule)
        return replace(line, before=own, group=line.rule)
    if line.kind in BOUNDS:
        return replace(line, before=sum(other.worth for other in found if other is not line))
    return line


def _ordered(found: list[Line], capped: Set[str]) -> list[Line]:
    """A capped group stands where its sum belongs, its lines together and its cap below them."""
    sums: dict[str, float] = {}
    for line in found:
        if line.group in capped:
            sums[line.group] = sums.get(line.group, 0.0) + line.worth

    def place(line: Line) -> tuple[int, float, str, bool, float, str]:
        together = line.group if line.group in capped else ""
        block = 2 if line.kind in BOUNDS else 1 if not (line.newest or together) else 0
        weight = sums[together] if together else line.worth
        return block, -abs(weight), together, line.kind == "group_cap", -abs(line.worth), line.rule

    return sorted(found, key=place)
