"""Figures of the analysis in words, and the geometry of its bars.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.i18n import N_, Translator
from reports.words import CHANNELS, stage, word
from tracker.dashboard.persons import CHANNELS as ELSEWHERE
from tracker.read.funnel import Rate, Span
from tracker.read.journeys import STEPS
from tracker.read.sieve import Mesh

RATES: Final = {
    "LEAD>MQL": N_("qualified, of all accounts"),
    "MQL>OFFERED": N_("offered to sales, of those qualified"),
    "acceptance": N_("accepted, of those sales answered"),
    "premature": N_("turned away as too early, of those offered"),
    "SAL>SQL": N_("qualified by sales, of those accepted"),
    "SQL>OPPORTUNITY": N_("opportunity, of those sales qualified"),
    "OPPORTUNITY>WON": N_("won, of the opportunities"),
    "MQL>WON": N_("won, of those qualified"),
    "recycled": N_("came back, of those set aside"),
}
STEP_WORDS: Final = {
    "LEAD": N_("seen"),
    "MQL": N_("qualified"),
    "seen": N_("first visit"),
    "OFFERED": N_("offered to sales"),
    "SAL": N_("accepted by sales"),
    "SQL": N_("qualified by sales"),
    "OPPORTUNITY": N_("opportunity"),
    "WON": N_("won"),
}
MOVES: Final = {
    "reject": N_("Turned away by sales"),
    "recycle": N_("Back to nurturing"),
    "lose": N_("Lost"),
    "disqualify": N_("Disqualified"),
    "churn": N_("Customers who left"),
}
DISPUTES: Final = {
    "again": N_("turned down more than once, and qualified by points again"),
    "refused": N_("turned down for what it is, and qualified by points again"),
    "past": N_("offered although the points did not say so"),
}
LEVELS: Final = {
    "owner": N_("half of the time is gone"),
    "lead": N_("the time is over"),
    "reassign": N_("somebody else should take it"),
}
WIDTH: Final = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """``width`` 0..100 as text for SVG."""

    step: str
    n: int
    width: str


def funnel_bars(counts: tuple[int, ...]) -> list[Bar]:
    """One bar for each step, the widest 100."""
    most = max(counts, default=0) or 1
    return [Bar(step, n, f"{WIDTH * n / most:.2f}") for step, n in zip(STEPS, counts, strict=True)]


def parts(mesh: Mesh, most: int) -> list[tuple[str, str, str]]:
    """(part, left, width) of one step of the sieve: what went on, is there and dropped, 0..100 as texts."""
    found, left = [], 0.0
    for name, n in (("on", mesh.on), ("there", mesh.there), ("dropped", mesh.dropped)):
        width = WIDTH * n / (most or 1)
        found.append((name, f"{left:.2f}", f"{width:.2f}"))
        left += width
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """An interval and the value in it, 0..100 as texts for SVG."""

    left: str
    width: str
    at: str


def reach(rate: Rate) -> Reach:
    low, high = rate.interval
    return Reach(
        f"{WIDTH * low:.2f}",
        f"{WIDTH * (high - low):.2f}",
        f"{min(WIDTH * (rate.value or 0), WIDTH - 1):.2f}",
    )


@dataclass(frozen=True)
class Analysing:
    t: Translator

    def rate(self, code: str) -> str:
        return word(self.t, RATES, code)

    def step(self, code: str) -> str:
        return self.t.gettext(STEP_WORDS[code]) if code in STEP_WORDS else stage(self.t, code)

    def move(self, code: str) -> str:
        return word(self.t, MOVES, code)

    def level(self, code: str) -> str:
        return word(self.t, LEVELS, code)

    def dispute(self, code: str) -> str:
        return word(self.t, DISPUTES, code)

    def source(self, code: str) -> str:
        known = {**ELSEWHERE, **CHANNELS}
        return self.t.gettext(known[code]) if code in known else code

    def span(self, span: Span) -> str:
        return self.t.gettext("%(start)s → %(end)s", start=self.step(span.start), end=self.step(span.end))
