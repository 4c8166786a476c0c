"""Hosts that went quiet, on a real store: told against their own past weeks, and only then."""

from __future__ import annotations

import pytest

from tracker.event import Draft, to_row
from tracker.read.silence import HOUR_MS, WEEK_H, SilentHost, silent_hosts, usual_views
from tracker.store import Store

MONDAY = 1_773_014_400_000  # 2026-03-09 00:00 UTC
H = HOUR_MS
OFFICE = range(8, 18)


def _office(week: int, *, days: range = range(5), hours: range = OFFICE) -> list[int]:
    """One view every ten minutes in working hours of that week before this Monday (UTC ms)."""
    start = MONDAY - week * WEEK_H * H
    return [start + (24 * day + hour) * H + m * 600_000 for day in days for hour in hours for m in range(6)]


def _store(store: Store, times: list[int], host: str = "www.example.com", **fields: object) -> None:
    rows = []
    for n, ts in enumerate(times):
        draft = Draft(site="shop", ts=ts, received=ts, source="js", view=f"{host}{n}", seq=0, name="pv")
        draft.url_host = host
        for name, value in fields.items():
            setattr(draft, name, value)
        rows.append(to_row(draft))
    store.insert("events", rows)


PAST = [ts for week in (1, 2, 3, 4) for ts in _office(week)]
TODAY = _office(0, days=range(1), hours=range(8, 10))  # this Monday, from 8 to 10
CASES = {
    "busy until now": (PAST + TODAY, 10, False),
    "quiet for two hours of an afternoon": (PAST + TODAY, 12, False),
    "quiet for an afternoon": (PAST + TODAY, 15, True),
    "quiet since before the weekend, on Monday at six": (PAST, 6, False),
    "quiet since before the weekend, on Monday at noon": (PAST, 12, True),
    "over a weekend": ([ts for ts in PAST if ts < MONDAY], -24, False),
    "a host of one week": (_office(1) + TODAY, 15, False),
    "a host with two views a day": (PAST[::30] + TODAY[:1], 15, False),
    "gone for over a week": ([ts for ts in PAST if ts < MONDAY - WEEK_H * H], 12, True),
    "gone for a month": ([ts - 3 * WEEK_H * H for ts in PAST], 12, False),
}


@pytest.mark.parametrize(("times", "hour", "told"), CASES.values(), ids=CASES)
def test_silence_is_measured_against_the_weeks_before(
    store: Store, times: list[int], hour: int, told: bool
) -> None:
    _store(store, times)
    found = silent_hosts(store, "shop", at=MONDAY + hour * H)
    assert [item.host for item in found] == ["www.example.com"] * told


def test_each_host_is_looked_at_by_itself(store: Store) -> None:
    noon = MONDAY + 15 * H
    _store(store, PAST + _office(0, days=range(1)), "www.example.com")
    _store(store, PAST + TODAY, "shop.example.com")
    _store(store, PAST, "robots.example.com", bot="crawler")
    _store(store, PAST, "logs.example.com", source="log")
    [found] = silent_hosts(store, "shop", at=noon)
    assert found == SilentHost("shop.example.com", TODAY[-1], 30)
    assert found.hours(noon) == 5
    assert silent_hosts(store, "other", at=noon) == []


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [([], 0), ([1], 0), ([1, 2], 60), ([1, 2, 3, 4], 60)],
    ids=["no past", "one week", "two weeks", "four weeks"],
)
def test_the_rule_alone(weeks: list[int], expected: int) -> None:
    hours: dict[int, int] = {}
    for week in weeks:
        for ts in _office(week):
            hours[ts // H] = hours.get(ts // H, 0) + 1
    last = MONDAY + 8 * H - 1  # just before the office opens
    assert usual_views(hours, last, MONDAY + 18 * H) == expected
