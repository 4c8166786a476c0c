"""What the page Analysis shows of levels, rules, churn and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.companies.knowledge import every_knowledge
from tracker.companies.working import working
from tracker.read import depth, lost
from tracker.read.days import day_of
from tracker.read.depth import Cost, Level
from tracker.read.disputes import Dispute, disputes
from tracker.read.funnel import BANDS, Rate
from tracker.read.journeys import Journey, journeys
from tracker.read.lost import Month
from tracker.read.models import model_of
from tracker.read.premature import Later, proposal
from tracker.read.profiles import known
from tracker.read.sieve import Mesh, sieve
from tracker.store import Store, records


@dataclass(frozen=True, slots=True)
class Deeper:
    """``churn_by_…``: of customers; segments are industries, bands are points when offered; ``upside_down``:
    pairs of levels in which the higher one was won less often; ``revenue``: by source."""

    levels: tuple[Level, ...]
    upside_down: tuple[tuple[str, str], ...]
    rejected: tuple[tuple[str, Rate], ...]
    churn_by_source: tuple[tuple[str, Rate], ...]
    churn_by_level: tuple[tuple[str, Rate], ...]
    churn_by_segment: tuple[tuple[str, Rate], ...]
    churn_by_band: tuple[tuple[str, Rate], ...]
    costs: tuple[Cost, ...]
    revenue: tuple[Level, ...]
    lost_by_month: tuple[Month, ...]
    lost_by_model: tuple[tuple[str, Rate], ...]
    sieve: tuple[Mesh, ...]
    later: Later | None
    disputes: tuple[Dispute, ...]


def deeper(store: Store, site: str, *, at: int, since: int = 0, zone: str = "UTC") -> Deeper:
    """As recorded by ``at`` (UTC ms); what began before ``since`` is left out."""
    found = [item for item in journeys(store, site, at=at) if item.changes[0].at >= since]
    deals = {key: known.value_eur for key, known in every_knowledge(store, site).items() if known.value_eur}
    made = depth.levels(found, deals)
    industries = _industries(store, site, found)
    rules = [rule.id for rule in model_of(store, site).signals]
    return Deeper(
        tuple(made),
        tuple(depth.upside_down(made)),
        tuple(depth.rejected(found, rules)),
        tuple(depth.churn(found, _source)),
        tuple(depth.churn(found, depth.highest)),
        tuple(depth.churn(found, lambda item: industries.get(item.account, ""))),
        tuple(depth.churn(found, _band)),
        tuple(depth.costs(found, working(store, site).cost_eur, at)),
        tuple(depth.revenue_by(found, deals, _source)),
        tuple(lost.by_month(found, lambda moment: day_of(moment, zone)[:7])),
        tuple(lost.by_model(found)),
        tuple(sieve(found)),
        proposal(found),
        tuple(disputes(found)),
    )


def _source(item: Journey) -> str:
    return item.origin.source or item.origin.channel


def _band(item: Journey) -> str:
    offer = item.offer
    return next(name for least, name in BANDS if offer.engagement >= least) if offer else ""


def _industries(store: Store, site: str, found: Sequence[Journey]) -> dict[str, str]:
    """Of the customers, who are few."""
    won = sorted({item.account for item in found if item.reached("WON")})
    facts = known(store, site, won, records.EVER) if won else {}
    return {key: about.fields.get("industry", "") for key, about in facts.items()}
