"""Grid, levels, hysteresis, reasons: what makes an MQL and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, touch
from tracker.intent import Activity, Assessment, Model, Profile, Touch, assess, default_model, parse_model
from tracker.intent.instant import Ladder
from tracker.intent.levels import threshold
from tracker.intent.levers import levers
from tracker.intent.walk import walk

ICP = """
extends = "default"
[[criterion]]
field = "industry"
weight = 30
bands = [ { values = ["machine*"], points = 100 }, { values = ["retail"], points = 40 } ]
[[criterion]]
field = "employees"
weight = 30
bands = [ { low = 50, high = 1000, points = 100 }, { low = 10, high = 50, points = 60 } ]
[[criterion]]
field = "country"
weight = 20
bands = [ { values = ["de", "nl"], points = 100 } ]
"""
MODEL = parse_model(ICP)
BEST = Profile(industry="Machine tools", employees=200, country="DE")
GOOD = Profile(industry="Fishing", employees=200, country="NL")
POOR = Profile(industry="Retail", employees=20, country="FR")
WORST = Profile(industry="Fishing", employees=3, country="FR")
UNKNOWN = Profile()
READ = {"engaged_ms": 30_000}

PRICING = touch(0, "pricing", view="p", **READ)
CART = touch(MINUTE, "cart", name="add_to_cart", view="p", seq=3)
CHECKOUT = touch(2 * MINUTE, "checkout", name="begin_checkout", view="p", seq=4)
TRIAL = touch(3 * MINUTE, "trial", name="form", view="p", seq=5)
COMPARE = touch(2 * MINUTE, "compare", view="c", seq=1, **READ)
PAPERS = [touch(i * MINUTE, "whitepaper", name="dl", view="w", seq=i) for i in range(4)]
PAGES = [touch(i * DAY, view=f"x{i}", visitor=f"q{i}", **READ) for i in range(4)]


def judged(touches: list[Touch], profile: Profile, after: int = HOUR, model: Model = MODEL) -> Assessment:
    return assess(Activity.of(touches), profile, model, MONDAY + after)


GRID: dict[str, tuple[list[Touch], Profile, str, str]] = {
    "best fit, nothing done": ([], BEST, "A4", "LEAD"),
    "best fit, read pages only: fit alone is no MQL": (PAGES, BEST, "A4", "LEAD"),
    "best fit, pricing": ([PRICING], BEST, "A4", "MQL1"),
    "best fit, pricing, comparison, cart": ([PRICING, COMPARE, CART], BEST, "A2", "MQL3"),
    "good fit, pricing and cart": ([PRICING, CART], GOOD, "B3", "MQL1"),
    "good fit, pricing, cart, checkout": ([PRICING, CART, CHECKOUT], GOOD, "B1", "MQL3"),
    "poor fit, pricing, cart, checkout": ([PRICING, CART, CHECKOUT], POOR, "C1", "MQL2"),
    "worst fit, pricing, cart": ([PRICING, CART], WORST, "D3", "LEAD"),
    "worst fit, pricing, cart, checkout": ([PRICING, CART, CHECKOUT], WORST, "D1", "MQL1"),
    "fit unknown, pricing and cart": ([PRICING, CART], UNKNOWN, "?3", "LEAD"),
    "fit unknown, pricing, cart, checkout: placed like C": ([PRICING, CART, CHECKOUT], UNKNOWN, "?1", "MQL2"),
    "content only": (PAPERS, BEST, "A3", "IQL"),
    "content only, fit unknown": (PAPERS, UNKNOWN, "?3", "IQL"),
    "good fit, raised hand": ([TRIAL], GOOD, "B2", "MQL3"),
    "poor fit, raised hand": ([TRIAL], POOR, "C2", "MQL1"),
    "worst fit, raised hand: still seen": ([TRIAL], WORST, "D2", "MQL1"),
    "a competitor, raised hand": ([TRIAL], replace(BEST, tags=frozenset({"Competitor"})), "X2", "LEAD"),
    "a cloud": ([PRICING, CART, CHECKOUT], replace(BEST, kind="hosting"), "X1", "LEAD"),
}


@pytest.mark.parametrize("name", GRID)
def test_stage(name: str) -> None:
    touches, profile, cell, stage = GRID[name]
    after = 4 * DAY if touches is PAGES else HOUR
    found = judged(touches, profile, after)
    # Pages on four days bring frequency points: the cell is not the matter of that row.
    assert (found.cell if touches is not PAGES else cell, found.stage) == (cell, stage)


@pytest.mark.parametrize(
    ("profile", "review"), [(BEST, False), (GOOD, False), (POOR, True), (WORST, True), (UNKNOWN, True)]
)
def test_a_raised_hand_is_never_silent(profile: Profile, review: bool) -> None:
    found = judged([TRIAL], profile)
    assert found.act_now
    assert found.review is review
    assert found.reasons[0].code == "act_now"


def test_a_raised_hand_stands_for_two_weeks() -> None:
    assert judged([TRIAL], BEST, 14 * DAY).act_now
    assert not judged([TRIAL], BEST, 15 * DAY).act_now


def test_a_level_is_kept_until_seven_days_below_six_tenths() -> None:
    """B fit: MQL3 from 60. Left below 36 for seven days; the score halves about every 14 days."""
    touches = [PRICING, CART, CHECKOUT]
    course = walk(
        Activity.of(touches), MODEL, "B", MONDAY + 60 * DAY, [MONDAY + d * DAY for d in range(1, 60)]
    )
    stages = {day: course.stages[MONDAY + day * DAY] for day in range(1, 60)}
    fell = next(day for day in stages if stages[day] != "MQL3")
    below = next(day for day in stages if course.scores[MONDAY + day * DAY] < 36)
    assert below + 6 <= fell <= below + 8
    assert [turn.stage for turn in course.turns] == ["LEAD", "MQL1", "MQL3", "MQL2", "MQL1", "LEAD"]


def test_a_score_around_the_threshold_does_not_flap() -> None:
    """Pricing read every fourteenth day: the score swings between 19 and 38, around the threshold of 20."""
    touches = [touch(i * 14 * DAY, "pricing", view=f"v{i}", **READ) for i in range(6)]
    days = [MONDAY + d * DAY + HOUR for d in range(30, 83)]
    course = walk(Activity.of(touches), MODEL, "B", days[-1], days)
    assert min(course.scores.values()) < 20 < 37 < max(course.scores.values())
    assert [turn.stage for turn in course.turns] == ["LEAD", "MQL1"]


def test_what_people_decided_stays() -> None:
    activity = Activity.of([PRICING, CART, CHECKOUT])
    for stage in ("SAL", "SQL", "WON", "LOST", "DISQUALIFIED"):
        assert assess(activity, BEST, MODEL, MONDAY + HOUR, stage).stage == stage
    assert assess(activity, BEST, MODEL, MONDAY + HOUR, "MQL1").stage == "MQL3"


REASONS: dict[str, tuple[list[Touch], Profile, set[str], set[str]]] = {
    "pages only": (PAGES[:1], BEST, {"cell", "no_buying_signal"}, {"points", "buying_signal"}),
    "content": (PAPERS, BEST, {"cell", "content_only"}, {"buying_signal"}),
    "too little": ([PRICING], WORST, {"cell", "below"}, {"points"}),
    "unknown": ([PRICING], UNKNOWN, {"cell", "unknown_fit", "below"}, {"points", "fit_facts"}),
    "excluded": ([PRICING], replace(BEST, tags=frozenset({"customer"})), {"cell", "excluded"}, set()),
    "at the top": ([PRICING, COMPARE, CART], BEST, {"cell"}, set()),
    "poor fit, at its top": ([PRICING, CART, CHECKOUT], POOR, {"cell"}, {"better_fit"}),
}


@pytest.mark.parametrize("name", REASONS)
def test_reasons_and_what_is_missing(name: str) -> None:
    touches, profile, reasons, missing = REASONS[name]
    found = judged(touches, profile)
    codes = {reason.code for reason in found.reasons}
    assert reasons <= codes
    assert {reason.code for reason in found.missing} == missing


def test_a_kept_level_says_so() -> None:
    found = judged([PRICING, CART, CHECKOUT], GOOD, 12 * DAY)
    assert (found.stage, found.number) == ("MQL3", 3)
    assert found.reasons[0].code == "held"


@pytest.mark.parametrize("after", [9, 12, 20])
def test_a_kept_level_says_until_when(after: int) -> None:
    """And on that day, nothing else having happened, it is left."""
    touches = [PRICING, CART, CHECKOUT]
    found = judged(touches, GOOD, after * DAY)
    assert found.held_until > found.at
    assert found.earned < int(found.stage[-1])
    before, then = (
        assess(Activity.of(touches), GOOD, MODEL, found.held_until + shift).stage for shift in (-1, 0)
    )
    assert (before, then < before) == (found.stage, True)


def test_what_is_earned_is_not_held() -> None:
    """A raised hand holds nothing while it stands, though the score alone would give less."""
    for found in (
        judged([PRICING, CART, CHECKOUT], GOOD),
        judged([TRIAL], GOOD),
        judged([TRIAL], GOOD, 13 * DAY),
    ):
        assert (found.stage, found.held_until, found.earned) == ("MQL3", 0, 3)
        assert found.reasons[-1].code != "held"


def test_a_lever_does_what_it_promises() -> None:
    """The act that is said to be enough is enough, the one that is not is not."""
    activity = Activity.of([PRICING])
    found = judged([PRICING], GOOD)
    offered = {(item.get("signal"), item.get("on")): item for item in levers(activity, MODEL, found)}
    assert offered
    for (signal, on), lever in offered.items():
        name = "pv" if on == "view" else "form"
        act = touch(HOUR, str(signal), view="new", name=name, **READ)
        after = judged([PRICING, act], GOOD)
        assert after.engagement - found.engagement == pytest.approx(float(lever.get("points")), abs=0.06)
        assert (after.stage > found.stage) is bool(lever.get("enough"))


@pytest.mark.parametrize(
    ("grade", "bounds"),
    [
        ("A", (5, 20, 40)),
        ("B", (20, 40, 60)),
        ("C", (40, 60, None)),
        ("?", (40, 60, None)),
        ("D", (60, None, None)),
    ],
)
def test_thresholds_follow_the_grid(grade: str, bounds: tuple[float | None, ...]) -> None:
    assert tuple(threshold(level, grade, MODEL) for level in (1, 2, 3)) == bounds


def test_without_an_ideal_customer_fit_is_unknown() -> None:
    found = judged([PRICING], BEST, model=default_model())
    assert (found.fit, found.completeness, found.grade) == (None, 0.0, "?")


MODES: dict[str, tuple[dict[str, object], list[Touch], Profile, str]] = {
    "first contact: one article is enough": ({"mql_mode": "first_contact"}, PAPERS[:1], UNKNOWN, "MQL1"),
    "first contact: other pages are not": ({"mql_mode": "first_contact"}, PAGES[:1], BEST, "LEAD"),
    "first contact: upper levels by the grid": (
        {"mql_mode": "first_contact"},
        [PRICING, CART, CHECKOUT],
        BEST,
        "MQL3",
    ),
    "first contact: excluded stays excluded": (
        {"mql_mode": "first_contact"},
        [PRICING],
        replace(BEST, kind="vpn"),
        "LEAD",
    ),
    "by hand: points make no MQL": ({"mql_mode": "manual"}, [PRICING, CART, CHECKOUT], BEST, "LEAD"),
    "by hand: nor does a raised hand": ({"mql_mode": "manual"}, [TRIAL], BEST, "LEAD"),
    "without IQL": ({"iql": False}, PAPERS, BEST, "LEAD"),
}


@pytest.mark.parametrize("name", MODES)
def test_teams_that_do_not_agree_have_a_mode_each(name: str) -> None:
    changes, touches, profile, stage = MODES[name]
    model = replace(MODEL, **changes)  # type: ignore[arg-type]
    found = judged(touches, profile, model=model)
    assert found.stage == stage
    newest = {role: max((t.ts for t in touches if role in _roles(t, model)), default=0) for role in _ROLES}
    ladder = Ladder(model, MONDAY + HOUR)
    assert ladder.stage(
        found.engagement, (newest["buying"], newest["information"], newest["hand"]), found.grade
    ) == (stage)


def test_by_hand_a_raised_hand_is_looked_at() -> None:
    assert judged([TRIAL], BEST, model=replace(MODEL, mql_mode="manual")).review


_ROLES = ("buying", "information", "hand")


def _roles(item: Touch, model: Model) -> set[str]:
    on = "view" if item.is_view else "action"
    rules = [rule for rule in model.signals if rule.signal in item.signals and rule.on in (on, "any")]
    return {rule.role for rule in rules} | {"hand" for rule in rules if rule.act_now}
