"""The daily report as a value: what every renderer reads and nothing else.  [pure]

No text for people in here: reasons, signals, kinds and notes are codes with parameters, which
``reports.words`` puts into the reader's language. Days are "YYYY-MM-DD" in the report's zone,
times UTC milliseconds, scores 0..100. There is no "made at": the same data gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from reports.late import LateRow

Params = tuple[tuple[str, str | int | float], ...]

USUAL_LEVELS: Final = 3  # of MQL


@dataclass(frozen=True, slots=True)
class Because:
    """One reason. Codes are those of ``reports.words.because``; an unknown code is shown as it is.

    ``("signal", (("signal", "pricing"), ("count", 3), ("day", "2026-03-11")))``;
    ``("visitors", (("count", 2),))``
    """

    code: str
    params: Params = ()

    def get(self, name: str, default: str | int | float = "") -> str | int | float:
        return dict(self.params).get(name, default)

    def number(self, name: str) -> int:
        value = self.get(name, 0)
        return int(value) if not isinstance(value, str) else 0


@dataclass(frozen=True, slots=True)
class PageCount:
    """A page the company viewed that day. ``signals``: pricing, cart, … as the rule pack said."""

    host: str
    path: str
    views: int
    title: str = ""
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One identified company on that day."""

    key: str  # account key: registrable domain, or "~name"
    name: str
    domain: str = ""
    city: str = ""
    country: str = ""  # ISO 3166 alpha-2, upper case
    industry: str = ""
    employees: str = ""  # a number or a band, as the source gave it
    kind: str = "business"  # verdict kind
    confidence: float = 0.0  # 0..1
    method: str = ""  # how it was identified: own_list, rdap, rdns, …
    why: tuple[Because, ...] = ()
    grade: str = ""  # fit letter A-D, "?" while too little is known, "X" excluded
    cell: str = ""  # A1 … D4
    score: float = 0.0  # engagement at the end of the day
    delta: float = 0.0  # against the end of the day before
    delta_week: float = 0.0  # against the end of the day seven days before
    spark: tuple[float, ...] = ()  # score at the end of each of the last 30 days, oldest first
    visits: int = 0
    views: int = 0
    visitors: int = 0
    seconds: int = 0  # engaged time
    pages: tuple[PageCount, ...] = ()  # most viewed first
    source: str = ""  # channel of the first view: direct, search, …
    campaign: str = ""
    stage: str = ""  # LEAD, IQL, MQL1, …
    held_until: str = ""  # day on which the level is left if nothing more happens; "" while it is earned
    levels: int = USUAL_LEVELS  # how many levels of MQL there are
    earned: int = 0  # MQL level from 1 that the day's score alone gives; 0: none
    previous_stage: str = ""  # at the end of the day before; "" if not yet seen
    act_now: bool = False  # raised a hand: trial, demo request, call …
    review: bool = False  # raised a hand, but the fit is poor or unknown: a person should look
    first_seen: str = ""  # day of the first identified view
    new: bool = False  # first seen on the report's day
    owner: str = ""
    target: bool = False

    @property
    def confidence_word(self) -> str:
        """Code of the word: certain, likely, possible or weak."""
        return confidence_word(self.confidence)


def confidence_word(value: float) -> str:
    """The word for a confidence of 0..1; bounds are lower bounds."""
    for bound, word in ((0.9, "certain"), (0.7, "likely"), (0.4, "possible")):
        if value >= bound:
            return word
    return "weak"


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Views of one class: ``kind`` is a verdict kind, "bot" or "pending"; ``identified``: account known."""

    kind: str
    identified: bool
    views: int
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class Accounting:
    """Every kept view of the day in exactly one class, and what was not kept, by reason.

    ``total_views`` is counted on its own, not summed from ``classes``: ``closed`` compares the two.
    """

    total_views: int = 0
    classes: tuple[ClassCount, ...] = ()
    not_kept: tuple[tuple[str, int], ...] = ()  # (Reason value, events), the UTC day's tally

    @property
    def closed(self) -> bool:
        return sum(item.views for item in self.classes) == self.total_views

    @property
    def identified_views(self) -> int:
        return sum(item.views for item in self.classes if item.identified)


@dataclass(frozen=True, slots=True)
class Headline:
    """Counts of people's traffic, bots left out. ``usual_views``: mean of that weekday, 4 weeks before."""

    views: int = 0
    visits: int = 0
    visitors: int = 0
    accounts: int = 0
    known: int = 0  # accounts seen before that day
    new: int = 0
    ready: int = 0  # accounts in the highest MQL or with a raised hand
    usual_views: float | None = None


@dataclass(frozen=True, slots=True)
class DailyReport:
    site: str
    day: str
    zone: str  # IANA
    site_title: str = ""
    demo: bool = False
    headline: Headline = Headline()
    companies: tuple[CompanyRow, ...] = ()
    accounting: Accounting = Accounting()
    notes: tuple[Because, ...] = ()  # data notes: operator_data(date), low_confidence(count), …
    versions: tuple[tuple[str, str], ...] = ()  # ("model", "1"), ("operators", "2026-10-01"), …
    link: str = ""  # http(s) address of the installation, no slash at the end; "" = no links
    first_day: str = ""  # of a report of several days that end with ``day``
    late: tuple[LateRow, ...] = ()  # promises of sales that were not kept, longest overdue first

    def to_dict(self) -> dict[str, Any]:
        found = asdict(self)
        for name in ("first_day", "late"):
            if not found[name]:
                del found[name]
        for row in found["companies"]:
            if (
                row["levels"] == USUAL_LEVELS
            ):  # so that reports made before there could be others stay the same
                del row["levels"]
        return found

    @property
    def running(self) -> bool:
        """The day was not over when the report was made."""
        return any(note.code == "day_running" for note in self.notes)

    @property
    def empty(self) -> bool:
        return not self.accounting.total_views and not self.companies


def content_hash(report: DailyReport) -> str:
    """SHA-256 (hex) of what the report says, wherever it is read: ``link`` does not count."""
    said = {key: value for key, value in report.to_dict().items() if key != "link"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
