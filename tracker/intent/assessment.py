"""The answer of scoring: a score that says where every point comes from.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Params = tuple[tuple[str, str | int | float], ...]
EntryKind = Literal[
    "signal", "bonus", "negative", "signal_cap", "group_cap", "breadth", "frequency", "ceiling", "floor"
]

FitKind = Literal["criterion", "needs", "off"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason without a language: a code and its parameters. The codes are listed in docs/scoring.md."""

    code: str
    params: Params = ()

    def get(self, name: str, default: str | int | float = "") -> str | int | float:
        return dict(self.params).get(name, default)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the engagement ledger. ``points`` of all entries sum to the score exactly.

    ``points`` = ``base`` × ``factor`` × ``decay``; ``factor`` holds the proactive and the dwell factor.
    ``kind`` "bonus": for a visit that saw many kinds of pages. Entries of caps, breadth and frequency have no
    event behind them: ``ts`` 0, ``view`` "".
    """

    kind: EntryKind
    rule: str  # id of the rule, or the name of the group or bonus
    points: float
    signal: str = ""
    ts: int = 0  # UTC ms of the event
    view: str = ""
    url: str = ""  # host and path
    visitor: str = ""
    base: float = 0.0
    factor: float = 1.0
    decay: float = 1.0
    count: int = 1


@dataclass(frozen=True, slots=True)
class FitEntry:
    """One line of the fit ledger. ``points`` of all known lines sum to the fit (0..100).

    ``kind``: "criterion"; "needs" those of the profile that they looked at; "off" points taken off.
    """

    field: str
    value: str  # "" when unknown
    weight: float
    rating: float | None  # 0..100, None when unknown
    points: float
    kind: FitKind = "criterion"
    note: str = ""  # how the answer came to be, where it was converted


@dataclass(frozen=True, slots=True)
class PersonaFit:
    """How well a company matches one kind of ideal customer. ``value`` 0..100, None: nothing is known;
    ``grade`` A-D or "?"; ``met``: needs it looked at, of so many ``needs``."""

    name: str
    value: float | None
    completeness: float
    grade: str
    ledger: tuple[FitEntry, ...] = ()
    met: tuple[str, ...] = ()
    needs: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """One account at one instant under one model."""

    at: int  # UTC ms
    model: str  # version
    engagement: float  # 0..100 = sum of ledger points
    fit: float | None  # 0..100, None when nothing is known
    completeness: float  # 0..1
    grade: str  # A-D; "?" too little known; "X" excluded
    number: int  # 1-4
    cell: str  # "A1" … "D4", "?2", "X4"
    stage: str  # LEAD, IQL, MQL1 to the highest, or the stage people set (SAL, SQL, …)
    ledger: tuple[Entry, ...] = ()
    fit_ledger: tuple[FitEntry, ...] = ()
    personas: tuple[PersonaFit, ...] = ()  # best match first: its fit is the fit
    reasons: tuple[Reason, ...] = ()  # why this stage
    missing: tuple[Reason, ...] = ()  # what it would take to reach the next one
    act_now: bool = False  # raised a hand within the last days
    held_until: int = 0  # UTC ms: the level is above what is earned now, and left then; 0: not held
    earned: int = 0  # MQL level from 1 that points and raised hands give now, whatever was before; 0: none
    levels: int = 3  # how many levels of MQL the model has
    raised: bool = False  # they are in a hurry, and the model gives one level more for that
    review: bool = False  # a hand was raised but the fit is C, D or unknown: a person should look
