"""The board: accounts by stage, what is due for each and whether it is late, and who looks after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.companies.leads import Lead, every_lead
from tracker.intent import Model
from tracker.intent.levels import MQLS, mqls
from tracker.intent.touch import DAY_MS
from tracker.lifecycle.due import Due, due
from tracker.lifecycle.stages import (
    CHURNED,
    DISQUALIFIED,
    EARNED,
    LOST,
    OFFERED,
    OPPORTUNITY,
    RECYCLED,
    SAL,
    SQL,
    WON,
)
from tracker.read.accounts import FLOOR
from tracker.read.hands import hand_of, raised
from tracker.read.models import model_of
from tracker.read.shapes import AccountView
from tracker.read.sla import Sla, sla_of
from tracker.read.touches import reach
from tracker.read.views import LINE_DAYS, Scope, see
from tracker.store import Row, Store

#: Columns, left to right; then the stages that are counted only.
COLUMNS: Final = (*MQLS, OFFERED, SAL, SQL, OPPORTUNITY)
_ALWAYS: Final = frozenset({OFFERED, SAL, SQL, OPPORTUNITY})
COUNTED: Final = (RECYCLED, WON, LOST, CHURNED, DISQUALIFIED)
#: Cards of one column; more are counted.
MOST: Final = 60
#: How far back an account is still looked for, so that it can be shown with its name and figures.
BACK_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands since when (UTC ms), and who looks after it. Known without its events."""

    account: str
    stage: str
    since: int
    actor: str
    wake: int
    engagement: float
    cycle: int
    act_now: bool  # a hand was up when it came there
    lead: Lead

    def days(self, at: int) -> int:
        """Whole days in this stage."""
        return max(at - self.since, 0) // DAY_MS


@dataclass(frozen=True, slots=True)
class Card:
    """One account on the board. ``late``: what is due should have been done by now."""

    place: Place
    view: AccountView
    due: Due | None
    late: bool
    days: int


@dataclass(frozen=True, slots=True)
class Column:
    """``count``: all that stand there; ``more``: of those asked for, how many have no card."""

    stage: str
    count: int
    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Board:
    columns: tuple[Column, ...]
    counts: dict[str, int]  # of every stage


@dataclass(frozen=True, slots=True)
class Waiting:
    """Offers that sales has not answered."""

    offered: int
    overdue: int


def board(
    store: Store,
    site: str,
    *,
    zone: str,
    at: int,
    model: Model,
    floor: float = FLOOR,
    wanted: Callable[[Card], bool] = lambda _card: True,
) -> Board:
    """The board at ``at`` (UTC ms). Only cards that are ``wanted`` are in it; the counts are those of all."""
    found = places(store, site, COLUMNS, at)
    sla = sla_of(store, site, zone)
    shown = [place for stage in COLUMNS for place in _newest(found, stage)]
    start = min(reach(at, model, LINE_DAYS), at - BACK_DAYS * DAY_MS)
    scope = Scope(site, zone, start, at, at, at, model, floor)
    seen = see(store, scope, [place.account for place in shown]) if shown else []
    views = {item.view.key: item.view for item in seen}
    cards = [_card(place, views[place.account], sla, at, model) for place in shown if place.account in views]
    kept = [card for card in cards if wanted(card)]
    counts = {row["stage"]: row["n"] for row in store.read("stages/counts", site=site, at=at)}
    # A level that the model no longer has is there as long as somebody stands in it.
    columns = [stage for stage in COLUMNS if stage in _ALWAYS or stage in mqls(model) or counts.get(stage)]
    return Board(tuple(_column(stage, kept, counts) for stage in columns), counts)


def waiting(store: Store, site: str, *, zone: str, at: int) -> Waiting:
    """How many offers wait for an answer of sales, and how many of them for too long."""
    sla = sla_of(store, site, zone)
    found = [due_of(place, sla) for place in places(store, site, (OFFERED,), at)]
    return Waiting(len(found), sum(item is not None and item.overdue(at) for item in found))


def overdue(store: Store, site: str, *, zone: str, at: int) -> list[tuple[Place, Due]]:
    """Everything that should have been done by ``at`` (UTC ms), what waits longest first."""
    sla = sla_of(store, site, zone)
    found = [(place, due_of(place, sla)) for place in places(store, site, COLUMNS, at)]
    found += hands_up(store, site, zone=zone, at=at)
    late = [(place, item) for place, item in found if item is not None and item.overdue(at)]
    return sorted(late, key=lambda pair: (pair[1].at, pair[0].account))


def hands_up(store: Store, site: str, *, zone: str, at: int) -> list[tuple[Place, Due | None]]:
    """Accounts not offered yet that raised a hand nobody turned to since: a first touch is due."""
    sla = sla_of(store, site, zone)
    hands = raised(store, site, at=at, model=model_of(store, site))
    found = places(store, site, sorted(EARNED), at) if hands else []
    return [
        (place, due_of(place, sla, hand=hands[place.account])) for place in found if place.account in hands
    ]


def due_of(place: Place, sla: Sla, *, act_now: bool = False, hand: int = 0) -> Due | None:
    """What is due where the account stands; a date somebody set pauses everything else.

    ``hand``: when they last raised one (UTC ms), 0: none is up.
    """
    lead = place.lead
    return due(
        place.stage,
        place.since,
        sla.calendar,
        sla.times,
        act_now=act_now or place.act_now,
        touched=lead.touched >= (hand or place.since),
        wake=max(lead.follow_up, place.wake),
        hand=hand,
    )


def place_of(store: Store, site: str, account: str, at: int) -> Place | None:
    """Where one account stands; None if no stage is recorded."""
    row = next(iter(store.read("stages/of_one", site=site, account=account, at=at)), None)
    return _place(row, every_lead(store, site)) if row else None


def places(store: Store, site: str, stages: Sequence[str], at: int) -> list[Place]:
    leads = every_lead(store, site)
    rows = store.read("stages/board", site=site, stages=list(stages), at=at)
    return [_place(row, leads) for row in rows]


def _place(row: Row, leads: dict[str, Lead]) -> Place:
    return Place(**{**row, "act_now": bool(row["act_now"])}, lead=leads.get(row["account"], Lead()))


def _newest(places: Sequence[Place], stage: str) -> list[Place]:
    """Those of a column that may have a card: what was qualified by the most points, what waits longest."""
    own = [place for place in places if place.stage == stage]
    if stage in MQLS:
        own.sort(key=lambda place: (-place.engagement, place.account))
    else:
        own.sort(key=lambda place: (place.since, place.account))
    return own[:MOST]


def _card(place: Place, view: AccountView, sla: Sla, at: int, model: Model) -> Card:
    hand = hand_of(view, model) if place.stage in EARNED else 0
    found = due_of(place, sla, act_now=view.assessment.act_now, hand=hand)
    return Card(place, view, found, bool(found and found.overdue(at)), place.days(at))


def _column(stage: str, kept: Sequence[Card], counts: dict[str, int]) -> Column:
    own = [card for card in kept if card.place.stage == stage]
    own.sort(key=_order)
    count = counts.get(stage, 0)
    return Column(stage, count, tuple(own), max(count - MOST, 0))


def _order(card: Card) -> tuple[bool, int, float, str]:
    """Late first, then what is due soonest, then the most points."""
    at = card.due.at if card.due else 2**62
    return (not card.late, at, -card.view.assessment.engagement, card.place.account)
