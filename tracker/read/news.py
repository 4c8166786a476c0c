"""What is new of a site's accounts: numbers that grow whenever something of them comes into the store.

Whoever keeps what was read of an account keeps its number with it, asked for before reading; while it is the
same, nothing was missed. ``news`` asks the store for what came since it was last asked: milliseconds, however
large the store. Nothing is kept here but numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from tracker.store import Row, Store

#: A row may be seen so much later than the moment it is marked with: long inserts.
_LATE_MS: Final = 60_000
#: How long the same beginning is asked from.
_SPAN_MS: Final = 3 * 60_000

Number = tuple[int, int]
_Marks = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class News:
    """The numbers of a site's accounts at one moment.

    ``epoch`` grows where everything may be different: somebody must not be named any more, something was
    deleted. ``changed``: how often an account did something, was known otherwise, or a fact of it was, in
    this epoch; ``moved``: how often its stage was recorded. ``noted`` differs after every record that people
    made; the newest of them is of ``noted_at`` (UTC ms).
    """

    epoch: int
    noted: str
    noted_at: int
    changed: Mapping[str, int]
    moved: Mapping[str, int]

    def number(self, key: str) -> Number:
        return (self.epoch, self.changed.get(key, 0))


def news(store: Store, site: str) -> News:
    """As of now: everything that could be read before the call is in the numbers."""
    with _one_at_a_time:
        watch = _sites.setdefault(store, {}).setdefault(site, _Watch())
    return watch.look(store, site)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What concerns all accounts. ``begun``: the first block of each month of a table."""

    hidden: str
    deleted: str
    begun: Mapping[str, int]

    def goes_on(self, before: _Whole) -> bool:
        """Nothing else than that something was added?"""
        same = (self.hidden, self.deleted) == (before.hidden, before.deleted)
        return same and all(self.begun.get(month) == first for month, first in before.begun.items())


@dataclass
class _Watch:
    """A look that fails leaves everything as it was."""

    epoch: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    since: int = 0
    marks: _Marks = field(default_factory=dict)
    whole: _Whole = field(default_factory=lambda: _Whole("", "", {}))
    lock: Lock = field(default_factory=Lock)

    def look(self, store: Store, site: str) -> News:
        with self.lock:
            row = store.read("news/whole", site=site)[0]
            whole = _Whole(row["hidden"], row["deleted"], dict(row["begun"]))
            # A store's clock that was set back would hide what comes until it has caught up.
            if self.epoch and whole.goes_on(self.whole) and row["now"] >= self.since:
                self._go_on(store, site, row)
            else:
                self._begin(store, site, row)
            self.whole = whole
            return News(self.epoch, row["noted"], row["noted_at"], dict(self.changed), dict(self.moved))

    def _begin(self, store: Store, site: str, row: Row) -> None:
        since = row["now"] - _LATE_MS
        self.marks, self.since = _marks(store, site, since), since
        self.changed, self.moved = {}, {}
        self.epoch += 1

    def _go_on(self, store: Store, site: str, row: Row) -> None:
        # The next beginning is read first: what comes in between is then told twice rather than never.
        later = row["now"] - _LATE_MS if row["now"] - self.since > _SPAN_MS else 0
        begun = _marks(store, site, later) if later else {}
        found = _marks(store, site, self.since)
        for (key, moved), mark in found.items():
            if self.marks.get((key, moved)) != mark:
                counts = self.moved if moved else self.changed
                counts[key] = counts.get(key, 0) + 1
        self.since, self.marks = (later, begun) if later else (self.since, found)


_sites: WeakKeyDictionary[Store, dict[str, _Watch]] = WeakKeyDictionary()
_one_at_a_time = Lock()


def _marks(store: Store, site: str, since: int) -> _Marks:
    rows = store.read("news/accounts", site=site, since=since)
    return {(row["key"], row["moved"]): row["mark"] for row in rows}
