"""When a schedule is due, on the days the clock jumps too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.deliver.when import past, upcoming
from tracker.outbox.schedules import Recipient, Schedule, ScheduleError, check


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def schedule(clock: str = "02:30", zone: str = "Europe/Berlin", **more: object) -> Schedule:
    return Schedule(id="s", site="shop", time=clock, zone=zone, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "clock", "zone", "day", "due"),
    [
        ("winter", "07:00", "Europe/Berlin", "2026-01-15", "2026-01-15T06:00"),
        ("summer", "07:00", "Europe/Berlin", "2026-07-15", "2026-07-15T05:00"),
        ("a time that does not exist", "02:30", "Europe/Berlin", "2026-03-29", "2026-03-29T01:30"),
        ("a time that exists twice", "02:30", "Europe/Berlin", "2026-10-25", "2026-10-25T00:30"),
        ("the clock jumps at midnight", "00:30", "America/Asuncion", "2023-10-01", "2023-10-01T04:30"),
        ("half an hour is a zone too", "07:00", "Asia/Kolkata", "2026-03-10", "2026-03-10T01:30"),
        ("the day begins elsewhere", "00:00", "Pacific/Auckland", "2026-03-10", "2026-03-09T11:00"),
    ],
)
def test_a_day_has_one_moment(name: str, clock: str, zone: str, day: str, due: str) -> None:
    asked = schedule(clock, zone)
    moments = {item.day: item.at for item in past(asked, at(due) + 14 * 3_600_000)}
    assert moments[day] == at(due), name
    assert day not in {item.day for item in past(asked, at(due) - 1)}
    assert upcoming(asked, at(due) - 1).day == day


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_looked_at_every_ten_minutes_of_a_jump_it_is_due_on_one_day_only(day: str) -> None:
    start = at(f"{day}T00:00") - 3_600_000
    seen = [past(schedule(since=start), now) for now in range(start, start + 86_400_000, 600_000)]
    assert {item for found in seen for item in found if item.day == day} == {seen[-1][0]}


def test_a_weekly_one_is_due_on_mondays() -> None:
    found = past(schedule("07:00", report="weekly"), at("2026-03-20T12:00"))
    assert [item.day for item in found] == ["2026-03-16", "2026-03-09"]
    assert upcoming(schedule("07:00", report="weekly"), at("2026-03-20T12:00")).day == "2026-03-23"


def test_what_was_due_before_it_was_made_is_not_sent_late() -> None:
    made = at("2026-03-10T09:00")
    assert past(schedule("07:00", since=made), at("2026-03-10T12:00")) == []
    assert [item.day for item in past(schedule("07:00", since=made), at("2026-03-12T12:00"))] == [
        "2026-03-12",
        "2026-03-11",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"time": "7:00"}, "00:00 to 23:59"),
        ({"time": "24:00"}, "00:00 to 23:59"),
        ({"zone": "Berlin"}, "Europe/Berlin"),
        ({"formats": ("xls",)}, "csv, pdf"),
        ({"recipients": ()}, "1 to 50"),
    ],
)
def test_a_schedule_that_cannot_be_says_why(change: dict[str, object], told: str) -> None:
    values = {"recipients": (Recipient("me@example.org", "de"),), **change}
    with pytest.raises(ScheduleError, match=told):
        check(Schedule(id="s", site="shop", **values))  # type: ignore[arg-type]
