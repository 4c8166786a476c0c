"""What became of leads: all that the page Analysis and ``tracker analysis`` show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.read import funnel
from tracker.read.buyers import Answer, profile
from tracker.read.days import day_of
from tracker.read.funnel import Bypass, Cohort, Lift, Rate, Share, Span
from tracker.read.journeys import Journey, journeys
from tracker.read.models import model_of
from tracker.read.profiles import known
from tracker.read.sla import sla_of
from tracker.read.velocity import Kept, kept, late_by, stays
from tracker.store import Row, Store, records

CHUNK = 400


@dataclass(frozen=True, slots=True)
class Analysis:
    """``journeys``: cycles of accounts that count; ``accounts``: how many those are."""

    at: int
    every: str
    accounts: int
    journeys: int
    counts: tuple[int, ...]
    rates: Mapping[str, Rate]
    spans: tuple[Span, ...]
    cohorts: tuple[Cohort, ...]
    sources: tuple[Share, ...]
    campaigns: tuple[Share, ...]
    lifts: tuple[Lift, ...]
    bands: tuple[Share, ...]
    turned_over: int
    bypasses: tuple[Bypass, ...]
    kept: tuple[Kept, ...]
    late_by: tuple[tuple[str, int], ...]
    profile: tuple[Answer, ...]
    reasons: Mapping[str, tuple[tuple[str, int], ...]]
    lag: tuple[Row, ...]


def analysis(
    store: Store, site: str, *, zone: str, at: int, every: str = "month", since: int = 0
) -> Analysis:
    """As recorded by ``at`` (UTC ms); what began before ``since`` is left out. ``every``: week or month."""
    found = [item for item in journeys(store, site, at=at) if item.changes[0].at >= since]
    waits = stays(found, sla_of(store, site, zone))
    banded = funnel.bands(found)
    facts = facts_of(store, site, sorted({item.account for item in found}))
    return Analysis(
        at=at,
        every=every,
        accounts=len(facts),
        journeys=len(found),
        counts=funnel.counts(found),
        rates=funnel.rates(found),
        spans=tuple(funnel.spans(found)),
        cohorts=tuple(funnel.cohorts(found, _namer(every, zone), at)),
        sources=tuple(funnel.by(found, lambda item: item.origin.source or item.origin.channel)),
        campaigns=tuple(funnel.by(found, lambda item: item.origin.campaign)),
        lifts=tuple(funnel.lifts(found, _rules(store, site))),
        bands=tuple(banded),
        turned_over=funnel.turned_over(banded),
        bypasses=tuple(funnel.bypasses(found)),
        kept=tuple(kept(waits, at)),
        late_by=tuple(late_by(waits, at)),
        profile=tuple(profile(facts, _won(found))),
        reasons={
            move: tuple(funnel.reasons(found, move))
            for move in ("reject", "recycle", "lose", "disqualify", "churn")
        },
        lag=tuple(store.read("contacts/lag", site=site)),
    )


def _rules(store: Store, site: str) -> set[str]:
    """What can be a reason: signals and what takes points off; no caps and no sums."""
    model = model_of(store, site)
    return {rule.id for rule in model.rules}


def _won(found: Sequence[Journey]) -> set[str]:
    return {item.account for item in found if item.reached("WON")}


def _namer(every: str, zone: str) -> Callable[[int], str]:
    """UTC ms → "2026-03", or the week "2026-W11"."""

    def name(moment: int) -> str:
        day = date.fromisoformat(day_of(moment, zone))
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}" if every == "week" else f"{day:%Y-%m}"

    return name


def facts_of(store: Store, site: str, keys: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """What is known of these accounts, by account and field."""
    found: dict[str, Mapping[str, str]] = {}
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        found |= {key: about.fields for key, about in known(store, site, part, records.EVER).items()}
    return found
