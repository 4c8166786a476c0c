"""Every account of a range in a few figures: what lists sort and filter by, without what only a row shows.

Figures come from one query. The score is walked from events only where something is new: what was walked
before is kept in this process, with a mark ("trace") of everything it was walked from, and counts while the
mark is the same and no more than ``KEPT_MS`` went by. A past instant is kept for that instant alone.
What a row shows of an account is always walked for the moment itself (``tracker.read.accounts.chosen``).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from tracker.intent import Profile
from tracker.intent.levels import HELD, LEAD
from tracker.intent.visits import GAP_MS
from tracker.read.days import utc_day
from tracker.read.profiles import Known, known, profile
from tracker.read.touches import reach
from tracker.read.views import Scope, Seen, first_seen, last_stages, see
from tracker.store import Row, Store

#: How long a score may serve to sort and filter by while nothing new is known of the account. A sweep an hour
#: renews all (``tracker.qualify``), with some minutes to run.
KEPT_MS: Final = 80 * 60_000
_BOOKS: Final = 6  # models, zones and past instants whose scores are kept, per store
_PART: Final = 500  # accounts walked at a time


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """``standing`` with the stage that rules give, walked from what had this trace and this profile."""

    trace: int
    about: Profile
    standing: Standing


_Book = dict[str, _Kept]
_books: WeakKeyDictionary[Store, OrderedDict[tuple[Any, ...], _Book]] = WeakKeyDictionary()
_one_at_a_time = Lock()


def summaries(store: Store, scope: Scope) -> list[Summary]:
    """Every account with an event in the range, in no order to rely on."""
    rows = {row["key"]: row for row in figures(store, scope)}
    if not rows:
        return []
    keys = list(rows)
    about = known(store, scope.site, keys, scope.known_at)
    first = first_seen(store, scope, keys)
    last = last_stages(store, scope.site, scope.at, scope.known_at)
    standings = _standings(store, scope, rows, about)
    return [
        _summary(rows[key], about[key], first.get(key, 0), _as_set(standing, last.get(key, "")), scope)
        for key, standing in standings.items()
    ]


def figures(store: Store, scope: Scope, keys: Sequence[str] = ()) -> list[Row]:
    """Names, figures of the range and traces of these accounts (none named: all)."""
    trace = reach(scope.at, scope.model, scope.line_days)
    scan = min(scope.start, trace)
    return store.read(
        "accounts/summary",
        site=scope.site,
        from_ts=scope.start,
        to_ts=scope.end,
        trace_ts=trace,
        scan_ts=scan,
        from_day=utc_day(scan),
        to_day=utc_day(scope.end),
        zone=scope.zone,
        gap_ms=GAP_MS,
        known_at=scope.known_at,
        floor=scope.floor,
        companies=list(keys),
    )


def keep(store: Store, scope: Scope, traces: Mapping[str, int], seen: Iterable[Seen]) -> None:
    """Remember what was walked anyway. ``traces`` were read before the events were."""
    book = _book(store, scope)
    for item in seen:
        key = item.view.key
        if key in traces:
            book[key] = _Kept(traces[key], item.profile, _standing(item))
    old = [key for key, kept in list(book.items()) if scope.at - kept.standing.at > KEPT_MS]
    for key in old:
        book.pop(key, None)


def _standings(
    store: Store, scope: Scope, rows: Mapping[str, Row], about: Mapping[str, Known]
) -> dict[str, Standing]:
    book, found, missing = _book(store, scope), dict[str, Standing](), list[str]()
    for key, row in rows.items():
        kept = book.get(key)
        if kept and kept.trace == row["trace"] and _fresh(kept, profile(row, about[key]), scope):
            found[key] = kept.standing
        else:
            missing.append(key)
    for start in range(0, len(missing), _PART):
        seen = see(store, scope, missing[start : start + _PART])
        keep(store, scope, {key: rows[key]["trace"] for key in missing}, seen)
        found |= {item.view.key: _standing(item) for item in seen}
    return found


def _fresh(kept: _Kept, about: Profile, scope: Scope) -> bool:
    return kept.about == about and 0 <= scope.at - kept.standing.at <= KEPT_MS


def _book(store: Store, scope: Scope) -> _Book:
    """A past instant has a book of its own, the running one is one."""
    past = scope.at if scope.at < scope.known_at else 0
    name = (scope.site, scope.zone, scope.model.version, scope.floor, past)
    with _one_at_a_time:
        books = _books.setdefault(store, OrderedDict())
        book = books.setdefault(name, {})
        books.move_to_end(name)
        while len(books) > _BOOKS:
            books.popitem(last=False)
    return book


def _standing(item: Seen) -> Standing:
    """With the stage that rules give; what people set is read each time."""
    said = item.view.assessment
    stage = item.course.turns[-1].stage if item.course.turns else LEAD
    return Standing(said.at, said.engagement, said.grade, said.number, said.cell, stage, said.act_now)


def _as_set(standing: Standing, recorded: str) -> Standing:
    return replace(standing, stage=recorded) if recorded in HELD else standing


def _summary(row: Row, about: Known, first: int, standing: Standing, scope: Scope) -> Summary:
    return Summary(
        key=row["key"],
        name=about.text("name") or row["name"],
        domain=row["domain"],
        kind=row["kind"],
        assessment=standing,
        visits=row["visits"],
        views=row["views"],
        visitors=row["visitors"],
        first_seen=first,
        last_seen=row["last_seen"],
        signals=frozenset(row["signals"]),
        country=about.text("country"),
        city=about.text("city"),
        new=first >= scope.start,
        owner=about.owner,
        target=about.target,
    )
