"""Which stages a second look would change: both sides scored alike, by the pure code that qualifying uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enrichment import Company, Identifier
from tracker.intent import Activity, Model, Touch
from tracker.intent.assess import assess_course
from tracker.intent.fit import fit
from tracker.intent.needs import looked_at
from tracker.intent.walk import walk
from tracker.read.accounts import FLOOR
from tracker.read.models import model_of
from tracker.read.profiles import Known, known, profile
from tracker.read.shapes import Fact
from tracker.read.touches import activities, activities_of_keys, reach
from tracker.read.traffic import newest_view
from tracker.read.views import last_stages
from tracker.reidentify.difference import Move, Side, SiteDifference
from tracker.store import Store
from tracker.verdictrows import chunks

_NOBODY: Final = ("", 0.0)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One site at one instant (UTC ms): that of its newest view, since old logs are long past today."""

    store: Store
    site: str
    model: Model
    at: int
    start: int
    decided: int


def stages(
    store: Store, identifier: Identifier, site: str, found: SiteDifference, *, decided: int
) -> list[dict[str, Any]]:
    """Accounts whose stage another name changes: account, name, before, after and engagement of each.

    ``before`` or ``after`` "" where it is no account (yet, or any more).
    """
    newest = newest_view(store, site)
    changed = _changed(found.moves)
    if newest is None or not changed:
        return []
    at, model = min(decided, newest + 1), model_of(store, site)
    scene = _Scene(store, site, model, at, reach(at, model, 0), decided)
    moved = _moved(scene, found.moves)
    rows = (row for part in chunks(sorted(changed)) for row in _part(scene, identifier, changed, part, moved))
    return sorted(rows, key=lambda row: (-row["engagement_after"], -row["engagement_before"], row["account"]))


@dataclass
class _Changed:
    """An account that addresses leave or join."""

    side: Side
    left: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)


def _changed(moves: Iterable[Move]) -> dict[str, _Changed]:
    found: dict[str, _Changed] = {}
    for move in moves:
        if move.after.company:
            found.setdefault(move.after.company, _Changed(move.after)).joined.append(move.address_key)
        if move.before.company:
            found.setdefault(move.before.company, _Changed(move.before)).left.append(move.address_key)
    return found


def _moved(scene: _Scene, moves: Iterable[Move]) -> dict[str, tuple[Touch, ...]]:
    """Touches of the addresses that change hands, by address key."""
    keys = [move.address_key for move in moves]
    return {
        key: activity.touches
        for part in chunks(keys)
        for key, activity in activities_of_keys(
            scene.store, scene.site, part, from_ts=scene.start, to_ts=scene.at
        ).items()
    }


def _part(
    scene: _Scene,
    identifier: Identifier,
    changed: Mapping[str, _Changed],
    keys: list[str],
    moved: Mapping[str, tuple[Touch, ...]],
) -> Iterable[dict[str, Any]]:
    was = activities(
        scene.store,
        scene.site,
        keys,
        from_ts=scene.start,
        to_ts=scene.at,
        known_at=scene.decided - 1,
        floor=FLOOR,
    )
    about = known(scene.store, scene.site, keys, scene.decided)
    recorded = last_stages(scene.store, scene.site, scene.at, scene.decided)
    for key in keys:
        change = changed[key]
        told = _told(identifier, about[key], change.side)
        before = was.get(key, Activity())
        after = _after(before, change, moved)
        old, new = (_stage(scene, change.side, told, one, recorded.get(key, "")) for one in (before, after))
        if old[0] != new[0]:
            yield {
                "account": key,
                "name": change.side.name,
                "before": old[0],
                "after": new[0],
                "engagement_before": old[1],
                "engagement_after": new[1],
            }


def _told(identifier: Identifier, about: Known, side: Side) -> Known:
    """What is known of the company; of one that was never named, what the data at hand know."""
    if about.facts:
        return about
    domain = "" if side.company.startswith("~") else side.company
    facts = identifier.facts(Company(side.company, side.name, domain))
    return replace(
        about, facts=tuple(Fact(fact.field, fact.value, fact.source, fact.dated) for fact in facts)
    )


def _after(before: Activity, change: _Changed, moved: Mapping[str, tuple[Touch, ...]]) -> Activity:
    """The account's touches without those of addresses that leave it, and with those that join."""
    gone = Counter(touch.order for key in change.left for touch in moved.get(key, ()))
    stayed = []
    for touch in before.touches:
        gone[touch.order] -= 1
        if gone[touch.order] < 0:
            stayed.append(touch)
    joined = [touch for key in change.joined for touch in moved.get(key, ())]
    return Activity.of([*stayed, *joined])


def _stage(scene: _Scene, side: Side, about: Known, activity: Activity, recorded: str) -> tuple[str, float]:
    """(stage, engagement), both empty for an account without visits."""
    if not activity.touches:
        return _NOBODY
    domain = "" if side.company.startswith("~") else side.company
    row = {"key": side.company, "name": side.name, "domain": domain, "kind": side.kind}
    rating = fit(profile(row, about), scene.model, looked_at(activity, scene.model, scene.at))
    course = walk(activity, scene.model, rating.place, scene.at)
    found = assess_course(activity, rating, scene.model, scene.at, course, recorded)
    return found.stage, round(found.engagement, 2)
