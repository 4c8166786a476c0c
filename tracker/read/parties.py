"""Who viewed a site: views, addresses and visitors by class, and the companies among them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Count:
    """One class: "bot", "pending" or a verdict kind. ``addresses`` count once per day they came on."""

    kind: str
    views: int
    addresses: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Party:
    """One company. ``kind``, ``method`` and ``confidence`` are those of its surest verdict."""

    key: str
    name: str
    kind: str
    method: str
    confidence: float
    views: int
    addresses: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Parties:
    """``classes`` add up to all views of the days; ``companies`` are all that are named, most views first."""

    from_day: str
    to_day: str
    classes: list[Count] = field(default_factory=list)
    companies: list[Party] = field(default_factory=list)


def span(store: Store, site: str, *, zone: str) -> tuple[str, str]:
    """First and last day with a view; ("", "") if there is none."""
    row = store.read("traffic/span", site=site, zone=zone)[0]
    return row["first"], row["last"]


def parties(
    store: Store, site: str, *, from_day: str, to_day: str, zone: str, known_at: int, floor: float = 0.5
) -> Parties:
    """All views of the days, as known at ``known_at`` (UTC ms); companies of at least ``floor``."""
    rows = store.read(
        "traffic/parties",
        site=site,
        from_day=from_day,
        to_day=to_day,
        zone=zone,
        known_at=known_at,
        floor=floor,
    )
    return Parties(from_day, to_day, _classes(rows), _companies(rows))


def _classes(rows: list[dict[str, Any]]) -> list[Count]:
    counts = [Count(kind, *_sums(of_kind)) for kind, of_kind in _grouped(rows, "class").items()]
    return sorted(counts, key=lambda item: (-item.views, item.kind))


def _companies(rows: list[dict[str, Any]]) -> list[Party]:
    found = []
    for key, of_company in _grouped(rows, "account").items():
        if key:
            best = max(of_company, key=lambda row: (row["confidence"], row["class"]))
            sure = float(best["confidence"])
            found.append(Party(key, best["name"], best["class"], best["method"], sure, *_sums(of_company)))
    return sorted(found, key=lambda item: (-item.views, item.key))


def _grouped(rows: list[dict[str, Any]], column: str) -> dict[str, list[dict[str, Any]]]:
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _sums(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    """An address key has one verdict and so is in one row, but for those that also sent bots' views."""
    views, addresses, visitors = (
        sum(int(row[name]) for row in rows) for name in ("views", "addresses", "visitors")
    )
    return views, addresses, visitors
