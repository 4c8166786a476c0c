"""The second route to a score: engagement of every account of a site, added up in the store.

It says what ``tracker.intent.ledger`` says, account by account (a property test holds them together), from
tables gathered by ``tracker.read.gather``. Identities are those known now. What the sums cannot tell exactly
(score/undecided says when) is computed from the events themselves, so no answer is approximate.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from tracker.intent import Activity, Model, SignalRule
from tracker.intent.impulses import impulses
from tracker.intent.instant import Newest
from tracker.intent.ledger import ledger, total
from tracker.intent.terms import ROLES, Pattern, summable, terms
from tracker.intent.touch import DAY_MS
from tracker.read.accounts import FLOOR
from tracker.read.gather import CROWDED
from tracker.read.terms import parameters
from tracker.read.touches import activities, reach
from tracker.store import Row, Store, records

_PLAIN: Final = 500  # accounts whose events are read at a time

#: One read of the store uses one core, so accounts are added up side by side; in more shares than hands: one
#: share's rows are taken in while another is still added up.
HANDS: Final = 2
SHARES: Final = 4
WHOLE: Final = {"low": 0, "high": 2**64 - 1}


@dataclass(frozen=True, slots=True)
class Earned:
    """One account at an instant under several models: ``points`` 0..100 each, and per model and role (in the
    order of ``ROLES``) the newest event that earned (UTC ms, 0: none)."""

    points: tuple[float, ...]
    newest: tuple[int, ...]

    def last(self, model: int) -> Newest:
        buying, information, hand = self.newest[3 * model : 3 * model + 3]
        return (buying, information, hand)


def engagements(store: Store, site: str, at: int, models: Sequence[Model]) -> dict[str, Earned]:
    """Engagement of every account of a site at ``at`` (UTC ms) under each model; no entry is nothing earned.

    The tables must be fresh (``gather.refresh``). Exact for any instant whose scoring window lies within
    ``gather.HORIZON_DAYS``.
    """
    if not all(summable(model) for model in models):
        return plain(store, site, at, models, every_account(store, site))
    given = parameters(terms(models, patterns(store, site), at), at) | _snapshot(store, site)
    found: dict[str, Earned] = {}
    doubtful: list[str] = []
    with ThreadPoolExecutor(HANDS) as pool:
        for earned, doubts in pool.map(
            lambda share: _share(store, site, at, given, models, share), range(SHARES)
        ):
            found |= earned
            doubtful += doubts
    keys = sorted({*_undecided(store, site, at, models), *doubtful})
    found |= plain(store, site, at, models, keys)
    return found


def _share(
    store: Store, site: str, at: int, given: dict[str, Any], models: Sequence[Model], share: int
) -> tuple[dict[str, Earned], list[str]]:
    """What the accounts of a share earned, and of whom that is not sure."""
    step = 2**64 // SHARES
    low = share * step
    high = 2**64 - 1 if share == SHARES - 1 else low + step - 1
    rows = store.read("score/engagements", site=site, at=at, low=low, high=high, **given)
    cap = min(model.daily_count_cap for model in models)
    crowded = [row for row in rows if row["crowd"] > cap]
    return (
        {row["account"]: Earned(tuple(row["points"]), tuple(row["newest"])) for row in rows},
        [row["account"] for row in crowded if _doubtful(row, models, at)],
    )


def _doubtful(row: Row, models: Sequence[Model], at: int) -> bool:
    """Did a visitor do more than the daily cap counts, on the very day that decides what still stands?

    The newest event that earned may then be one that was not counted; on any other day that changes nothing.
    """
    for number, model in enumerate(models):
        buying, information, hand = row["newest"][3 * number : 3 * number + 3]
        window, raised = at - model.window_days * DAY_MS, at - round(model.act_now_days * DAY_MS)
        near = [buying - window, information - window, hand - raised]
        if any(0 <= distance <= DAY_MS for distance in near):
            return True
    return False


def _snapshot(store: Store, site: str) -> dict[str, Any]:
    """Which rows are in force: every part of the query must see the same."""
    return dict(store.read("score/snapshot", site=site)[0])


def _undecided(store: Store, site: str, at: int, models: Sequence[Model]) -> list[str]:
    low_cap = min(model.daily_count_cap for model in models) + 1
    crowd = low_cap if low_cap < CROWDED else 0
    rows = store.read("score/undecided", site=site, at=at, crowd=crowd, **WHOLE, **_snapshot(store, site))
    return [row["account"] for row in rows]


def every_account(store: Store, site: str) -> list[str]:
    rows = store.read("score/accounts", site=site, **WHOLE, **_snapshot(store, site))
    return [row["account"] for row in rows]


def plain(
    store: Store, site: str, at: int, models: Sequence[Model], keys: Sequence[str]
) -> dict[str, Earned]:
    """The same for some accounts, from their events one by one."""
    found: dict[str, Earned] = {}
    start = min(reach(at, model, 0) for model in models)
    for first in range(0, len(keys), _PLAIN):
        part = keys[first : first + _PLAIN]
        work = activities(store, site, part, from_ts=start, to_ts=at, known_at=records.EVER, floor=FLOOR)
        for key in part:
            found[key] = _plain(work.get(key, Activity()), at, models)
    return found


def _plain(activity: Activity, at: int, models: Sequence[Model]) -> Earned:
    points = tuple(total(ledger(activity, model, at)) for model in models)
    return Earned(points, tuple(moment for model in models for moment in _newest(activity, at, model)))


def _newest(activity: Activity, at: int, model: Model) -> tuple[int, ...]:
    last = dict.fromkeys(ROLES, 0)
    for impulse in impulses(activity.between(0, at), model):
        if isinstance(impulse.rule, SignalRule) and impulse.known <= at:
            roles = (impulse.rule.role, "hand") if impulse.rule.act_now else (impulse.rule.role,)
            last |= {role: max(last[role], impulse.origin) for role in roles if role in last}
    return tuple(last.values())


def patterns(store: Store, site: str) -> list[Pattern]:
    """Everything events and visits of a site ever looked like."""
    return [
        Pattern(
            row["id"],
            row["what"],
            row["name"],
            tuple(row["signals"]),
            tuple(row["page"]),
            tuple(tuple(seen) for seen in row["sets"]),
        )
        for row in store.read("score/patterns_of", site=site)
    ]
