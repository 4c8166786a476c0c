"""Who is told when time runs out, and that the turn goes round."""

from __future__ import annotations

import pytest

from tracker.lifecycle.due import Due
from tracker.lifecycle.notices import Waiting, notices_due

HOUR = 3_600_000
TEAM = ("ada", "bo", "cleo")


def waiting(account: str, owner: str = "ada", since: int = 0) -> Waiting:
    return Waiting(account, owner, Due("answer", since, since + 8 * HOUR))


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (3.9, []),
        (4, [("owner", "ada")]),
        (8, [("owner", "ada"), ("lead", "")]),
        (12, [("owner", "ada"), ("lead", ""), ("reassign", "bo")]),
    ],
)
def test_half_the_whole_and_half_again(hours: float, told: list[tuple[str, str]]) -> None:
    found = notices_due([waiting("acme")], at=int(hours * HOUR), team=TEAM)
    assert [(item.level, item.to) for item in found] == told


def test_the_turn_goes_round_and_never_to_who_has_it() -> None:
    items = [waiting(name, since=number) for number, name in enumerate("abcd")]
    found = notices_due(items, at=13 * HOUR, team=TEAM)
    assert [item.to for item in found if item.level == "reassign"] == ["bo", "cleo", "bo", "cleo"]
    later = notices_due([waiting("e")], at=13 * HOUR, team=TEAM, taken=1)
    assert later[-1].to == "cleo"
    alone = notices_due([waiting("f")], at=13 * HOUR, team=("ada",))
    assert alone[-1].to == ""


def test_the_same_notice_has_the_same_id_and_a_date_somebody_set_is_no_delay() -> None:
    first, again = (notices_due([waiting("acme")], at=at * HOUR, team=TEAM)[0].id for at in (4, 12))
    assert first == again
    assert notices_due([Waiting("acme", "", Due("wake", 0, HOUR))], at=9 * HOUR, team=TEAM) == []
