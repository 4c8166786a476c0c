"""When an alert may be told: at once, with the next digest, never in quiet hours.  [pure]"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.deliver.when import moment
from tracker.outbox.rules import Rule

_HOUR_MS = 3_600_000
_SATURDAY = 5


def tell_at(rule: Rule, now: int, zone: str) -> int:
    """The instant (UTC ms) from which on what was found at ``now`` may be told."""
    return _after_quiet(rule, _digest(rule, now, zone), zone)


def _digest(rule: Rule, now: int, zone: str) -> int:
    if rule.digest == "hour":
        return (now // _HOUR_MS + 1) * _HOUR_MS
    if rule.digest == "day":
        today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
        at = moment(today, rule.digest_at, zone)
        return at if at > now else moment(today + timedelta(days=1), rule.digest_at, zone)
    return now


def _after_quiet(rule: Rule, at: int, zone: str) -> int:
    """The first instant from ``at`` on that is not quiet; quiet hours and weekends may follow each other."""
    for _ in range(8):
        later = _leave_weekend(rule, _leave_hours(rule, at, zone), zone)
        if later == at:
            return at
        at = later
    return at


def _leave_hours(rule: Rule, at: int, zone: str) -> int:
    if not rule.quiet:
        return at
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    first, last = (time.fromisoformat(part) for part in rule.quiet.split("-"))
    clock, end = local.time(), rule.quiet.split("-")[1]
    over_night = first > last
    if over_night and clock >= first:
        return moment(local.date() + timedelta(days=1), end, zone)
    if (over_night and clock < last) or (first <= clock < last):
        return moment(local.date(), end, zone)
    return at


def _leave_weekend(rule: Rule, at: int, zone: str) -> int:
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    if not rule.weekends or local.weekday() < _SATURDAY:
        return at
    return moment(local.date() + timedelta(days=7 - local.weekday()), "00:00", zone)
