"""What people keep of accounts for their work: tasks, what they found out, what they were told, gates."""

from __future__ import annotations

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY
from tests.store.test_lead import ACME, GATE, do, rules, shop
from tracker.audit import entries
from tracker.companies import feedback, knowledge, tasks, working
from tracker.companies.feedback import Feedback
from tracker.companies.tasks import Task
from tracker.lead import offer_ripe
from tracker.lifecycle import Given, Refused
from tracker.lifecycle.worth import outcomes
from tracker.read.chances import track
from tracker.read.detail import history
from tracker.store import Store


@pytest.fixture
def qualified(store: Store) -> Store:
    shop(store)
    rules(store, 1)
    return store


def test_tasks_are_set_done_and_in_order(store: Store) -> None:
    for text, due in (("later", MONDAY + 2 * DAY), ("whenever", 0), ("first", MONDAY + DAY)):
        tasks.add(store, "shop", Task(account=ACME, text=text, due=due, made=MONDAY, by="ada"))
    tasks.add(store, "other", Task(account=ACME, text="elsewhere", made=MONDAY, by="ada"))
    found = tasks.open_tasks(store, "shop")
    assert [task.text for task in found.values()] == ["first", "later", "whenever"]
    assert [task.overdue(MONDAY + DAY + 1) for task in found.values()] == [True, False, False]
    first = next(iter(found))
    tasks.finish(store, "shop", first, by="ben", at=MONDAY + HOUR)
    assert tasks.finish(store, "shop", first, by="eve", at=MONDAY + DAY).done_by == "ben"
    assert len(tasks.open_tasks(store, "shop")) == 2
    with pytest.raises(KeyError):
        tasks.finish(store, "other", first, by="ben", at=MONDAY)
    with pytest.raises(ValueError, match="say what"):
        tasks.add(store, "shop", Task(account=ACME, text=" "))
    assert [entry.what for entry in entries(store, site="shop")] == ["task.done", *["task.added"] * 3]


def test_lost_leaves_a_question_and_its_answer_a_date(qualified: Store) -> None:
    """A lost deal is asked about; a competitor's contract that ends is called about sixty days before."""
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    do(qualified, "lose", "sales", 4, given=Given(reason="chose_competitor"))
    (asked,) = tasks.open_tasks(qualified, "shop").values()
    assert (asked.code, asked.account, asked.due) == ("ask_why_lost", ACME, MONDAY + 4 * HOUR + 14 * DAY)
    said = Feedback(
        account=ACME,
        outcome="LOST",
        firm=("nearness", "nonsense"),
        product=("price",),
        values=("fast",),
        competitor="Beta",
        renewal=MONDAY + 365 * DAY,
        by="ada",
        at=MONDAY + 5 * DAY,
    )
    assert feedback.record(qualified, "shop", said).firm == ("nearness",)
    (left,) = tasks.open_tasks(qualified, "shop").values()
    assert (left.code, left.due) == ("renewal", MONDAY + 305 * DAY)
    assert feedback.every_answer(qualified, "shop")[ACME].competitor == "Beta"
    rows = qualified.read("stages/ways", site="shop", at=MONDAY + 10 * DAY)
    assert outcomes({row["account"]: row["stages"] for row in rows})["SAL"] == (1, 0)
    with pytest.raises(ValueError, match="nobody is asked"):
        feedback.record(qualified, "shop", Feedback(account=ACME, outcome="SAL"))


def test_won_leaves_a_question_too(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    do(qualified, "win_early", "sales", 4, given=Given(reason="bought_at_once"))
    assert [task.code for task in tasks.open_tasks(qualified, "shop").values()] == ["ask_why_won"]


def test_what_is_known_is_kept_field_by_field(store: Store) -> None:
    knowledge.learn(store, "shop", ACME, {"budget": "range", "budget_eur": "20.000 €"}, by="ada", at=MONDAY)
    found = knowledge.learn(store, "shop", ACME, {"need": " pumps "}, by="ben", at=MONDAY + 1)
    assert (found.budget, found.budget_eur, found.need, found.chance) == ("range", 20_000, "pumps", -1)
    assert knowledge.every_knowledge(store, "shop") == {ACME: found}
    for wrong in ({"budget": "much"}, {"chance": "101"}, {"value_eur": "-5"}, {"value_eur": "a lot"}):
        with pytest.raises(ValueError, match="is none; "):
            knowledge.learn(store, "shop", ACME, wrong, by="eve", at=MONDAY + 2)
    assert knowledge.knowledge_of(store, "shop", ACME) == found
    assert entries(store)[0].fields == [("need", "", "pumps")]


def test_a_checklist_stands_before_sql_where_a_site_wants_one(qualified: Store) -> None:
    working.save(qualified, "shop", {"checklist": "bant"}, by="ada", at=MONDAY)
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    with pytest.raises(Refused) as refused:
        do(qualified, "qualify", "sales", 4, given=GATE)
    assert refused.value.missing == ("budget", "authority", "urgency")
    said = {"budget": "confirmed", "authority": "decides", "urgency": "mid"}
    knowledge.learn(qualified, "shop", ACME, said, by="ben", at=MONDAY + 4 * HOUR)
    assert do(qualified, "qualify", "sales", 5, given=GATE).to_stage == "SQL"


def test_the_moment_of_qualification_stays(qualified: Store) -> None:
    """Whatever comes after: the first MQL is written once and never again."""

    def moment(hours: float) -> int:
        rows = qualified.read("reports/qualified", site="shop", at=MONDAY + int(hours * HOUR))
        return {row["account"]: int(row["qualified_at"]) for row in rows}[ACME]

    first = moment(1)
    assert first == next(c.at for c in history(qualified, "shop", ACME) if c.to_stage == "MQL1")
    do(qualified, "offer", "marketing", 2)
    do(qualified, "withdraw", "marketing", 3, given=Given(reason="too_early"))
    rules(qualified, 30)
    assert moment(31) == first


def test_too_few_touches_are_not_offered(qualified: Store) -> None:
    working.save(qualified, "shop", {"touches": 5}, by="ada", at=MONDAY)
    with pytest.raises(Refused) as refused:
        do(qualified, "offer", "marketing", 2)
    assert refused.value.missing == ("touches",)
    working.save(qualified, "shop", {"touches": 1}, by="ada", at=MONDAY + 1)
    assert do(qualified, "offer", "marketing", 2).to_stage == "OFFERED"


def test_an_offer_may_wait_for_a_need(qualified: Store) -> None:
    working.save(qualified, "shop", {"need_first": True}, by="ada", at=MONDAY)
    with pytest.raises(Refused) as refused:
        do(qualified, "offer", "marketing", 2)
    assert refused.value.missing == ("need",)
    knowledge.learn(qualified, "shop", ACME, {"problem": "leaks"}, by="ben", at=MONDAY + HOUR)
    assert do(qualified, "offer", "marketing", 2).to_stage == "OFFERED"


def test_chances_are_held_against_what_came(qualified: Store) -> None:
    """Sales said 80 % of one that was lost: a miss of 0.64; without it SAL is won as usually, 14 %."""
    knowledge.learn(qualified, "shop", ACME, {"chance": "80"}, by="ben", at=MONDAY + HOUR)
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    assert track(qualified, "shop", MONDAY + 4 * HOUR).judged == 0
    do(qualified, "lose", "sales", 4, given=Given(reason="price"))
    found = track(qualified, "shop", MONDAY + 5 * HOUR)
    assert (found.judged, found.mql, found.sql, found.surer) == (1, (1, 0), (0, 0), None)
    assert found.sales_miss == pytest.approx(0.64)
    assert found.reckoned_miss == pytest.approx(0.14**2)


def test_a_rule_offers_from_the_level_agreed_once_a_cycle(qualified: Store) -> None:
    def offered(hours: float) -> list[str]:
        at = MONDAY + int(hours * HOUR)
        return [made.account for made in offer_ripe(qualified, "shop", zone="UTC", at=at)]

    assert offered(2) == []
    working.save(qualified, "shop", {"offer_at": "MQL2"}, by="ada", at=MONDAY)
    assert offered(2) == []
    working.save(qualified, "shop", {"offer_at": "MQL1"}, by="ada", at=MONDAY + 1)
    assert offered(2) == [ACME]
    assert offered(3) == []
    last = history(qualified, "shop", ACME)[-1]
    assert (last.to_stage, last.actor) == ("OFFERED", "rule:offered")
    do(qualified, "withdraw", "marketing", 4, given=Given(reason="too_early"))
    assert offered(5) == [], "in this cycle somebody has decided"


def test_a_rule_offers_only_what_has_the_chance_agreed_on(qualified: Store) -> None:
    """Nothing has ended yet, so an MQL1 is won as often as is usual: two of a hundred."""

    def offered(percent: int) -> list[str]:
        said = {"offer_at": "MQL1", "offer_chance": percent}
        working.save(qualified, "shop", said, by="ada", at=MONDAY + percent)
        return [made.account for made in offer_ripe(qualified, "shop", zone="UTC", at=MONDAY + 2 * HOUR)]

    assert offered(30) == []
    assert offered(1) == [ACME]


@pytest.mark.parametrize(
    "wrong",
    [{"checklist": "x"}, {"offer_at": "SAL"}, {"capacity": -1}, {"touches": 5000}, {"offer_chance": 101}],
)
def test_what_cannot_be_agreed(store: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        working.save(store, "shop", wrong, by="ada", at=MONDAY)
    assert working.working(store, "shop") == working.Working()
