"""As of when, and by which model, something was read that is kept: which accounts must be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tracker.intent import Model
from tracker.read.news import News
from tracker.read.views import Scope
from tracker.store import Store

#: With more changes than that, all are as well read anew.
_MANY: Final = 300


@dataclass
class AsOf:
    """The end of the range and the moment of knowing (UTC ms), and the news asked for before reading."""

    end: int = -1
    known_at: int = -1
    news: News = field(default_factory=lambda: News(-1, "", {}, {}))
    model: Model | None = None

    def outdated(self, store: Store, scope: Scope, fresh: News) -> set[str] | None:
        """Accounts of which something is new at the scope's moment; None: any may be."""
        backwards = scope.end < self.end or scope.known_at < self.known_at
        if backwards or self.news.epoch != fresh.epoch or self.model != scope.model:
            return None
        found = _more(self.news.changed, fresh.changed) | _more(self.news.moved, fresh.moved)
        found |= self._grown_into(store, scope)
        return found if len(found) <= _MANY else None

    def noted(self, fresh: News) -> bool:
        """Did people note something, of whatever account?"""
        return self.news.noted != fresh.noted

    def move(self, scope: Scope, fresh: News) -> None:
        """Everything kept is now as of the scope's moment."""
        self.end, self.known_at = scope.end, scope.known_at
        self.news, self.model = fresh, scope.model

    def _grown_into(self, store: Store, scope: Scope) -> set[str]:
        """Of what was stored long ago with a time that had not come yet."""
        if (self.end, self.known_at) == (scope.end, scope.known_at):
            return set()
        given: dict[str, Any] = {"from_ts": self.end, "to_ts": scope.end}
        given |= {"from_known": self.known_at, "to_known": scope.known_at}
        return {row["key"] for row in store.read("news/between", site=scope.site, **given)}


def range_name(scope: Scope) -> tuple[Any, ...]:
    """What two scopes share if what was read for one can be brought to the moment of the other."""
    past = (scope.end, scope.at) if scope.at < scope.known_at else (0, 0)
    return (scope.site, scope.zone, _model(scope), scope.floor, scope.start, past, scope.line_days)


def _model(scope: Scope) -> tuple[Any, ...]:
    """Its thresholds may be measured anew under the same version."""
    return (scope.model.version, scope.model.engagement_bounds)


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> set[str]:
    return {key for key, times in after.items() if before.get(key) != times}
