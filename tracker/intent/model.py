"""The score model: what counts how much. Data (TOML), immutable, named by the hash of its content.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Role = Literal["buying", "information", "background"]
On = Literal["view", "action", "any"]
When = Literal["visit_only", "bounce", "touch"]
Mode = Literal["points", "first_contact", "manual"]
BoundsMode = Literal["points", "share"]

#: Signals scoring derives itself, so an event cannot bring them: a view no other rule knows, and the first
#: view of a further day.
PAGE: Final = "page"
RETURN_VISIT: Final = "return_visit"
_MEANS: Final = frozenset({"budget_eur", "offer_eur", "revenue_eur", "revenue", "employees"})
MOST_LEVELS: Final = 9
DERIVED: Final = frozenset({PAGE, RETURN_VISIT})
RETURN_WITHIN_DAYS: Final = 30


class ModelError(ValueError):
    """A model says something that cannot be; the text names where, what, and what is allowed."""


@dataclass(frozen=True, slots=True)
class SignalRule:
    """What one signal is worth. Points fall to a half every ``half_life_days``.

    ``on``: "view" earns when a page with the signal is viewed, "action" when something is done
    (form, add_to_cart, …), "any" on both. ``role``: only "buying" opens the way to an MQL,
    "information" makes an IQL, "background" makes neither. ``explicit``: they said so themselves (a form, a
    call, a talk), otherwise it is read from what they do.
    """

    id: str
    signal: str
    points: float
    cap: float
    half_life_days: float
    on: On = "any"
    group: str = ""
    role: Role = "buying"
    proactive: bool = False
    act_now: bool = False
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken off (``points`` and ``cap`` are below zero).

    ``when``: "visit_only" a visit that saw nothing but pages with ``signals``; "bounce" a visit of one
    view, measured shorter than the model's ``bounce_ms``; "touch" each event with one of ``signals``.
    A visit is judged when it is over, 30 minutes after its last event.
    """

    id: str
    when: When
    points: float
    cap: float
    half_life_days: float
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points for a visit that saw pages of at least ``least`` of the groups ``signals``: who reads of the
    product, the company and its references is better informed. Judged when the visit is over."""

    id: str
    signals: tuple[str, ...]
    points: float
    cap: float
    half_life_days: float
    least: int = 3

    def earned(self, views: Iterable[Iterable[str]]) -> bool:
        """``views``: the signals of each page view of one visit."""
        return len({signal for view in views for signal in view} & set(self.signals)) >= self.least


@dataclass(frozen=True, slots=True)
class Band:
    """Points 0..100 for one answer: one of ``values`` (lower case, "" never), or ``low <= number < high``."""

    points: float
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the ideal customer profile. An answer that no band names earns ``otherwise``.
    ``currency``: of the bands of revenue (ISO 4217), "" is euros."""

    field: str
    weight: float
    bands: tuple[Band, ...]
    otherwise: float = 0.0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """One kind of ideal customer. ``needs``: what they need, as it stands in titles or addresses of products;
    those an account looked at weigh ``needs_weight`` together, those it did not look at count neither way."""

    name: str
    criteria: tuple[Criterion, ...]
    needs: tuple[str, ...] = ()
    needs_weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A fact that rules a company out: grade X, never an MQL."""

    field: str  # a field of Profile, or "tag"
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model. Points are per event, thresholds are points of engagement (0..100).

    ``mql_mode``, because teams do not agree on when an account is an MQL: "points" by the grid;
    "first_contact" level 1 from the first sign of interest or of looking for information, the levels above by
    the grid; "manual" never by a rule, marketing offers what it has looked at. ``iql``: is that stage used?
    """

    name: str
    version: str  # first 12 hex digits of the SHA-256 of the content
    signals: tuple[SignalRule, ...]
    penalties: tuple[Penalty, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    group_caps: Mapping[str, float] = field(default_factory=dict)
    event_signals: Mapping[str, str] = field(default_factory=dict)  # event name → signal it always has
    cells: Mapping[str, str] = field(default_factory=dict)  # "A1" → "MQL3"; a cell not named is no MQL
    persona_name: str = ""  # of the customer that ``criteria`` and ``needs`` describe
    needs: tuple[str, ...] = ()  # see Persona
    needs_weight: float = 0.0
    personas: tuple[Persona, ...] = ()  # further kinds of ideal customers; the best match is the fit
    window_days: int = 90
    proactive_factor: float = 1.5
    dwell_full_seconds: float = 30.0
    dwell_floor: float = 0.25
    dwell_unmeasured: float = 0.5
    daily_count_cap: int = 20
    breadth_points: float = 5.0
    breadth_cap: float = 15.0
    breadth_min_views: int = 2
    frequency_points: float = 3.0
    frequency_cap: float = 10.0
    presence_days: int = 14
    bounce_ms: int = 10_000
    engagement_bounds: tuple[float, float, float] = (60.0, 40.0, 20.0)
    bounds_mode: BoundsMode = "points"  # "share": the bounds are upper shares of the own accounts
    engagement_shares: tuple[float, float, float] = (10.0, 25.0, 50.0)  # per cent, see shares.py
    measured: int = 0  # accounts the bounds were taken from; 0: they are the model's own points
    grade_bounds: tuple[float, float, float] = (75.0, 50.0, 25.0)
    completeness_min: float = 0.3
    mql_min_engagement: float = 5.0
    leave_factor: float = 0.6
    leave_days: int = 7
    act_now_days: float = 14.0
    cycle_days: float = 90.0
    mql_mode: Mode = "points"
    iql: bool = True
    urgency_raises: bool = False  # who said to be in a hurry is one level higher than points make it
    rates: Mapping[str, float] = field(default_factory=dict)  # currency (ISO 4217) → euros for one of it
    rates_day: str = ""  # "YYYY-MM-DD" they are of
    cannot_pay_points: float = 0.0  # taken off the fit of who cannot pay the smallest offer, see afford.py
    cannot_pay_share: float = 0.0  # per cent of a year's revenue that one purchase may cost; 0: not asked
    cannot_pay_employees: int = 0  # people the smallest offer is made for at least; 0: not asked
    surge_score: float = 70.0  # see tracker.intent.surge
    surge_least: float = 3.0
    surge_days: int = 7
    surge_weeks: int = 12
    surge_quiet_days: int = 14
    surge_prior: float = 1.0

    @property
    def stretch(self) -> float:
        """How much longer than 90 days the sales cycle is: half-lives follow it, from 0.5 to 3."""
        return min(3.0, max(0.5, self.cycle_days / 90.0))

    @property
    def off_topic(self) -> frozenset[str]:
        """Signals of pages that say nothing of a purchase (careers, support): their views earn nothing."""
        only = (penalty.signals for penalty in self.penalties if penalty.when == "visit_only")
        return frozenset(signal for signals in only for signal in signals)

    @property
    def profiles(self) -> tuple[Persona, ...]:
        """Every kind of ideal customer. A model that describes none has one that asks for nothing."""
        first = Persona(self.persona_name, self.criteria, self.needs, self.needs_weight)
        return (first, *self.personas) if first.criteria or not self.personas else self.personas

    @property
    def wanted(self) -> tuple[str, ...]:
        """The needs of all of them."""
        return tuple(dict.fromkeys(need for persona in self.profiles for need in persona.needs))

    @property
    def asks(self) -> frozenset[str]:
        """What it must know of a company beside its marks: names of fields of ``touch.Profile``."""
        fields = {criterion.field for persona in self.profiles for criterion in persona.criteria}
        fields |= {exclusion.field for exclusion in self.exclusions} - {"tag"}
        fields |= {"revenue"} if "revenue_eur" in fields else set()
        fields |= {"urgency"} if self.urgency_raises else set()
        return frozenset(fields | (_MEANS if self.cannot_pay_points else set()))

    @property
    def levels(self) -> int:
        """How many levels of MQL there are: the highest that the grid names."""
        return max((int(stage.removeprefix("MQL")) for stage in self.cells.values()), default=1)

    @property
    def rules(self) -> tuple[SignalRule | Penalty | Bonus, ...]:
        """All that gives points or takes them off."""
        return (*self.signals, *self.penalties, *self.bonuses)

    def rule(self, rule_id: str) -> SignalRule:
        """Raises ``KeyError``."""
        for rule in self.signals:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
