"""The list of work: accounts from the first MQL to the opportunity, in the order in which to take them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tracker.companies.knowledge import Knowledge, every_knowledge
from tracker.intent import Model
from tracker.intent.levels import MQLS
from tracker.lifecycle.due import Due
from tracker.lifecycle.plays import play
from tracker.lifecycle.stages import OPPORTUNITY, SQL, WON
from tracker.lifecycle.worth import Chance, Item, chance, deal, outcomes, portion, ranked, to_find_out
from tracker.read.accounts import FLOOR
from tracker.read.board import Card, board
from tracker.read.profiles import known
from tracker.read.shapes import AccountView
from tracker.store import Store

#: Days after which an MQL that nobody turned to lies idle.
IDLE_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Job:
    """One account of the list. ``deal`` and ``value`` are euros, 0: not known; ``play``: a code."""

    item: Item
    view: AccountView
    stage: str
    due: Due | None
    late: bool
    idle: int  # whole days an MQL lies here with nobody turning to it; 0: it does not
    chance: Chance
    deal: int
    play: str
    known: Knowledge

    @property
    def value(self) -> float:
        """Chance × deal, in euros; 0 where the deal is not known."""
        return self.chance.share * self.deal


@dataclass(frozen=True, slots=True)
class Worklist:
    """``jobs``: best first. ``enough``: accounts that fill the day of whoever looks after them."""

    jobs: tuple[Job, ...] = ()
    enough: frozenset[str] = frozenset()
    to_find_out: tuple[Job, ...] = ()

    @property
    def pipeline(self) -> float:
        """Euros expected of what sales qualified: chance × deal. A SAL is not in it: nobody knows yet."""
        return sum(job.value for job in self.jobs if job.stage in (SQL, OPPORTUNITY))


@dataclass(frozen=True, slots=True)
class Past:
    """What has ended: stage → (ended, won); and deals won, in euros, by industry."""

    outcomes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    deals: Mapping[str, list[int]] = field(default_factory=dict)

    def worth(self, stage: str, industry: str, entered: int) -> tuple[Chance, int]:
        """The chance of winning from this stage, and the size of the deal (0: not known)."""
        every = [value for own in self.deals.values() for value in own]
        segment = self.deals.get(industry.casefold(), []) if industry else []
        return chance(stage, *self.outcomes.get(stage, (0, 0))), deal(entered, segment, every)


def past(store: Store, site: str, at: int) -> Past:
    """What can be learnt of the outcomes up to ``at`` (UTC ms)."""
    rows = store.read("stages/ways", site=site, at=at)
    said = every_knowledge(store, site)
    won = [row["account"] for row in rows if row["stages"][-1] == WON]
    sized = [key for key in won if key in said and said[key].value_eur]
    facts = known(store, site, sized, at) if sized else {}
    deals: dict[str, list[int]] = {}
    for key in sized:
        deals.setdefault(facts[key].text("industry").casefold(), []).append(said[key].value_eur)
    return Past(outcomes({row["account"]: row["stages"] for row in rows}), deals)


def worklist(
    store: Store, site: str, *, zone: str, at: int, model: Model, capacity: int, floor: float = FLOOR
) -> Worklist:
    """The list at ``at`` (UTC ms). ``capacity``: accounts a person works off in a day, 0: no limit."""
    found = board(store, site, zone=zone, at=at, model=model, floor=floor)
    cards = [card for column in found.columns for card in column.cards]
    if not cards:
        return Worklist()
    before, said = past(store, site, at), every_knowledge(store, site)
    jobs = {
        card.place.account: _job(card, before, said.get(card.place.account, Knowledge())) for card in cards
    }
    items = [job.item for job in jobs.values()]
    enough = frozenset(key for own in portion(items, capacity).values() for key in own)
    return Worklist(
        tuple(jobs[item.account] for item in ranked(items)),
        enough,
        tuple(jobs[item.account] for item in to_find_out(items)),
    )


def _job(card: Card, before: Past, said: Knowledge) -> Job:
    view, assessment = card.view, card.view.assessment
    likely, size = before.worth(card.place.stage, view.industry, said.value_eur)
    item = Item(
        view.key,
        assessment.cell,
        act_now=assessment.act_now,
        late=card.late,
        urgent=said.urgency == "high",
        value=likely.share * size if size else likely.share,
        last_seen=view.last_seen,
        owner=view.owner,
        completeness=max(assessment.completeness, view.known / 8),
    )
    step = play(
        card.place.stage,
        assessment.cell,
        act_now=assessment.act_now,
        review=assessment.review,
        levels=assessment.levels,
    )
    return Job(item, view, card.place.stage, card.due, card.late, _idle(card), likely, size, step, said)


def _idle(card: Card) -> int:
    """MQLs have no deadline; but what nobody looked after for two weeks is marked."""
    place = card.place
    forgotten = place.stage in MQLS and card.days >= IDLE_DAYS and place.lead.touched < place.since
    return card.days if forgotten else 0
