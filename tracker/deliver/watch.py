"""Looks what happened since the last look, and notes what alert rules want to be told of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec

from reports.alert import Hit
from tracker.deliver.handing import Change, handover_of
from tracker.deliver.matching import (
    BY_ACTS,
    BY_STAGE,
    Move,
    found,
    hushed,
    passes,
    wants_handover,
    wants_move,
)
from tracker.deliver.quiet import tell_at
from tracker.deliver.reports import Desk
from tracker.intent.touch import DAY_MS
from tracker.outbox import Message
from tracker.outbox.hits import Found, known, note
from tracker.outbox.rules import Rule, every
from tracker.read.accounts import FLOOR
from tracker.read.board import overdue
from tracker.read.day import company
from tracker.read.days import day_of, day_start, utc_day
from tracker.read.models import model_of
from tracker.read.segments import segments_of
from tracker.read.touches import reach
from tracker.read.views import Scope, Seen, last_stages, see
from tracker.site import Site
from tracker.sites import all_sites

log = logging.getLogger("tracker.deliver")
#: A look goes back a little behind the one before: what was under way then is seen now. Nothing is told
#: twice, because a hit is noted once for each account, rule and day.
_OVERLAP_MS = 5 * 60_000
#: Figures and reasons in an alert are those of so many days.
_SHOWN_DAYS = 30


@dataclass(frozen=True)
class Look:
    """One look at one site. ``since``: of the look before, ``scope.at``: now (UTC ms)."""

    desk: Desk
    site: Site
    scope: Scope
    since: int
    rules: tuple[Rule, ...]

    @property
    def today(self) -> str:
        return day_of(self.scope.at, self.scope.zone)


def watch(desk: Desk, now: int) -> int:
    """Look at every site that has rules; how many hits are new."""
    count = 0
    sites = all_sites(desk.store)
    rules = [rule for rule in every(desk.store) if rule.active and rule.site in sites]
    for site in sorted({rule.site for rule in rules}):
        own = tuple(rule for rule in rules if rule.site == site)
        count += _site(desk, sites[site], own, now)
        desk.box.set_state(f"watch/{site}", str(now))
    return count


def _site(desk: Desk, site: Site, rules: tuple[Rule, ...], now: int) -> int:
    last = int(desk.box.state(f"watch/{site.id}", "0"))
    since = max(last - _OVERLAP_MS, min(rule.since for rule in rules))
    zone = site.timezone or desk.settings.timezone
    model = model_of(desk.store, site.id)
    scope = Scope(site.id, zone, now - _SHOWN_DAYS * DAY_MS, now, now, now, model, FLOOR)
    look = Look(desk, site, scope, since, rules)
    return _acts(look) + _moves(look) + _handovers(look) + _late(look)


def _acts(look: Look) -> int:
    """What accounts did since the last look."""
    rules = [rule for rule in look.rules if rule.when in BY_ACTS]
    keys = _changed(look) if rules else []
    if not keys:
        return 0
    segments = {item.id: item.conditions for item in segments_of(look.desk.store, look.site.id)}
    begin = day_start(look.today, look.scope.zone)
    stages = last_stages(look.desk.store, look.site.id, look.scope.at, look.scope.known_at)
    count = 0
    for item in see(look.desk.store, look.scope, keys):
        for rule in rules:
            detail = found(rule, item, look.scope, max(begin, rule.since), segments)
            if detail is not None and passes(rule, item):
                hit = _hit(look, item, stages.get(item.view.key, ""), detail=detail, at=item.view.last_seen)
                count += _note(look, rule, hit, look.today)
    return count


def _changed(look: Look) -> list[str]:
    scope = look.scope
    start = reach(scope.at, scope.model, 0)
    rows = look.desk.store.read(
        "accounts/changed",
        site=scope.site,
        from_ts=start,
        since=look.since,
        from_day=utc_day(start),
        to_day=utc_day(scope.at),
        known_at=scope.known_at,
    )
    return [row["key"] for row in rows]


def _moves(look: Look) -> int:
    """Changes of stage that were written down since the last look and are not of an earlier day."""
    rules = [rule for rule in look.rules if rule.when in BY_STAGE]
    moves = list(_rows(look)) if rules else []
    wanted = {move.account: move for move in moves if any(wants_move(rule, move) for rule in rules)}
    count = 0
    for item in _seen(look, wanted):
        move = wanted[item.view.key]
        hit = _hit(look, item, move.to_stage, before=move.from_stage, at=move.at)
        for rule in rules:
            if move.at > rule.since and wants_move(rule, move) and passes(rule, item):
                count += _note(look, rule, hit, look.today)
    return count


def _rows(look: Look) -> Iterator[Move]:
    for row in look.desk.store.read("alerts/changes", **_asked(look)):
        yield Move(**row)


def _asked(look: Look) -> dict[str, str | int]:
    return {
        "site": look.site.id,
        "since": look.since,
        "until": look.scope.at,
        "fresh": look.scope.at - DAY_MS,
    }


def _handovers(look: Look) -> int:
    """Every change of hands since the last look: each is told, also two of one account on one day."""
    rules = [rule for rule in look.rules if rule.when == "handover"]
    changes = [change for change in _changes(look) if _wanted(rules, change)] if rules else []
    items = {item.view.key: item for item in _seen(look, {change.account for change in changes})}
    count = 0
    for change in changes:
        item = items.get(change.account)
        if item is None:
            continue  # nothing of its visits is left; its change is still on the board
        handover = handover_of(look.desk, look.scope, item, change)
        hit = _hit(look, item, change.to_stage, before=change.from_stage, at=change.at)
        hit = replace(hit, handover=handover)
        for rule in _wanted(rules, change):
            if passes(rule, item):
                occasion = f"{day_of(change.at, look.scope.zone)}/{handover.what}/{change.at}"
                count += _note(look, rule, hit, occasion)
    return count


def _wanted(rules: Iterable[Rule], change: Change) -> list[Rule]:
    return [
        rule
        for rule in rules
        if change.at > rule.since and wants_handover(rule, change.from_stage, change.to_stage)
    ]


def _changes(look: Look) -> Iterator[Change]:
    for row in look.desk.store.read("alerts/handovers", **_asked(look)):
        facts = msgspec.json.decode(row.pop("facts") or "{}")
        yield Change(**row, facts=facts)


def _late(look: Look) -> int:
    """What should have been answered by now: told once for each time that has run out."""
    rules = [rule for rule in look.rules if rule.when == "late"]
    if not rules:
        return 0
    scope = look.scope
    places = overdue(look.desk.store, look.site.id, zone=scope.zone, at=scope.at)
    late = {place.account: (place, due) for place, due in places}
    count = 0
    for item in _seen(look, late):
        place, due = late[item.view.key]
        hit = _hit(look, item, place.stage, at=due.at)
        for rule in rules:
            if due.at > rule.since and passes(rule, item):
                count += _note(look, rule, hit, day_of(due.at, scope.zone))
    return count


def _seen(look: Look, keys: Iterable[str]) -> list[Seen]:
    """Accounts by key; looked for as far back as scores reach."""
    wanted = sorted(keys)
    start = reach(look.scope.at, look.scope.model, look.scope.line_days)
    return see(look.desk.store, replace(look.scope, start=start), wanted) if wanted else []


def _hit(look: Look, item: Seen, stage: str, *, at: int, before: str = "", detail: str = "") -> Hit:
    row = company(item.view, look.today, look.scope.zone)
    first = item.view.first_seen
    new = bool(first) and day_of(first, look.scope.zone) == look.today
    row = replace(row, new=new, stage=stage or row.stage, previous_stage=before, spark=())
    return Hit(row, at, detail)


def _note(look: Look, rule: Rule, hit: Hit, day: str) -> int:
    if hit.row.key in known(look.desk.box, rule.id, day):
        return 0
    why = hushed(rule, hit.row.stage)
    now = look.scope.at
    due = tell_at(rule, now, look.scope.zone)
    doc = msgspec.json.encode(hit)
    item = Found(rule.id, hit.row.key, day, look.site.id, hit.at, due, doc)
    count = note(look.desk.box, [item], state="skipped" if why else "queued")
    if why and count:
        look.desk.box.put([_skipped(rule, hit, why, day, now)])
    return 0 if why else count


def _skipped(rule: Rule, hit: Hit, why: str, day: str, now: int) -> Message:
    """For the log: that nothing was told, and why."""
    return Message(
        id=f"alert/{rule.id}/{day}/{hit.row.key}/none",
        kind="alert",
        site=rule.site,
        cause=rule.id,
        day=day,
        channel="none",
        target="",
        title=f"{rule.title}: {hit.row.name}",
        due=now,
        made=now,
        state="skipped",
        answer=why,
    )
