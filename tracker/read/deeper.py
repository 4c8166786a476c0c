"""What the page Analysis shows of levels, rules, churn and money."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.companies.knowledge import every_knowledge
from tracker.companies.working import working
from tracker.read import depth
from tracker.read.depth import Cost, Level
from tracker.read.funnel import Rate
from tracker.read.journeys import journeys
from tracker.read.models import model_of
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Deeper:
    """``churn_by_source``, ``churn_by_level``: of the customers; ``upside_down``: pairs of levels in which
    the higher one was won less often."""

    levels: tuple[Level, ...]
    upside_down: tuple[tuple[str, str], ...]
    rejected: tuple[tuple[str, Rate], ...]
    churn_by_source: tuple[tuple[str, Rate], ...]
    churn_by_level: tuple[tuple[str, Rate], ...]
    costs: tuple[Cost, ...]


def deeper(store: Store, site: str, *, at: int, since: int = 0) -> Deeper:
    """As recorded by ``at`` (UTC ms); what began before ``since`` is left out."""
    found = [item for item in journeys(store, site, at=at) if item.changes[0].at >= since]
    deals = {key: known.value_eur for key, known in every_knowledge(store, site).items() if known.value_eur}
    made = depth.levels(found, deals)
    rules = [rule.id for rule in model_of(store, site).signals]
    return Deeper(
        tuple(made),
        tuple(depth.upside_down(made)),
        tuple(depth.rejected(found, rules)),
        tuple(depth.churn(found, lambda item: item.origin.source or item.origin.channel)),
        tuple(depth.churn(found, depth.highest)),
        tuple(depth.costs(found, working(store, site).cost_eur, at)),
    )
