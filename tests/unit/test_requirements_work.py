"""What was asked of the daily work (docs/requirements.md): next steps, order, value, tasks, answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY, touch
from tracker.intent import Activity, Entry, Profile, Touch, default_model, parse_model
from tracker.intent.fit import fit
from tracker.intent.ledger import ledger
from tracker.intent.levels import MQLS
from tracker.intent.needs import needs_met
from tracker.intent.parse import default_text
from tracker.intent.reading import Met, criteria_met, own_initiative, phase
from tracker.lifecycle import feedback
from tracker.lifecycle.checklist import CHOICES, SCHEMES, affordable, unanswered
from tracker.lifecycle.followups import RENEWAL_DAYS, FollowUp, follow_up, renewal
from tracker.lifecycle.plays import GRADES, NUMBERS, PLAYS, by_cell, play
from tracker.lifecycle.stages import STAGES
from tracker.lifecycle.worth import (
    Item,
    brier,
    chance,
    deal,
    outcomes,
    portion,
    ranked,
    spread,
    surely_better,
    to_find_out,
)
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.entry import Entered
from tracker.modelbook.persona import persona_fields, read_persona

MODEL = default_model()
READ = {"engaged_ms": 30_000}


def lines_of(*touches: Touch) -> tuple[Entry, ...]:
    return ledger(Activity.of(touches), MODEL, MONDAY + HOUR)


PHASE = {
    "nothing": ([], ""),
    "a page no rule knows": ([touch(0, **READ)], ""),
    "articles": ([touch(0, "blog", **READ), touch(1, "whitepaper", view="w", **READ)], "orientation"),
    "comparing": ([touch(0, "product", **READ), touch(1, "compare", view="w", **READ)], "comparison"),
    "prices": ([touch(0, "product", **READ), touch(1, "pricing", view="w", **READ)], "decision"),
    "a trial": ([touch(0, "blog", **READ), touch(1, "trial", name="form", view="w")], "decision"),
}


@pytest.mark.parametrize("name", PHASE)
def test_phase_of_buying(name: str) -> None:
    touches, expected = PHASE[name]
    assert phase(lines_of(*touches)) == expected


def test_needs_of_the_profile_are_matched_with_what_they_looked_at() -> None:
    needs = ("Servo", "Getriebe für Förderbänder", "retrofit", "Ser")
    seen = ["Servomotor SM40", "/produkte/getriebe-fuer-foerderbaender", "Über uns"]
    assert needs_met(needs, seen) == ("Servo", "Getriebe für Förderbänder", "Ser")
    assert needs_met(needs, []) == ()
    data = whole(default_text())
    entered = Entered(persona_fields(data) | {"needs": "Servo, retrofit, Servo,"})
    assert parse_model(to_toml(read_persona(data, entered))).needs == ("Servo", "retrofit")


def test_share_of_own_initiative() -> None:
    assert own_initiative(lines_of(), MODEL) is None
    assert own_initiative(lines_of(touch(0, "pricing", **READ)), MODEL) == 0
    asked = lines_of(touch(0, "pricing", **READ), touch(1, "trial", name="form", view="w"))
    assert own_initiative(asked, MODEL) == pytest.approx(75 / 90, abs=0.01)


def test_so_many_of_the_criteria_are_met() -> None:
    bands = 'bands = [ { values = ["%s"], points = 100 } ]\n'
    text = 'extends = "default"\n' + "".join(
        f'[[criterion]]\nfield = "{field}"\nweight = 20\n{bands % wanted}'
        for field, wanted in (("industry", "machine*"), ("country", "de"), ("region", "by"))
    )
    rating = fit(Profile(industry="Machine tools", country="FR"), parse_model(text))
    assert criteria_met(rating.ledger) == Met(met=1, known=2, asked=3)


def test_every_stage_and_cell_has_a_next_step() -> None:
    cells = [f"{grade}{number}" for grade in (*GRADES, "X") for number in NUMBERS]
    found = {play(stage, cell, act_now=hand) for stage in STAGES for cell in cells for hand in (True, False)}
    assert found | {"check_fit"} == set(PLAYS)


STEPS = [
    (("MQL3", "A1"), {}, "offer"),
    (("MQL2", "B2"), {}, "invite"),
    (("MQL1", "B3"), {}, "deepen"),
    (("MQL2", "C1"), {}, "check_fit"),
    (("MQL2", "?1"), {}, "find_out"),
    (("LEAD", "A4"), {}, "advertise"),
    (("LEAD", "D3"), {}, "newsletter"),
    (("LEAD", "?4"), {}, "wait"),
    (("IQL", "B4"), {}, "content"),
    (("LEAD", "?3"), {}, "find_out"),
    (("LEAD", "X1"), {}, "leave"),
    (("MQL3", "B2"), {"act_now": True}, "call_now"),
    (("MQL1", "C2"), {"act_now": True, "review": True}, "check_fit"),
    (("OFFERED", "A1"), {"act_now": True}, "answer_offer"),
    (("WON", "X4"), {}, "ask_why"),
]


@pytest.mark.parametrize("row", STEPS, ids=[f"{row[0][0]} {row[0][1]}" for row in STEPS])
def test_next_step(row: tuple[tuple[str, str], dict[str, bool], str]) -> None:
    (stage, cell), said, expected = row
    found = play(stage, cell, act_now=said.get("act_now", False), review=said.get("review", False))
    assert found == expected


def test_levels_have_different_steps() -> None:
    steps = {count: [by_cell("B2", name, count) for name in MQLS[:count]] for count in (1, 2, 3, 5)}
    assert steps == {
        1: ["offer"],
        2: ["deepen", "offer"],
        3: ["deepen", "invite", "offer"],
        5: ["deepen", "invite", "invite", "invite", "offer"],
    }


FOLLOW = [
    ("win", "OPPORTUNITY", "ask_why_won"),
    ("win_early", "SAL", "ask_why_won"),
    ("lose", "SAL", "ask_why_lost"),
    ("lose", "SQL", "ask_why_lost"),
    ("disqualify", "MQL1", "ask_why_not"),
    ("disqualify", "SAL", "ask_why_not"),
    ("disqualify", "LEAD", ""),
    ("churn", "WON", "ask_why_left"),
    ("accept", "OFFERED", ""),
]


@pytest.mark.parametrize(("move", "stage", "code"), FOLLOW, ids=[f"{r[0]} from {r[1]}" for r in FOLLOW])
def test_what_a_move_leaves_to_do(move: str, stage: str, code: str) -> None:
    found = follow_up(move, stage, MONDAY)
    assert found == (FollowUp(code, MONDAY + 14 * DAY) if code else None)


def test_a_contract_that_ends_is_called_about_before() -> None:
    assert renewal(MONDAY + 365 * DAY, MONDAY).due == MONDAY + (365 - RENEWAL_DAYS) * DAY
    assert renewal(MONDAY + 5 * DAY, MONDAY).due == MONDAY


A = Item("a", "A1")
ORDER = [
    (replace(A, account="hand", cell="?2", act_now=True), replace(A, value=9e9)),
    (replace(A, account="late", cell="B3", late=True), A),
    (replace(A, account="hurry", cell="B3", urgent=True), A),
    (A, replace(A, account="b", cell="A2", value=9e9)),
    (replace(A, cell="A2"), replace(A, account="b", cell="B1")),
    (replace(A, cell="B1"), replace(A, account="b", cell="A3")),
    (replace(A, cell="C4"), replace(A, account="b", cell="D4")),
    (replace(A, value=2), replace(A, account="b", value=1)),
    (replace(A, last_seen=2), replace(A, account="b", last_seen=1)),
]


@pytest.mark.parametrize("pair", ORDER, ids=range(len(ORDER)))
def test_order_of_work(pair: tuple[Item, Item]) -> None:
    first, second = pair
    assert ranked([second, first]) == [first, second]
    assert ranked([first, second]) == [first, second]


def test_a_day_is_not_longer_than_the_capacity() -> None:
    items = [Item(f"{who}{i}", "A1", value=i, owner=who) for who in ("ada", "ben") for i in range(5)]
    assert portion(items, 2) == {"ada": ["ada4", "ada3"], "ben": ["ben4", "ben3"]}
    assert {len(own) for own in portion(items, 0).values()} == {5}


def test_what_to_find_out_first() -> None:
    items = [
        Item("little known, worth much", "?2", value=100, completeness=0.1),
        Item("half known, worth much", "B2", value=100, completeness=0.5),
        Item("little known, worth little", "?4", value=10, completeness=0.1),
        Item("all known", "A1", value=1000, completeness=1.0),
    ]
    assert [item.account for item in to_find_out(items[::-1])] == [item.account for item in items[:3]]


def test_the_chance_follows_own_outcomes_as_they_come() -> None:
    assert chance("SQL", 0, 0).share == 0.25
    assert chance("SQL", 10, 10).share == pytest.approx(0.625)
    assert chance("SQL", 1000, 0).share < 0.01
    assert chance("SQL", 4, 1).ended == 4
    shares = [chance(stage, 0, 0).share for stage in ("LEAD", *MQLS, "OFFERED", "SAL", "SQL", "OPPORTUNITY")]
    assert shares == sorted(shares)


def test_how_sure_a_stage_is_the_better_one() -> None:
    assert surely_better((50, 30), (50, 5)) == pytest.approx(1.0, abs=1e-4)
    assert surely_better((40, 10), (40, 10)) == pytest.approx(0.5)
    even_worse = surely_better((40, 8), (40, 20))
    assert even_worse is not None
    assert even_worse < 0.01
    assert [surely_better((5, 2), (5, 1)), surely_better((0, 0), (50, 20))] == [None, None]


def test_what_more_than_average_is() -> None:
    assert spread([5.0]) is None
    found = spread([float(n) for n in range(101)])
    assert found is not None
    assert (found.n, found.mean, found.quarter, found.tenth) == (101, 50.0, 75.0, 90.0)


def test_a_chance_is_held_against_what_came() -> None:
    assert brier([]) is None
    assert brier([(1.0, True), (0.0, False)]) == 0
    assert brier([(0.5, True), (0.5, False)]) == 0.25
    assert brier([(0.8, True), (0.8, False)]) == pytest.approx(0.34)


@pytest.mark.parametrize(
    ("entered", "segment", "others", "expected"),
    [(500, [1], [2], 500), (0, [10, 30, 20], [2], 20), (0, [], [2, 4], 3), (0, [], [], 0)],
)
def test_size_of_a_deal(entered: int, segment: list[int], others: list[int], expected: int) -> None:
    assert deal(entered, segment, others) == expected


def test_outcomes_count_an_account_once_in_each_stage() -> None:
    ways = {
        "won": ["LEAD", "MQL1", "LEAD", "MQL1", "OFFERED", "SAL", "WON"],
        "lost": ["MQL1", "OFFERED", "SAL", "LOST"],
        "open": ["MQL1", "OFFERED"],
    }
    assert outcomes(ways) == {"LEAD": (1, 1), "MQL1": (2, 1), "OFFERED": (2, 1), "SAL": (2, 1)}


def test_a_checklist_names_what_nobody_has_said() -> None:
    said = {"budget": "none", "authority": "", "need": "water", "urgency": " "}
    assert unanswered("bant", said) == ("authority", "urgency")
    assert unanswered("", {}) == ()
    assert unanswered("bant_prices", said)[-1] == "commercial"
    assert set(unanswered("meddic", {})) == set(SCHEMES["meddic"])
    assert all(values[0] == "" for values in CHOICES.values())


@pytest.mark.parametrize(
    ("budget", "least", "expected"), [(0, 5, None), (5, 0, None), (4, 5, False), (5, 5, True)]
)
def test_whether_they_can_pay(budget: int, least: int, expected: bool | None) -> None:
    assert affordable(budget, least) is expected


@dataclass(frozen=True)
class Said:
    outcome: str
    firm: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def test_reasons_are_counted_by_outcome() -> None:
    said = [
        Said("WON", ("trust",), ("price", "ease")),
        Said("WON", (), ("price",)),
        Said("LOST", ("advice",)),
    ]
    assert feedback.tally(said, "product") == {"WON": {"price": 2, "ease": 1}, "LOST": {}}
    assert feedback.tally(said, "firm")["LOST"] == {"advice": 1}
    assert feedback.known("values", ["fast", "moon", "fast", "reliability"]) == ("reliability", "fast")
