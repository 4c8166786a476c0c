"""Days that learnt points would have won: by hand, on tables in which one can see when somebody was told."""

from __future__ import annotations

import argparse

import numpy as np
import pytest

from tests.unit.test_funnel import DAY, T0, log
from tracker.cli import learn as command
from tracker.cli.common import UsageError
from tracker.intent import Activity, Touch, default_model
from tracker.learn import TableError, read_table
from tracker.learn.earlier import LEAST, Daily, Earlier, daily, earlier, ends
from tracker.learn.telling import days_earlier
from tracker.read.daybyday import days_of
from tracker.read.journeys import made

HEADER = "account,day,won,score,pricing,blog"


def history(accounts: int, *, early: int = 3, late: int = 12) -> str:
    """Customers look at prices on day ``early`` of 15; the points in use tell both kinds from ``late`` on.

    Each account begins a day after the one before; every tenth that is no customer looks at prices too.
    """
    lines = [HEADER]
    for n in range(accounts):
        won = n % 2
        for day in range(15):
            priced = int(day >= early and (won or n % 20 == 0))
            score = 70 if day >= late and (won or n % 20 == 0) else 10
            moment = np.datetime64("2026-01-01") + np.timedelta64(n + day, "D")
            lines.append(f"a{n},{moment},{won},{score},{priced},{(n * 7 + day) % 5}")
    return "\n".join(lines)


def days(text: str) -> Daily:
    beside = ["account", "day", "score"]
    table = read_table(text, target="won", order="day", aside=beside, with_open=True)
    return daily(table, account="account", time="day")


def judged(text: str) -> Earlier:
    found = days(text)
    return earlier(found, np.array([float(text) for text in found.table.aside["score"]]), 60)


def test_days_earlier_are_those_between_the_two_marks() -> None:
    found = judged(history(140))
    assert (found.median, found.low, found.high) == (9, 9, 9)
    assert found.n == found.marked_learnt == found.marked_in_use == 21
    assert found.vain_learnt == found.vain_in_use == pytest.approx(2 / (41 / 7), rel=0.1)
    assert "21 later customers +9 days or more (+9 to +9, 95 %)" in days_earlier(found)[0]


def test_points_that_come_later_say_so() -> None:
    assert judged(history(140, early=12, late=3)).median == -9


def test_of_few_customers_nothing_is_told() -> None:
    found = judged(history(100))
    assert found.n < LEAST
    assert found.median is found.low is found.high is None
    assert f"not told of {found.n} later customers; at least {LEAST} are needed" in days_earlier(found)[0]


def test_accounts_nobody_knows_the_end_of_teach_nothing_and_are_marked_in_vain() -> None:
    """Those that look at prices count as marked in vain, whichever way they will end."""
    more = [f"o{n},2026-05-{1 + n:02},,80,1,0" for n in range(20)]
    text = "\n".join([history(140), *more])
    assert len(ends(days(text)).y) == 140
    assert judged(text).vain_in_use > judged(history(140)).vain_in_use


BAD = {
    "no day": (history(70).replace("2026-01-05", "soon"), "'day' holds 'soon': a date like 2026-01-31"),
    "few accounts": (history(40), "20 won and 20 lost rows"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_bad_days_are_named(text: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        ends(days(text))


def test_the_own_history_day_by_day_ends_with_the_offer() -> None:
    """Two views of prices before the offer count up; what came later is in no row."""
    (journey,) = made(log("a", (0, "LEAD", "", ""), (3.5, "OFFERED", "offer", ""), (5, "SAL", "accept", ""),
                          (9, "WON", "win", "")), {})  # fmt: skip
    touches = [
        Touch(
            ts=T0 + day * DAY,
            view=f"v{day}",
            name="pv",
            signals=("pricing",),
            engaged_ms=40_000,
            measured=True,
        )
        for day in (0, 2, 6)
    ]
    model = default_model()
    rows = days_of(journey, Activity.of(touches), model, "won", T0 + 400 * DAY)
    at = [rule.id for rule in model.signals].index("pricing_view") + 4
    assert [(row[0], row[1], row[2], row[at]) for row in rows] == [
        ("a 1", "2026-03-02", 1, 1),
        ("a 1", "2026-03-04", 1, 2),
        ("a 1", "2026-03-05", 1, 2),
    ]
    assert float(rows[1][3]) > float(rows[2][3]) > float(rows[0][3]) > 0, "two earn more than one, and fade"


def test_the_command_reads_days_of_accounts() -> None:
    """Learnt is from one row for each account; days are told where there is a score to set them beside."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    asked = ["x.csv", "--target", "won", "--account", "account", "--time", "day"]
    plain = command._read(history(140), parser.parse_args(asked))
    assert (len(plain.table.y), plain.sooner) == (140, None)
    beside = parser.parse_args([*asked, "--in-use", "score", "--mark-at", "60"])
    found = command._read(history(140), beside)
    assert found.sooner == judged(history(140))
    assert [column.name for column in found.table.columns] == ["pricing", "blog"]
    with pytest.raises(UsageError, match="--time must name the column"):
        command._read(history(140), parser.parse_args(asked[:5]))
