"""What the readers answer with.

Times are UTC ms, days "YYYY-MM-DD" in the asked zone; texts are raw: who renders, escapes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tracker.intent import Assessment, Reason
from tracker.intent.surge import Surge


@dataclass(frozen=True, slots=True)
class PageViews:
    """One page and how often the account viewed it in the range."""

    host: str
    path: str
    title: str
    views: int
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account of a site: figures of the day range, score at the instant ``assessment.at``.

    ``visitors`` is the largest number of distinct visitors on one day of the range: keys change daily,
    so a sum over days would count the same person again and again.
    """

    key: str  # registrable domain, or "~name"
    name: str
    domain: str
    kind: str  # verdict kind: business, education, government, …
    confidence: float  # 0..1, the highest of its networks in the range
    method: str
    assessment: Assessment
    visits: int
    views: int
    visitors: int
    days_active: int
    engaged_ms: int
    first_seen: int  # first event ever (as far as addresses are known)
    last_seen: int  # last event in the range
    country: str = ""
    city: str = ""
    industry: str = ""
    employees: str = ""  # a number or a band, as the source gave it
    revenue_eur: str = ""
    signals: Mapping[str, int] = field(default_factory=dict)  # signal → events of the range
    top_pages: tuple[PageViews, ...] = ()  # most viewed first, at most 10
    channels: tuple[str, ...] = ()  # of its visits, most frequent first
    sources: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    new: bool = False  # first seen within the range
    spark: tuple[int, ...] = ()  # views of the 30 days up to the last of the range, oldest first
    scores: tuple[float, ...] = ()  # engagement at the end of each of those days; the last one is at ``at``
    stage_before: str = (
        ""  # computed for the end of the day before the last of the range; "" if not seen then
    )
    why: tuple[Reason, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str = ""
    target: bool = False
    surge: Surge | None = None  # against its own weeks before
    relation: str = ""  # what the CRM or a person says the company is to us: customer, opportunity, target …
    facts: Mapping[str, str] = field(default_factory=dict)  # every field that is known, its surest value
    known: int = 0  # how many of the eight fields of a profile are known

    @property
    def delta(self) -> float:
        """Engagement against the end of the day before."""
        return self.scores[-1] - self.scores[-2] if len(self.scores) > 1 else 0.0

    @property
    def delta_week(self) -> float:
        """Engagement against the end of the day seven days before."""
        return self.scores[-1] - self.scores[-8] if len(self.scores) > 7 else 0.0


class Graded(Protocol):
    """Of an assessment what lists sort and filter by."""

    @property
    def engagement(self) -> float: ...
    @property
    def grade(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def cell(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def act_now(self) -> bool: ...


class Listed(Protocol):
    """What lists sort and filter by: an ``AccountView``, or a summary of it (``tracker.read.summaries``)."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def assessment(self) -> Graded: ...
    @property
    def visits(self) -> int: ...
    @property
    def views(self) -> int: ...
    @property
    def visitors(self) -> int: ...
    @property
    def first_seen(self) -> int: ...
    @property
    def last_seen(self) -> int: ...
    @property
    def signals(self) -> Collection[str]: ...
    @property
    def country(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def new(self) -> bool: ...
    @property
    def owner(self) -> str: ...
    @property
    def target(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One event in the timeline of a visit."""

    ts: int
    name: str  # pv, form, add_to_cart, …
    host: str
    path: str
    title: str
    signals: tuple[str, ...]
    engaged_ms: int  # of the view; 0 on events that are none
    target: str = ""
    view: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of an account. ``measured`` False: nothing knows how long pages were read."""

    visitor: str
    start: int
    end: int
    views: int
    engaged_ms: int
    measured: bool
    channel: str
    source: str
    campaign: str
    landing: str  # path of the first view
    device: str
    network: str
    confidence: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why we think these visitors are this company: one network and its verdict."""

    network: str
    operator: str
    operator_country: str
    kind: str
    rule: str
    method: str
    confidence: float
    decided: int
    version: str
    views: int
    items: tuple[Any, ...]  # the evidence as the identifier gave it


@dataclass(frozen=True, slots=True)
class StageChange:
    """One change of stage: recorded by the qualify job or by a person, or computed just now."""

    at: int
    from_stage: str
    to_stage: str
    model: str
    actor: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    decided: int = 0  # 0: computed now, not recorded


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of what is known of a company, with where it is from and when.

    ``actor``: who entered it, "" for data that was looked up; ``at``: when, UTC ms.
    """

    field: str
    value: str
    source: str
    dated: str
    actor: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """Engagement and stage at the end of one day."""

    day: str
    engagement: float
    stage: str


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """One account in full. The ledger is ``view.assessment.ledger``."""

    view: AccountView
    timeline: tuple[Visit, ...]  # newest first
    evidence: tuple[Evidence, ...]
    score_line: tuple[ScorePoint, ...]  # 90 days, oldest first
    stages: tuple[StageChange, ...]  # recorded, oldest first
    computed: tuple[StageChange, ...]  # what today's model says of the window, oldest first
    facts: tuple[Fact, ...]
    levers: tuple[Reason, ...]  # what it would take to reach the next stage
