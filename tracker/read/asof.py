"""As of when, and by which model, something was read that is kept: which accounts must be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tracker.intent import Model
from tracker.read.news import News, news
from tracker.read.views import Scope
from tracker.store import Store

#: With more changes than that, all are as well read anew.
_MANY: Final = 300
#: Somebody who asked so much earlier is given what was read for who asked later.
_OVERTAKEN_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Look:
    """Taken before reading as of a scope's moment. ``ahead``: accounts of which the store holds something
    that a reader of that moment does not see yet: what is read of them then is not all there is."""

    news: News
    ahead: frozenset[str]
    records_ahead: bool


def look(store: Store, scope: Scope) -> Look:
    """The news, and who is ahead of the scope's moment."""
    fresh = news(store, scope.site)
    rows = store.read(
        "news/ahead", site=scope.site, at=scope.at, known_at=scope.known_at, past=scope.at < scope.known_at
    )
    return Look(fresh, frozenset(row["key"] for row in rows), fresh.noted_at > scope.known_at)


@dataclass
class AsOf:
    """The moment up to which everything kept was brought (UTC ms), and what was to be seen before reading."""

    at: int = -1
    known_at: int = -1
    seen: Look = field(default_factory=lambda: Look(News(-1, "", 0, {}, {}), frozenset(), True))
    model: Model | None = None

    def overtaken(self, scope: Scope) -> Scope:
        """The scope; as of the moment kept where somebody who asked a little later was served first."""
        late = max(self.at - scope.at, self.known_at - scope.known_at)
        running = scope.at >= scope.known_at and self.at >= self.known_at
        if not running or not 0 < late <= _OVERTAKEN_MS:
            return scope
        end = self.at if scope.end == scope.at else scope.end
        return replace(scope, at=max(self.at, scope.at), known_at=max(self.known_at, scope.known_at), end=end)

    def outdated(self, scope: Scope, fresh: Look) -> set[str] | None:
        """Accounts of which something is new at the scope's moment; None: any may be."""
        backwards = scope.at < self.at or scope.known_at < self.known_at
        if backwards or self.seen.news.epoch != fresh.news.epoch or self.model != scope.model:
            return None
        before, after = self.seen.news, fresh.news
        found = _more(before.changed, after.changed) | _more(before.moved, after.moved) | self.seen.ahead
        return found if len(found) <= _MANY else None

    def noted(self, fresh: Look) -> bool:
        """May people have noted something, of whatever account?"""
        return self.seen.records_ahead or self.seen.news.noted != fresh.news.noted

    def move(self, scope: Scope, fresh: Look) -> None:
        """Everything kept is now as of the scope's moment."""
        self.at, self.known_at = scope.at, scope.known_at
        self.seen, self.model = fresh, scope.model


def range_name(scope: Scope) -> tuple[Any, ...]:
    """What two scopes share if what was read for one can be brought to the moment of the other."""
    past = (scope.end, scope.at) if scope.at < scope.known_at else (0, 0)
    return (scope.site, scope.zone, scope.model.version, scope.floor, scope.start, past, scope.line_days)


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> set[str]:
    return {key for key, times in after.items() if before.get(key) != times}
