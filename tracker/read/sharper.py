"""A sharper picture of who buys: what stands out among customers, as a draft of the score model.

Proposed is what customers are surely more often (or less) than everybody, and were so before and lately. It
is only ever a draft: marketing and sales sign it as any other version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.intent.parse import MOST_PERSONAS
from tracker.modelbook.agreement import HELD
from tracker.modelbook.book import draft, read_book
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.profiles import profiles_of, with_profiles
from tracker.modelbook.versions import Version
from tracker.read.analysis import facts_of
from tracker.read.buyers import FIELDS, Answer, answers, span
from tracker.read.funnel import LEAST
from tracker.read.journeys import journeys
from tracker.store import Store

#: Fewer customers with that answer are chance, however seldom the answer is.
LEAST_WON: Final = 3
#: Share of the customers, the last ones, among whom an answer must still stand out.
NEWEST: Final = 0.3
_MORE, _ALIKE, _OTHERWISE, _LESS = 100, 50, 25, 0
_WEIGHT: Final = 25


@dataclass(frozen=True, slots=True)
class Standing:
    """``points``: 100 where customers surely gave it more often than everybody, 0 surely less, else 50.
    ``held``: it was so among the newest customers, too."""

    answer: Answer
    points: int
    held: bool

    @property
    def proposed(self) -> bool:
        return self.points != _ALIKE and self.held


@dataclass(frozen=True, slots=True)
class Sharper:
    """``buyers``: customers, of ``everybody`` of whom one knows something; ``few``: too few to go by."""

    buyers: int
    everybody: int
    found: tuple[Standing, ...]

    @property
    def few(self) -> bool:
        return self.buyers < LEAST

    @property
    def proposed(self) -> tuple[Standing, ...]:
        """What would be put into the draft; nothing unless something stands out for good."""
        fields = {item.answer.field for item in self.found if item.proposed and item.points == _MORE}
        return tuple(item for item in self.found if item.answer.field in fields)


class NothingStandsOut(ValueError):
    """Too few customers, or they are as everybody is."""


def sharper_of(store: Store, site: str, *, at: int) -> Sharper:
    """As recorded by ``at`` (UTC ms)."""
    found = journeys(store, site, at=at)
    when = {item.account: item.reached("WON") for item in found if item.reached("WON")}
    known = facts_of(store, site, sorted({item.account for item in found}))
    return sharper(known, sorted(when, key=lambda key: (when[key], key)))


def sharper(known: Mapping[str, Mapping[str, str]], won: Sequence[str]) -> Sharper:
    """``won`` oldest first.  [pure]"""
    newest = won[round(len(won) * (1 - NEWEST)) :]
    lately = {(item.field, item.value): item.index or 0.0 for item in answers(known, newest)}
    enough = [item for item in answers(known, won) if item.buyers >= LEAST]
    found = [_standing(item, lately[item.field, item.value]) for item in enough]
    return Sharper(len(set(won) & set(known)), len(known), tuple(found))


def _standing(item: Answer, lately: float) -> Standing:
    low, high = item.index_interval or (0.0, float("inf"))
    if low > 1 and item.won >= LEAST_WON:
        return Standing(item, _MORE, lately > 1)
    return Standing(item, _LESS, lately < 1) if high < 1 else Standing(item, _ALIKE, held=True)


def sharpened(data: Mapping[str, Any], found: Sharper, name: str) -> dict[str, Any]:
    """The model with what stands out in place of its answers to the same questions; where it knows several
    kinds of customers, as a further kind. Raises ``NothingStandsOut``.  [pure]"""
    if not found.proposed:
        raise NothingStandsOut
    fields = {item.answer.field for item in found.proposed}
    first, *others = profiles_of(data)
    own = {item["field"]: item for item in first.get("criterion", [])}
    made = [_criterion(field, found, own.get(field, {})) for field in FIELDS if field in fields]
    kept = [item for item in first.get("criterion", []) if item["field"] not in fields]
    if others and len(others) + 1 < MOST_PERSONAS:
        return with_profiles(data, [first, *others, {"name": name, "criterion": made}])
    return with_profiles(data, [{**first, "criterion": [*made, *kept]}, *others])


def _criterion(field: str, found: Sharper, before: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that stand out, and those as frequent among customers; one that did not hold is among these."""
    given = [item for item in found.proposed if item.answer.field == field]
    own = [item for item in given if item.answer.won or item.points == _LESS]
    bands = []
    for points in (_MORE, _ALIKE, _LESS):
        values = [item.answer.value for item in own if (item.points if item.held else _ALIKE) == points]
        bands += _bands(field, values, points)
    return {"field": field, "weight": before.get("weight", _WEIGHT), "otherwise": _OTHERWISE, "bands": bands}


def _bands(field: str, values: Sequence[str], points: int) -> list[dict[str, Any]]:
    if field != "employees":
        return [{"values": sorted(values), "points": points}] if values else []
    spans = [bounds for value in values if (bounds := span(value))]
    return [
        {"low": low, "points": points} | ({"high": high} if high else {})
        for low, high in sorted(spans, key=str)
    ]


def propose(store: Store, site: str, *, at: int, by: str, name: str, reason: str) -> Version:
    """Write the draft down. Raises ``NothingStandsOut``, ``ModelError``, ``NotAgreed``; then there is none.

    Its verdict is what the book asks of anything learnt: it held among the newest customers.
    """
    found = sharper_of(store, site, at=at)
    base = read_book(store).in_force(site)
    data = sharpened(whole(base.text), found, name)
    return draft(
        store,
        to_toml(data),
        name=name,
        by=by,
        reason=reason,
        site=site,
        base=base.id,
        source="learnt",
        verdict=HELD,
        handover=base.handover,
    )
