"""What a second look changes, counted: companies gained, lost, renamed; views moved.  [pure]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: The class of views whose company is named; the others are classed by the kind of their network.
NAMED = "named"


@dataclass(frozen=True, slots=True)
class Side:
    """An address as readers see it, before or after. ``company`` "" where none is named."""

    kind: str
    company: str = ""
    name: str = ""
    confidence: float = 0.0

    @property
    def group(self) -> str:
        return NAMED if self.company else self.kind


@dataclass(frozen=True, slots=True)
class Move:
    """One address key that changes hands at a site."""

    address_key: str
    before: Side
    after: Side


@dataclass
class Companies:
    views: Counter[str] = field(default_factory=Counter)
    addresses: Counter[str] = field(default_factory=Counter)
    names: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, side: Side, views: int) -> None:
        if side.company:
            self.views[side.company] += views
            self.addresses[side.company] += 1
            known = self.names.get(side.company, (-1.0, ""))
            self.names[side.company] = max(known, (side.confidence, side.name))

    def name(self, key: str) -> str:
        return self.names[key][1]

    def row(self, key: str) -> dict[str, Any]:
        return {
            "key": key,
            "name": self.name(key),
            "views": self.views[key],
            "addresses": self.addresses[key],
        }


@dataclass
class SiteDifference:
    """Of one site. ``stages`` is filled by ``tracker.reidentify.stages``."""

    before: Companies = field(default_factory=Companies)
    after: Companies = field(default_factory=Companies)
    classes_before: Counter[str] = field(default_factory=Counter)
    classes_after: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    flows: Counter[tuple[str, str]] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)

    def add(self, address_key: str, views: int, before: Side, after: Side) -> None:
        self.before.add(before, views)
        self.after.add(after, views)
        self.classes_before[before.group] += views
        self.classes_after[after.group] += views
        if before.group != after.group:
            self.moved[before.group, after.group] += views
        if before.company != after.company:
            self.flows[before.company, after.company] += views
            self.moves.append(Move(address_key, before, after))

    @property
    def touched(self) -> set[str]:
        """Account keys that gain or lose visits."""
        return {key for flow in self.flows for key in flow if key}

    def renamed(self) -> dict[str, str]:
        """Key before → key after, where a company goes and everything it had becomes one other."""
        found: dict[str, set[str]] = {}
        for before, after in self.flows:
            if before and before not in self.after.addresses:
                found.setdefault(before, set()).add(after)
        return {before: next(iter(to)) for before, to in found.items() if len(to) == 1 and "" not in to}

    def as_dict(self) -> dict[str, Any]:
        renamed = self.renamed()
        gone = self.before.addresses.keys() - self.after.addresses.keys() - renamed.keys()
        fresh = self.after.addresses.keys() - self.before.addresses.keys() - set(renamed.values())
        return {
            "gained": _ranked(self.after, fresh),
            "lost": _ranked(self.before, gone),
            "renamed": [*self._renamed(renamed), *self._respelt()],
            "classes": {
                "before": dict(sorted(self.classes_before.items())),
                "after": dict(sorted(self.classes_after.items())),
                "moved": [
                    {"from": move[0], "to": move[1], "views": views}
                    for move, views in sorted(self.moved.items(), key=lambda item: (-item[1], item[0]))
                ],
            },
            "companies": {"before": len(self.before.addresses), "after": len(self.after.addresses)},
            "stages": self.stages,
        }

    def _renamed(self, renamed: dict[str, str]) -> Iterator[dict[str, Any]]:
        for before, after in sorted(renamed.items()):
            yield {"from": self.before.row(before), "to": self.after.row(after)}

    def _respelt(self) -> Iterator[dict[str, Any]]:
        for key in sorted(self.before.addresses.keys() & self.after.addresses.keys()):
            if self.before.name(key) != self.after.name(key):
                yield {"from": self.before.row(key), "to": self.after.row(key)}


def _ranked(companies: Companies, keys: set[str]) -> list[dict[str, Any]]:
    return [companies.row(key) for key in sorted(keys, key=lambda key: (-companies.views[key], key))]


@dataclass
class Difference:
    """Of all sites looked at."""

    sites: dict[str, SiteDifference] = field(default_factory=dict)

    def of(self, site: str) -> SiteDifference:
        return self.sites.setdefault(site, SiteDifference())

    def as_dict(self) -> dict[str, Any]:
        return {site: found.as_dict() for site, found in sorted(self.sites.items())}
