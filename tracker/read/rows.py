"""Accounts in full, as rows of lists and reports show them: kept for some time while nothing of them is new.

A row may then show a score without the decay of that time, a fraction of a point; at a past instant there is
none. An account's own page is always of the moment.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from tracker.read.asof import AsOf, Look, look, range_name
from tracker.read.perstore import PerStore
from tracker.read.profiles import Known, known
from tracker.read.shapes import AccountView
from tracker.read.views import Scope, views
from tracker.store import Store

KEPT_MS: Final = 5 * 60_000
#: The more rows somebody asks for, the older they may be: to read them takes seconds for every thousand.
MORE_MS: Final = 60_000  # for every hundred rows
LONGEST_MS: Final = 60 * 60_000
_MOST: Final = 12_000  # rows kept of one range, some 10 kB each; the longest unasked go first
_RANGES: Final = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """``view``: None where the account is not there; ``about``: what was known of it then."""

    view: AccountView | None
    about: Known


@dataclass
class _Rows:
    """Rows of one range."""

    asof: AsOf = field(default_factory=AsOf)
    kept: OrderedDict[str, _Row] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, store: Store, scope: Scope, fresh: Look, keys: Sequence[str]) -> list[AccountView]:
        """``fresh`` was taken before anything is read."""
        self._drop(store, scope, fresh)
        missing = [key for key in keys if not self._serves(key, scope, len(keys))]
        if missing:
            about = known(store, scope.site, missing, scope.known_at)
            found = {view.key: view for view in views(store, scope, missing)}
            self.kept |= {key: _Row(found.get(key), about[key]) for key in missing}
        for key in keys:
            self.kept.move_to_end(key)
        asked = [self.kept[key].view for key in keys]
        while len(self.kept) > _MOST:
            self.kept.popitem(last=False)
        return [view for view in asked if view]

    def _drop(self, store: Store, scope: Scope, fresh: Look) -> None:
        gone = self.asof.outdated(scope, fresh)
        for key in self.kept.copy() if gone is None else gone:
            self.kept.pop(key, None)
        if self.kept and self.asof.noted(fresh):
            about = known(store, scope.site, list(self.kept), scope.known_at)
            for key in [key for key, row in self.kept.items() if row.about != about[key]]:
                del self.kept[key]
        self.asof.move(scope, fresh)

    def _serves(self, key: str, scope: Scope, among: int) -> bool:
        row = self.kept.get(key)
        if row is None or row.view is None:
            return row is not None
        longest = min(KEPT_MS + among // 100 * MORE_MS, LONGEST_MS)
        return 0 <= scope.at - row.view.assessment.at <= longest


_ranges: Final = PerStore[_Rows](_RANGES)


def rows(store: Store, scope: Scope, keys: Sequence[str]) -> list[AccountView]:
    """These accounts of the scope in full, in this order; whoever is not there (any more) is left out."""
    if not keys:
        return []
    shared = _ranges.of(store, range_name(scope), _Rows)
    with shared.lock:
        now = shared.asof.overtaken(scope)
        return shared.get(store, now, look(store, now), keys)
