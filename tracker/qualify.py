"""Turns scores into recorded stage changes, each with its model and the facts of its moment.

Stages are computed from events alone (tracker.intent.walk); this job writes down what was computed, once.
Run twice, it adds nothing. An account that people took on (SAL and later) is left to people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tracker.intent import Model
from tracker.intent.levels import HELD, LEAD
from tracker.intent.walk import Turn
from tracker.read.accounts import FLOOR
from tracker.read.asof import look
from tracker.read.days import utc_day
from tracker.read.models import model_of, note_default
from tracker.read.moment import facts
from tracker.read.shares import measure
from tracker.read.standings import PART, forget_old, keep
from tracker.read.touches import reach
from tracker.read.views import Scope, Seen, named, see
from tracker.store import Store, records


@dataclass(frozen=True, slots=True)
class Change:
    """One change of stage. ``at``: when it came to be so (UTC ms); ``cause`` as in ``Turn``, or "absent"."""

    site: str
    account: str
    at: int
    from_stage: str
    to_stage: str
    model: str
    cause: str
    facts: dict[str, Any]

    @property
    def actor(self) -> str:
        return f"rule:{self.cause}"


def qualify(
    store: Store,
    site: str,
    *,
    zone: str = "UTC",
    at: int,
    known_at: int | None = None,
    model: Model | None = None,
    since: int = 0,
    floor: float = FLOOR,
    remember: bool = False,
) -> list[Change]:
    """Record every change of stage up to ``at`` (UTC ms) that is not recorded yet, and return them.

    ``since``: look only at accounts with events or verdicts that arrived later (UTC ms); 0 looks at all,
    which is also what notices that a score has fallen: do that at least once an hour. ``remember``: lists
    read in this process need not walk the same events again.
    """
    known = at if known_at is None else known_at
    used = model or model_of(store, site)
    if not since and model is None:
        used = measure(store, site, used, at=at)
    note_default(store)
    scope = Scope(site, zone, reach(at, used, 0), at, at, known, used, floor)
    recorded = {
        row["account"]: row
        for row in store.read("stages/last", site=site, at=at, known_at=records.EVER, accounts=[])
    }
    keys = _changed(store, scope, since) if since else [row["key"] for row in named(store, scope, ())]
    changes: list[Change] = []
    for start in range(0, len(keys), PART):
        for item in _walked(store, scope, keys[start : start + PART], remember=remember):
            changes += _changes(item, recorded.get(item.view.key), scope)
    if not since:
        changes += _absent(recorded, set(keys), scope)
    _record(store, changes, decided=known)
    if remember:
        forget_old(store, scope)
    return changes


def _walked(store: Store, scope: Scope, keys: Sequence[str], *, remember: bool) -> list[Seen]:
    if not remember:
        return see(store, scope, keys)
    fresh = look(store, scope)  # before the events are read
    seen = see(store, scope, keys)
    keep(store, scope, fresh, seen)
    return seen


def _changed(store: Store, scope: Scope, since: int) -> list[str]:
    rows = store.read(
        "accounts/changed",
        site=scope.site,
        from_ts=scope.start,
        since=since,
        from_day=utc_day(scope.start),
        to_day=utc_day(scope.at),
        known_at=scope.known_at,
    )
    return [row["key"] for row in rows]


def _changes(item: Seen, recorded: dict[str, Any] | None, scope: Scope) -> Iterator[Change]:
    current = recorded["stage"] if recorded else ""
    if current in HELD:
        return
    after = recorded["at"] if recorded else -1
    for turn in item.course.turns:
        if turn.at > after and turn.stage != current:
            yield _change(item, turn, current, scope)
            current = turn.stage
    final = item.course.turns[-1] if item.course.turns else None
    if final is not None and final.stage != current:
        # The past was read anew (a better verdict, another model): no turn since the record says it.
        late = Turn(scope.at, current, final.stage, item.view.assessment.engagement, "recomputed")
        yield _change(item, late, current, scope)


def _change(item: Seen, turn: Turn, before: str, scope: Scope) -> Change:
    known = facts(item, scope.model, turn.at, turn.engagement)
    return Change(
        scope.site, item.view.key, turn.at, before, turn.stage, scope.model.version, turn.cause, known
    )


def _absent(recorded: dict[str, dict[str, Any]], seen: set[str], scope: Scope) -> list[Change]:
    """Accounts above LEAD of which nothing is left in the window."""
    return [
        Change(
            scope.site, key, scope.at, row["stage"], LEAD, scope.model.version, "absent", {"engagement": 0.0}
        )
        for key, row in sorted(recorded.items())
        if key not in seen and row["stage"] not in HELD and row["stage"] not in ("", LEAD)
    ]


def _record(store: Store, changes: Sequence[Change], *, decided: int) -> None:
    rows = [
        {
            "site": change.site,
            "account": change.account,
            "at": change.at,
            "decided": decided,
            "from_stage": change.from_stage,
            "to_stage": change.to_stage,
            "model": change.model,
            "actor": change.actor,
            "facts": msgspec.json.encode(change.facts).decode(),
        }
        for change in changes
    ]
    if rows:
        token = hashlib.sha256(msgspec.json.encode(rows)).hexdigest()[:32]
        store.insert("stage_changes", rows, token=f"stages-{token}")
