"""What must hold of every score, whatever happened and in whatever order it came in."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY
from tests.property import oracle
from tracker.intent import Activity, Profile, Touch, assess, default_model, parse_model
from tracker.intent.impulses import impulses
from tracker.intent.ledger import decay, ledger, total
from tracker.intent.model import SignalRule
from tracker.intent.walk import walk

MODEL = default_model()
SIGNALS = [*sorted({rule.signal for rule in MODEL.signals}), "careers", "support", "unsubscribe", "nonsense"]
ICP = parse_model(
    'extends = "default"\n[[criterion]]\nfield = "country"\nweight = 1\n'
    'bands = [{ values = ["de"], points = 100 }, { values = ["nl"], points = 60 }]'
)
COMMON = settings(max_examples=60, deadline=None)


@st.composite
def _touch(draw: st.DrawFn, index: int) -> Touch:
    name = draw(st.sampled_from(["pv", "pv", "pv", "en", "form", "add_to_cart", "dl"]))
    return Touch(
        # Few distinct instants, so that ties, shared views and days with many events do occur.
        ts=MONDAY + draw(st.integers(0, 40)) * DAY // 2 + draw(st.integers(0, 90)) * MINUTE,
        view=draw(st.sampled_from("abcdef")) + str(index % 4),
        name=name,
        visitor=draw(st.sampled_from(["v1", "v2", "v3"])),
        seq=index,
        signals=tuple(draw(st.lists(st.sampled_from(SIGNALS), max_size=2))),
        engaged_ms=draw(st.sampled_from([0, 3_000, 12_000, 45_000])),
        measured=draw(st.booleans()),
    )


@st.composite
def _touches(draw: st.DrawFn) -> list[Touch]:
    """At most one page view per view id, as the wire format has it."""
    found = [draw(_touch(index)) for index in range(draw(st.integers(0, 25)))]
    seen: set[str] = set()
    kept: list[Touch] = []
    for touch in sorted(found, key=lambda t: t.order):
        if touch.is_view and touch.view in seen:
            continue
        seen |= {touch.view} if touch.is_view else set()
        kept.append(touch)
    return kept


TOUCHES = _touches()
INSTANTS = st.integers(-1, 70 * 24 * 4).map(lambda quarter: MONDAY + quarter * HOUR // 4)


@COMMON
@given(TOUCHES, INSTANTS)
def test_the_ledger_sums_to_the_score_exactly(touches: list[Touch], at: int) -> None:
    found = assess(Activity.of(touches), Profile(), MODEL, at)
    points = [entry.points for entry in found.ledger]
    assert sum(points) == found.engagement
    assert sum(reversed(points)) == found.engagement, "in any order, to the last bit"
    assert 0 <= found.engagement <= 100


@COMMON
@given(TOUCHES, INSTANTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(touches: list[Touch], at: int, rng: random.Random) -> None:
    shuffled = touches.copy()
    rng.shuffle(shuffled)
    profile = Profile(country="DE")
    assert assess(Activity.of(shuffled), profile, ICP, at) == assess(Activity.of(touches), profile, ICP, at)


@COMMON
@given(TOUCHES, INSTANTS, TOUCHES)
def test_the_past_does_not_change(touches: list[Touch], at: int, more: list[Touch]) -> None:
    later = [t for t in more if t.ts > at]
    profile = Profile(country="DE")
    before = assess(Activity.of([t for t in touches if t.ts <= at]), profile, ICP, at)
    assert assess(Activity.of([*touches, *later]), profile, ICP, at) == before


@COMMON
@given(TOUCHES, INSTANTS)
def test_two_routes_agree(touches: list[Touch], at: int) -> None:
    """The ledger, the running sums and the formulae written a second time."""
    activity = Activity.of(touches)
    plain = oracle.engagement(touches, MODEL, at)
    assert abs(total(ledger(activity, MODEL, at)) - plain) < 1e-8
    assert abs(walk(activity, MODEL, "?", at, [at]).scores[at] - plain) < 1e-8


@COMMON
@given(TOUCHES, INSTANTS)
def test_caps_hold(touches: list[Touch], at: int) -> None:
    lines = ledger(Activity.of(touches), MODEL, at)
    groups: dict[str, float] = {}
    for rule in MODEL.signals:
        points = sum(x.points for x in lines if x.rule == rule.id and x.kind in ("signal", "signal_cap"))
        assert -1e-9 <= points <= rule.cap
        if rule.group:
            groups[rule.group] = groups.get(rule.group, 0.0) + points
    for group, points in groups.items():
        capped = points + sum(x.points for x in lines if x.kind == "group_cap" and x.rule == group)
        assert capped <= MODEL.group_caps[group]
    for penalty in MODEL.penalties:
        assert sum(x.points for x in lines if x.rule == penalty.id) >= penalty.cap


@COMMON
@given(st.sampled_from(MODEL.signals), st.lists(st.integers(0, 200 * DAY), min_size=2, max_size=6))
def test_decay_only_falls(rule: SignalRule, ages: list[int]) -> None:
    shares = [decay(rule, MODEL, age) for age in sorted(ages)]
    assert all(a >= b for a, b in pairwise(shares))
    assert all(0 < share <= 1 for share in shares)


@COMMON
@given(TOUCHES, st.lists(st.integers(0, 60 * 24), min_size=2, max_size=8))
def test_without_events_and_penalties_a_score_only_falls(touches: list[Touch], hours: list[int]) -> None:
    model = parse_model('extends = "default"\npenalty = []')
    end = max((t.ts for t in touches), default=MONDAY)
    activity = Activity.of(touches)
    scores = [total(ledger(activity, model, end + hour * HOUR)) for hour in sorted(hours)]
    assert all(a >= b - 1e-9 for a, b in pairwise(scores))


@COMMON
@given(TOUCHES, INSTANTS)
def test_impulses_are_causal(touches: list[Touch], at: int) -> None:
    """What is known until an instant is what a store that ends there would know."""
    activity = Activity.of(touches)
    known = [item for item in impulses(activity, MODEL) if item.known <= at]
    assert known == [item for item in impulses(activity.between(0, at), MODEL) if item.known <= at]


@COMMON
@given(TOUCHES, INSTANTS, st.sampled_from(["DE", "NL", "FR", ""]))
def test_no_mql_without_interest(touches: list[Touch], at: int, country: str) -> None:
    """R29: fit alone never makes an MQL, nor does reading."""
    buying = {rule.signal for rule in ICP.signals if rule.role == "buying"}
    harmless = [t for t in touches if t.name != "form" and not buying & set(t.signals)]
    assert assess(Activity.of(harmless), Profile(country=country), ICP, at).stage in ("LEAD", "IQL")


@COMMON
@given(TOUCHES, INSTANTS)
def test_the_course_ends_where_the_assessment_stands(touches: list[Touch], at: int) -> None:
    activity = Activity.of(touches)
    course = walk(activity, ICP, "A", at, [at])
    found = assess(activity, Profile(country="DE"), ICP, at)
    assert abs(course.scores[at] - found.engagement) < 1e-8
    assert (course.turns[-1].stage if course.turns else "LEAD") == found.stage
    assert all(turn.before != turn.stage for turn in course.turns)
