"""The way from lead to customer: every pair of stages and roles, reasons, gates, and the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from tracker.intent.levels import MQLS
from tracker.lifecycle import MOVES, ROLES, STAGES, Given, Refused, decide, possible
from tracker.lifecycle.clock import HOUR_MS, Calendar
from tracker.lifecycle.due import Times, due
from tracker.lifecycle.reasons import REASONS, codes

ALL = Given(
    interest=True,
    own_initiative=True,
    contact=True,
    products=("pump",),
    clear_interest=True,
    offer_fits=True,
    need="more water",
)

#: Who may bring an account from where to where; "*" is the stage that its points give.
ALLOWED = {
    ("offer", " ".join(MQLS), "OFFERED", "rule marketing admin"),
    ("offer_early", "LEAD IQL", "OFFERED", "marketing admin"),
    ("withdraw", "OFFERED", "*", "marketing admin"),
    ("accept", "OFFERED", "SAL", "sales admin"),
    ("reject", "OFFERED", "RECYCLED", "sales admin"),
    ("qualify", "SAL", "SQL", "sales admin"),
    ("open", "SQL", "OPPORTUNITY", "sales admin"),
    ("win", "SQL OPPORTUNITY", "WON", "sales admin"),
    ("win_early", "SAL", "WON", "sales admin"),
    ("lose", "SAL SQL OPPORTUNITY", "LOST", "sales admin"),
    ("recycle", "SAL SQL OPPORTUNITY", "RECYCLED", "sales admin"),
    ("disqualify", f"LEAD IQL {' '.join(MQLS)} OFFERED SAL SQL OPPORTUNITY RECYCLED", "DISQUALIFIED",
     "marketing sales admin"),
    ("churn", "WON", "CHURNED", "sales admin"),
    ("reopen", "DISQUALIFIED", "*", "marketing sales admin"),
    ("wake", "RECYCLED", "*", "rule marketing sales admin"),
    ("return", "LOST CHURNED", "*", "rule marketing sales admin"),
}  # fmt: skip


def said(move: str) -> Given:
    reason = codes(move)[0] if codes(move) else ""
    return Given(**{name: getattr(ALL, name) for name in Given.__dataclass_fields__} | {"reason": reason})


def test_every_triple_of_move_stage_and_role() -> None:
    expected = {
        (name, stage, role): to
        for name, sources, to, roles in ALLOWED
        for stage, role in product(sources.split(), roles.split())
    }
    for move, stage, role in product([move.name for move in MOVES], STAGES, ROLES):
        if (move, stage, role) in expected:
            assert decide(move, current=stage, role=role, given=said(move)).to == expected[move, stage, role]
        else:
            with pytest.raises(Refused):
                decide(move, current=stage, role=role, given=said(move))


def test_only_sales_makes_a_sal_and_no_rule_goes_past_the_offer() -> None:
    for move in MOVES:
        if move.to == "SAL":
            assert move.roles == {"sales", "admin"}
        if "rule" in move.roles:
            assert move.to in {"OFFERED", "*"}
        assert "viewer" not in move.roles


def test_what_is_possible_is_what_is_not_refused() -> None:
    for stage, role in product(STAGES, ROLES):
        names = {move.name for move in possible(stage, role)}
        for move in MOVES:
            if move.name in names:
                decide(move.name, current=stage, role=role, given=said(move.name))
            else:
                with pytest.raises(Refused):
                    decide(move.name, current=stage, role=role, given=said(move.name))


@pytest.mark.parametrize("move", sorted(REASONS))
def test_a_reason_is_asked_for_and_must_be_one_of_the_set(move: str) -> None:
    source = next(item for item in MOVES if item.name == move)
    role = "marketing" if "marketing" in source.roles else "sales"
    for reason in ("", "because"):
        given = Given(**{**{n: getattr(ALL, n) for n in Given.__dataclass_fields__}, "reason": reason})
        with pytest.raises(Refused, match="allowed: ") as refused:
            decide(move, current=source.sources[0], role=role, given=given)
        assert refused.value.code == "reason"


NEEDS = [
    ("offer", "MQL2", "marketing", "interest"),
    ("offer_early", "LEAD", "marketing", "own_initiative"),
    ("qualify", "SAL", "sales", "contact"),
    ("qualify", "SAL", "sales", "products"),
    ("qualify", "SAL", "sales", "clear_interest"),
    ("qualify", "SAL", "sales", "offer_fits"),
    ("qualify", "SAL", "sales", "need"),
]


@pytest.mark.parametrize(("move", "stage", "role", "need"), NEEDS, ids=[f"{n[0]}-{n[3]}" for n in NEEDS])
def test_gates_name_what_is_still_needed(move: str, stage: str, role: str, need: str) -> None:
    given = said(move)
    lacking = Given(**{n: getattr(given, n) for n in Given.__dataclass_fields__ if n != need})
    with pytest.raises(Refused) as refused:
        decide(move, current=stage, role=role, given=lacking)
    assert (refused.value.code, refused.value.missing) == ("needs", (need,))


def test_what_is_unknown_is_named() -> None:
    for name, stage, role in [
        ("fly", "SAL", "sales"),
        ("accept", "MOON", "sales"),
        ("accept", "OFFERED", "boss"),
    ]:
        with pytest.raises(Refused) as refused:
            decide(name, current=stage, role=role, given=ALL)
        assert refused.value.code == "unknown"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


BERLIN = Calendar(zone="Europe/Berlin", country="DE", region="BY")

HOURS = [
    ("within a day", "2026-11-23T08:30", 1, "2026-11-23T09:30"),
    ("over night", "2026-11-23T15:30", 1, "2026-11-24T08:30"),
    ("before opening", "2026-11-23T03:00", 1, "2026-11-23T09:00"),
    ("over the weekend", "2026-11-27T15:30", 1, "2026-11-30T08:30"),
    ("on a Sunday", "2026-11-29T12:00", 2, "2026-11-30T10:00"),
    ("over Christmas", "2026-12-24T15:00", 2, "2026-12-28T09:00"),
    ("over the change of the clocks", "2026-10-23T14:30", 1, "2026-10-26T08:30"),
    ("a holiday of the region", "2026-01-05T15:30", 1, "2026-01-07T08:30"),
]


@pytest.mark.parametrize(("start", "hours", "end"), [row[1:] for row in HOURS], ids=[row[0] for row in HOURS])
def test_business_hours(start: str, hours: float, end: str) -> None:
    assert BERLIN.after_hours(ms(start), hours) == ms(end)


def test_business_days_are_as_long_as_the_hours() -> None:
    assert BERLIN.after_days(ms("2026-11-26T10:00"), 2) == ms("2026-11-30T10:00")


@pytest.mark.parametrize(
    "wrong", [{"country": "XX"}, {"country": "DE", "region": "ZZ"}, {"weekdays": frozenset()}], ids=str
)
def test_calendars_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"holidays|business hours"):
        Calendar(**wrong)  # type: ignore[arg-type]


DUE = [
    ("an offer", "OFFERED", {}, "answer", "2026-11-24T10:00"),
    ("an offer with a raised hand", "OFFERED", {"act_now": True}, "answer", "2026-11-23T11:00"),
    ("a raised hand before any offer", "MQL2", {"hand": ms("2026-11-26T10:00")}, "touch", "2026-11-26T11:00"),
    (
        "a raised hand, put off",
        "MQL2",
        {"hand": 1, "wake": ms("2027-01-10T09:00")},
        "wake",
        "2027-01-10T09:00",
    ),
    ("accepted, nobody called", "SAL", {}, "touch", "2026-11-25T10:00"),
    ("accepted and called", "SAL", {"touched": True}, "decide", "2026-12-07T10:00"),
    ("accepted, with a date", "SAL", {"wake": ms("2027-01-10T09:00")}, "wake", "2027-01-10T09:00"),
    ("qualified", "SQL", {}, "step", "2026-12-07T10:00"),
    ("recycled with a date", "RECYCLED", {"wake": ms("2027-01-10T09:00")}, "wake", "2027-01-10T09:00"),
]


@pytest.mark.parametrize(
    ("stage", "known", "what", "at"), [row[1:] for row in DUE], ids=[row[0] for row in DUE]
)
def test_what_is_due(stage: str, known: dict[str, int], what: str, at: str) -> None:
    found = due(stage, ms("2026-11-23T10:00"), BERLIN, Times(), **known)  # type: ignore[arg-type]
    assert found is not None
    assert (found.what, found.at) == (what, ms(at))
    assert found.overdue(found.at + 1)
    assert not found.overdue(found.at)


@pytest.mark.parametrize("stage", ["LEAD", "MQL3", "WON", "LOST", "DISQUALIFIED", "RECYCLED"])
def test_where_nothing_is_due(stage: str) -> None:
    assert due(stage, ms("2026-11-23T10:00"), BERLIN, Times()) is None


def test_who_is_told_when() -> None:
    found = due("OFFERED", ms("2026-11-23T10:00"), BERLIN, Times())
    assert found is not None
    hours = [1, 12, 24, 36]
    assert [found.told(found.since + n * HOUR_MS) for n in hours] == ["", "owner", "lead", "reassign"]
