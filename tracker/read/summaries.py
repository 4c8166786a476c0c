"""Every account of a range in a few figures: what lists sort and filter by, without what only a row shows.

A list once made is kept in this process, and only accounts of which something is new (``tracker.read.news``)
are read again. What a row shows is always walked for the moment itself (``tracker.read.accounts.shown``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from tracker.intent.levels import HELD
from tracker.intent.visits import GAP_MS
from tracker.read.asof import AsOf, Look, look, range_name
from tracker.read.days import utc_day
from tracker.read.perstore import PerStore
from tracker.read.profiles import Known, known, profile
from tracker.read.standings import KEPT_MS, Standing, is_kept, standings
from tracker.read.views import Scope, first_seen, last_stages, rank
from tracker.store import Row, Store

_SHELVES: Final = 3  # ranges and past instants whose lists are kept, per store


@dataclass(frozen=True, slots=True)
class Summary:
    """One account of the range, in the names of ``AccountView``."""

    key: str
    name: str
    domain: str
    kind: str
    assessment: Standing
    visits: int
    views: int
    visitors: int
    first_seen: int
    last_seen: int
    signals: frozenset[str]
    country: str
    city: str
    new: bool
    owner: str
    target: bool


def summaries(store: Store, scope: Scope) -> list[Summary]:
    """Every account with an event in the range, best first."""
    shelf = _shelves.of(store, range_name(scope), _Shelf)
    with shelf.lock:
        now = shelf.asof.overtaken(scope)
        shelf.renew(store, now, look(store, now))
        return list(shelf.ranked)


@dataclass(frozen=True, slots=True)
class _Item:
    """What was read of one account."""

    row: Row
    first: int
    recorded: str


@dataclass
class _Shelf:
    """The accounts of one range."""

    asof: AsOf = field(default_factory=AsOf)
    items: dict[str, _Item] = field(default_factory=dict)
    made: dict[str, Summary] = field(default_factory=dict)
    ranked: list[Summary] = field(default_factory=list)
    oldest: int = 0  # of the scores, UTC ms
    lock: Lock = field(default_factory=Lock)

    def renew(self, store: Store, scope: Scope, fresh: Look) -> None:
        """Bring everything to the moment of the scope. ``fresh`` was taken before anything is read."""
        again = self.asof.outdated(scope, fresh)
        if again is None:
            self.items, self.made = _read(store, scope, ()), {}
        elif again:
            for key in again:
                self.items.pop(key, None)
                self.made.pop(key, None)
            self.items |= _read(store, scope, sorted(again))
        renewed = {key: self.items[key] for key in self._to_make(scope, fresh)}
        self.made |= _made(store, scope, fresh, renewed)
        if again is None or again or renewed:
            self.ranked = sorted(self.made.values(), key=rank)
            self.oldest = min((item.assessment.at for item in self.ranked), default=scope.at)
        self.asof.move(scope, fresh)

    def _to_make(self, scope: Scope, fresh: Look) -> list[str]:
        """New ones and those whose score is too old to serve; all where people noted something of any."""
        if self.asof.noted(fresh):
            return list(self.items)
        made = self.made
        if 0 <= scope.at - self.oldest <= KEPT_MS:
            return [key for key in self.items if key not in made]
        return [key for key in self.items if key not in made or not is_kept(made[key].assessment, scope)]


_shelves: Final = PerStore[_Shelf](_SHELVES)


def _read(store: Store, scope: Scope, keys: Sequence[str]) -> dict[str, _Item]:
    """These accounts of the range (none named: all)."""
    rows = _figures(store, scope, keys)
    if not rows:
        return {}
    first = first_seen(store, scope, keys)
    recorded = last_stages(store, scope.site, scope.at, scope.known_at, keys)
    return {row["key"]: _Item(row, first.get(row["key"], 0), recorded.get(row["key"], "")) for row in rows}


def _made(store: Store, scope: Scope, fresh: Look, items: Mapping[str, _Item]) -> dict[str, Summary]:
    """The items with what is known of them now and where they stand."""
    if not items:
        return {}
    about = known(store, scope.site, list(items), scope.known_at)
    profiles = {key: profile(item.row, about[key]) for key, item in items.items()}
    stand = standings(store, scope, fresh, profiles)
    return {key: _summary(items[key], about[key], standing, scope) for key, standing in stand.items()}


def _figures(store: Store, scope: Scope, keys: Sequence[str]) -> list[Row]:
    """Names and figures of the range."""
    return store.read(
        "accounts/summary",
        site=scope.site,
        from_ts=scope.start,
        to_ts=scope.end,
        from_day=utc_day(scope.start),
        to_day=utc_day(scope.end),
        zone=scope.zone,
        gap_ms=GAP_MS,
        known_at=scope.known_at,
        floor=scope.floor,
        companies=list(keys),
    )


def _summary(item: _Item, about: Known, standing: Standing, scope: Scope) -> Summary:
    row = item.row
    return Summary(
        key=row["key"],
        name=about.text("name") or row["name"],
        domain=row["domain"],
        kind=row["kind"],
        # What people set stands, whatever the points say.
        assessment=replace(standing, stage=item.recorded) if item.recorded in HELD else standing,
        visits=row["visits"],
        views=row["views"],
        visitors=row["visitors"],
        first_seen=item.first,
        last_seen=row["last_seen"],
        signals=frozenset(row["signals"]),
        country=about.text("country"),
        city=about.text("city"),
        new=item.first >= scope.start,
        owner=about.owner,
        target=about.target,
    )
