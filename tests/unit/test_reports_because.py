"""Reasons in words: a sum over weeks is not told as one day's, and a first visit is the only one."""

from __future__ import annotations

import pytest

from reports.because import because
from reports.i18n import translator
from reports.model import Because, DailyReport, Headline
from reports.present import present

DAY = "2026-11-22"


def _signal(count: int, first: str, day: str) -> Because:
    return Because("signal", (("signal", "reference"), ("count", count), ("first", first), ("day", day)))


def _seen(day: str) -> Because:
    return Because("first_seen", (("day", day),))


SAID: dict[str, tuple[Because, str, str, str]] = {
    "over weeks": (
        _signal(5, "2026-10-31", "2026-11-20"),
        "customer references 5 times, last on 20 November",
        "Kundenreferenzen 5-mal, zuletzt am 20. November",
        "klantreferenties 5 keer, laatst op 20 november",
    ),
    "all on one other day": (
        _signal(5, "2026-11-20", "2026-11-20"),
        "customer references 5 times on 20 November",
        "Kundenreferenzen 5-mal am 20. November",
        "klantreferenties 5 keer op 20 november",
    ),
    "until the day of the report": (
        _signal(5, "2026-10-31", DAY),
        "customer references 5 times since 31 October",
        "Kundenreferenzen 5-mal seit dem 31. Oktober",
        "klantreferenties 5 keer sinds 31 oktober",
    ),
    "all on the day of the report": (
        _signal(2, DAY, DAY),
        "customer references 2 times",
        "Kundenreferenzen 2-mal",
        "klantreferenties 2 keer",
    ),
    "one visit ever": (Because("new"), "first visit", "erster Besuch", "eerste bezoek"),
    "seen before": (
        _seen("2026-10-31"),
        "first seen on 31 October",
        "zuerst gesehen am 31. Oktober",
        "voor het eerst gezien op 31 oktober",
    ),
    "several visits on the first day": (
        _seen(DAY),
        "first day here",
        "zum ersten Mal hier",
        "voor het eerst hier",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_reason_says_no_more_than_is_so(name: str) -> None:
    reason, *wanted = SAID[name]
    assert [because(translator(language), reason, DAY) for language in ("en", "de", "nl")] == wanted


@pytest.mark.parametrize(
    ("notes", "wanted"),
    [
        ((), "8 page views, 2 visits, 2 visitors, usual for this weekday: 90 page views"),
        (
            (Because("day_running"),),
            "so far today: 8 page views, 2 visits, 2 visitors; "
            "usual for this weekday until midnight: 90 page views",
        ),
    ],
    ids=["whole day", "still running"],
)
def test_a_day_still_running_is_not_compared_as_a_whole_one(notes: tuple[Because, ...], wanted: str) -> None:
    counts = Headline(views=8, visits=2, visitors=2, usual_views=90.0)
    assert present(DailyReport("s", DAY, "UTC", headline=counts, notes=notes), "en").summary == wanted
