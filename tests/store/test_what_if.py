"""Two models held against the same accounts; tables that follow what arrives, and what must not be named."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.intent_kit import DAY, MINUTE, MONDAY, event, seed, verdict
from tests.property.test_sums import _touches
from tracker.companies import knowledge, working
from tracker.intent import Activity, Model, default_model, parse_model
from tracker.intent.instant import Ladder
from tracker.intent.walk import walk
from tracker.read.accounts import accounts
from tracker.read.gather import forget, refresh
from tracker.read.sums import _plain, engagements, every_account
from tracker.read.whatif import what_if
from tracker.store import Store, records

MODEL = default_model()
NOW = MONDAY + 2 * DAY
FIVE_LEVELS = {
    "A1": "MQL5",
    "A2": "MQL4",
    "B1": "MQL3",
    "B2": "MQL2",
    "C1": "MQL2",
    "C2": "MQL1",
    "D1": "MQL1",
}
LOW = parse_model('extends = "default"\nengagement_bounds = [20, 10, 5]')


def _view(account: str, ts: int, *signals: str, **more: object) -> dict[str, object]:
    return event(ts, address_key=f"a-{account}", signals=list(signals), engaged_ms=60_000, **more)


def _points(store: Store, at: int = NOW) -> dict[str, float]:
    return {key: round(one.points[0], 2) for key, one in engagements(store, "shop", at, [MODEL]).items()}


def _known(store: Store, *accounts: str) -> None:
    store.insert("verdicts", [verdict(MONDAY, f"a-{name}", f"{name}.example") for name in accounts])


def test_only_what_changed_is_gathered_again(store: Store) -> None:
    seed(store, [_view("one", MONDAY, "pricing"), _view("two", MONDAY, "pricing")], [])
    _known(store, "one", "two")
    assert refresh(store, "shop", now=NOW) == -1
    first = _points(store)
    assert refresh(store, "shop", now=NOW) == 0
    later = NOW + MINUTE
    store.insert("events", [_view("one", later, "demo")])
    assert refresh(store, "shop", now=later) == 1
    assert _points(store, later)["one.example"] > first["one.example"]
    incremental = _points(store, later)
    refresh(store, "shop", now=later, rebuild=True)
    assert _points(store, later) == incremental


def test_a_better_verdict_moves_the_points(store: Store) -> None:
    seed(store, [_view("one", MONDAY, "pricing")], [])
    _known(store, "one")
    refresh(store, "shop", now=NOW)
    store.insert("verdicts", [verdict(MONDAY, "a-one", "other.example", decided=NOW + 1)])
    refresh(store, "shop", now=NOW + 2)
    assert set(_points(store)) == {"other.example"}
    assert every_account(store, "shop") == ["other.example"]


def test_who_opts_out_is_gone_at_once(store: Store) -> None:
    seed(store, [_view("one", MONDAY, "pricing"), _view("two", MONDAY, "pricing")], [])
    _known(store, "one", "two")
    refresh(store, "shop", now=NOW)
    records.put(store, "optout", "one.example", {"company": "one.example"}, actor="test")
    assert refresh(store, "shop", now=NOW) == -1
    assert set(_points(store)) == {"two.example"}


def test_tables_thrown_away_come_back(store: Store) -> None:
    seed(store, [_view("one", MONDAY, "pricing")], [])
    _known(store, "one")
    refresh(store, "shop", now=NOW)
    before = _points(store)
    forget(store, "shop")
    assert not _points(store)
    refresh(store, "shop", now=NOW)
    assert _points(store) == before


def test_what_if_names_who_moves(store: Store) -> None:
    seed(
        store,
        [_view("warm", NOW - DAY, "pricing"), _view("cold", NOW - DAY, "blog"), _view("own", NOW, "demo")],
        [],
    )
    _known(store, "warm", "cold", "own")
    records.put(store, "account", "shop/own.example", {"tags": ["own"]}, actor="test")
    refresh(store, "shop", now=NOW)
    found = what_if(store, "shop", NOW, MODEL, LOW)
    assert [(move.account, move.before, move.after) for move in found.moves] == [
        ("warm.example", "LEAD", "MQL1")
    ]
    assert found.accounts == 3
    assert found.before["IQL"] == found.after["IQL"] == 1
    assert found.enters("MQL1")
    assert not found.leaves("MQL1")


def test_what_is_known_of_a_company_counts(store: Store) -> None:
    """Facts, notes and kinds of networks reach the fit; an account nobody knows anything of is "?"."""
    icp = parse_model(
        'extends = "default"\nengagement_bounds = [12, 8, 6]\n[[criterion]]\nfield = "country"\nweight = 1\n'
        'bands = [{ values = ["de"], points = 100 }]'
    )
    seed(store, [_view(name, NOW - DAY, "pricing") for name in ("fits", "not", "odd", "host")], [])
    _known(store, "fits", "not", "odd")
    store.insert("verdicts", [verdict(MONDAY, "a-host", "host.example", kind="hosting")])
    fact = {"field": "country", "source": "crm", "dated": "2026-01-01", "at": MONDAY}
    store.insert(
        "firmographics",
        [fact | {"company": "fits.example", "value": "DE"}, fact | {"company": "not.example", "value": "FR"}],
    )
    refresh(store, "shop", now=NOW)
    found = {move.account: move.after for move in what_if(store, "shop", NOW, MODEL, icp).moves}
    assert found == {"fits.example": "MQL3", "not.example": "MQL1", "odd.example": "MQL2"}


def test_needs_looked_at_count_as_they_do_for_one_account(store: Store) -> None:
    """The other route to what was looked at: titles and paths of products, within the window."""
    needs = parse_model(
        'extends = "default"\nengagement_bounds = [30, 8, 6]\nwindow_days = 30\n'
        'needs = ["Servo", "Getriebe"]\nneeds_weight = 100\n[[criterion]]\nfield = "kind"\nweight = 25\n'
        'bands = [{ values = ["education"], points = 100 }]'
    )
    seen = {
        "title": _view("title", NOW - 40 * MINUTE, "product", title="Servomotor"),
        "path": _view("path", NOW - 40 * MINUTE, "product", url_path="/p/getriebe-bau"),
        "other": _view("other", NOW - 40 * MINUTE, "product", title="Ventil"),
        "blog": _view("blog", NOW - 40 * MINUTE, "blog", title="Servo"),
        "long_ago": _view("long_ago", NOW - 31 * DAY, "product", title="Servo"),
    }
    priced = [_view(name, NOW - 50 * MINUTE, "pricing") for name in seen]
    seed(store, [*seen.values(), *priced], [])
    store.insert(
        "verdicts", [verdict(NOW - day * DAY, f"a-{n}", f"{n}.example") for n in seen for day in (0, 31)]
    )
    refresh(store, "shop", now=NOW)
    found = {move.account: move.after for move in what_if(store, "shop", NOW, MODEL, needs).moves}
    one = listed_stages(store, needs)
    assert found == {name: stage for name, stage in one.items() if name in found}
    assert {name for name in found if found[name] != "MQL1"} == {"title.example", "path.example"}


def listed_stages(store: Store, model: Model) -> dict[str, str]:
    """The same, account by account."""
    found = accounts(
        store,
        "shop",
        from_day="2026-02-01",
        to_day="2026-03-04",
        zone="UTC",
        at=NOW,
        known_at=NOW,
        model=model,
    )
    return {view.key: view.assessment.stage for view in found}


def test_what_sales_found_out_counts_on_both_routes(store: Store) -> None:
    """Budget and urgency, and what the smallest offer costs, reach the fit of every account."""
    model = parse_model(
        'extends = "default"\nengagement_bounds = [40, 30, 12]\nurgency_raises = true\n'
        'cannot_pay_points = 60\n[[criterion]]\nfield = "kind"\nweight = 1\n'
        'bands = [{ values = ["business"], points = 100 }]'
    )
    names = ("poor", "hurried", "calm")
    seed(store, [_view(name, NOW - DAY, "pricing") for name in names], [])
    _known(store, *names)
    working.save(store, "shop", {"least_eur": 5000}, by="ada", at=MONDAY)
    knowledge.learn(store, "shop", "poor.example", {"budget_eur": "100"}, by="ada", at=MONDAY)
    knowledge.learn(store, "shop", "hurried.example", {"urgency": "high"}, by="ada", at=MONDAY)
    refresh(store, "shop", now=NOW)
    found = {move.account: move.after for move in what_if(store, "shop", NOW, MODEL, model).moves}
    assert found == {"hurried.example": "MQL3", "calm.example": "MQL2"}
    assert listed_stages(store, model) == found | {"poor.example": "LEAD"}


def test_weeks_count_who_is_new(store: Store) -> None:
    events = [
        _view(f"w{week}-{number}", NOW - (7 * week + 1) * DAY, "pricing", view=f"v{week}-{number}")
        for week in range(3)
        for number in range(week + 1)
    ]
    seed(store, events, [])
    _known(store, *(f"w{week}-{number}" for week in range(3) for number in range(week + 1)))
    refresh(store, "shop", now=NOW)
    found = what_if(store, "shop", NOW, MODEL, LOW, weeks=3)
    assert [week.after["MQL1"] for week in found.weeks] == [3, 2, 1]
    assert [week.before["MQL1"] for week in found.weeks] == [0, 0, 0]


def test_a_bound_is_found_that_sales_can_work_off(store: Store) -> None:
    """Accounts of grade C with 15 and 25 points, one of each a week: MQL3 from the bound on."""
    model = replace(MODEL, cells={"C1": "MQL3"}, engagement_bounds=(12.0, 8.0, 5.0))
    signals = {"low": ["pricing"], "high": ["pricing", "demo"]}
    names = [f"{kind}-{week}" for week in range(3) for kind in signals]
    at = NOW // DAY * DAY
    events = [
        _view(name, at - (7 * int(name[-1]) + 1) * DAY, *signals[name.partition("-")[0]], view=name)
        for name in names
    ]
    seed(store, events, [])
    _known(store, *names)
    refresh(store, "shop", now=at)
    found = what_if(store, "shop", at, MODEL, model, weeks=2)
    assert [week.after["MQL3"] for week in found.weeks] == [2, 2]
    assert [found.loads[bound] for bound in (9, 12, 16, 30)] == [2, 2, 1, 0]
    assert [found.bound_for(capacity) for capacity in (2, 1, 0)] == [9, 15, 26]


@pytest.mark.parametrize("grade", ["A", "B", "C", "D", "?", "X", "A+", "B+", "D+", "?+", "X+"])
def test_a_ladder_says_what_the_walk_says_was_earned(grade: str) -> None:
    rng = random.Random(grade)
    for _ in range(40):
        activity = Activity.of(_touches(rng))
        cells = rng.choice([MODEL.cells, FIVE_LEVELS, {"A1": "MQL1"}])
        bounds = rng.choice([(60.0, 40.0, 20.0), (30.0, 15.0, 6.0)])
        model = replace(MODEL, engagement_bounds=bounds, cells=cells)
        at = MONDAY + rng.randint(0, 56 * 24) * 60 * MINUTE
        earned = _plain(activity.between(0, at), at, [model])
        level = walk(activity, model, grade, at, [at]).earned
        stage = Ladder(model, at).stage(earned.points[0], earned.last(0), grade)
        assert (int(stage[3]) if stage.startswith("MQL") else 0) == level
