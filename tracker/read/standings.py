"""Where accounts stand, of each only what lists need: walked from events where something is new, else kept.

A past instant is kept for that instant alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tracker.intent import Model, Profile
from tracker.intent.levels import LEAD
from tracker.read.asof import Look
from tracker.read.news import Number
from tracker.read.perstore import PerStore
from tracker.read.views import Scope, Seen, see
from tracker.store import Store

#: How long a score may serve to sort and filter by while nothing new is known of the account. A sweep an hour
#: renews all (``tracker.qualify``), with some minutes to run.
KEPT_MS: Final = 80 * 60_000
#: Accounts walked at a time: their events are all in memory.
PART: Final = 500
_BOOKS: Final = 6  # models, zones and past instants whose scores are kept, per store


@dataclass(frozen=True, slots=True)
class Standing:
    """Of an assessment what lists need, under the same names."""

    at: int
    engagement: float
    grade: str
    number: int
    cell: str
    stage: str
    act_now: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """``standing`` with the stage that rules give, walked from what had this number and this profile, as
    known at ``known_at`` (UTC ms)."""

    number: Number
    known_at: int
    about: Profile
    standing: Standing


@dataclass
class _Book:
    """Scores of one model."""

    model: Model
    kept: dict[str, _Kept] = field(default_factory=dict)


_books: Final = PerStore[_Book](_BOOKS)


def standings(
    store: Store, scope: Scope, fresh: Look, profiles: Mapping[str, Profile]
) -> dict[str, Standing]:
    """Where these accounts stand by the rules. ``fresh`` was taken before the profiles were read."""
    book, found, missing = _book(store, scope), dict[str, Standing](), list[str]()
    for key, about in profiles.items():
        kept = book.kept.get(key)
        same = kept and (kept.number, kept.about) == (fresh.news.number(key), about)
        if kept and same and kept.known_at <= scope.known_at and is_kept(kept.standing, scope):
            found[key] = kept.standing
        else:
            missing.append(key)
    for start in range(0, len(missing), PART):
        seen = see(store, scope, missing[start : start + PART])
        keep(store, scope, fresh, seen)
        found |= {item.view.key: _standing(item) for item in seen}
    return found


def is_kept(standing: Standing, scope: Scope) -> bool:
    """May it still serve at the scope's instant?"""
    return 0 <= scope.at - standing.at <= KEPT_MS


def keep(store: Store, scope: Scope, fresh: Look, seen: Iterable[Seen]) -> None:
    """Remember what was walked anyway. ``fresh`` was taken before the events were read.

    Of whom there is more than could be read, nothing: the number would say it was read, too.
    """
    book = _book(store, scope)
    for item in seen:
        key = item.view.key
        if key in fresh.ahead:
            book.kept.pop(key, None)
        else:
            number = fresh.news.number(key)
            book.kept[key] = _Kept(number, scope.known_at, item.profile, _standing(item))


def forget_old(store: Store, scope: Scope) -> None:
    """Let go of what no list may use any more."""
    book = _book(store, scope)
    for key in [key for key, kept in list(book.kept.items()) if scope.at - kept.standing.at > KEPT_MS]:
        book.kept.pop(key, None)


def _book(store: Store, scope: Scope) -> _Book:
    """A past instant has a book of its own, the running one is one."""
    past = scope.at if scope.at < scope.known_at else 0
    name = (scope.site, scope.zone, scope.model.version, scope.floor, past)
    # The model may have another text under the same version.
    return _books.of(store, name, lambda: _Book(scope.model), lambda book: book.model == scope.model)


def _standing(item: Seen) -> Standing:
    """With the stage that rules give; what people set is read each time."""
    said = item.view.assessment
    stage = item.course.turns[-1].stage if item.course.turns else LEAD
    return Standing(said.at, said.engagement, said.grade, said.number, said.cell, stage, said.act_now)
