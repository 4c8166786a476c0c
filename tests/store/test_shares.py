"""Thresholds that are shares of the own accounts: measured each week, and the same on both routes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tracker.intent import ModelError, default_model, parse_model
from tracker.intent.parse import default_text
from tracker.intent.shares import bounds_of, measured
from tracker.modelbook.combine import combine_fields, read_combine
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.entry import Entered
from tracker.qualify import qualify
from tracker.read.models import model_of, save_model
from tracker.read.shares import bounds_known
from tracker.read.whatif import what_if
from tracker.store import Store

TEXT = """
extends = "default"
bounds_mode = "share"
engagement_shares = [10, 25, 50]
[cells]
C1 = "MQL2"
C2 = "MQL1"
"""
NOW = MONDAY + 3 * DAY
MANY = [float(n) for n in range(1, 41)]
BOUNDS = {
    "forty accounts": (MANY, (37.0, 31.0, 21.0)),
    "who earned nothing does not count": ([*MANY, *[0.0] * 500], (37.0, 31.0, 21.0)),
    "in any order": (MANY[::-1], (37.0, 31.0, 21.0)),
    "too few": (MANY[:19], None),
    "all alike": ([5.0] * 40, None),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_the_upper_shares_of_those_that_earned_anything(name: str) -> None:
    points, expected = BOUNDS[name]
    assert bounds_of(points, (10.0, 25.0, 50.0)) == expected
    model = replace(default_model(), bounds_mode="share")
    found = measured(model, points)
    assert found.engagement_bounds == (expected or default_model().engagement_bounds)
    assert found.measured == (40 if expected else 0)
    assert measured(default_model(), points) == default_model()


@pytest.mark.parametrize("shares", ["[25, 10, 50]", "[0, 10, 50]", "[10, 25, 101]"])
def test_shares_that_cannot_be(shares: str) -> None:
    with pytest.raises(ModelError, match="engagement_shares"):
        parse_model(f'extends = "default"\nengagement_shares = {shares}')


def test_the_number_measured_is_nobodys_to_say() -> None:
    with pytest.raises(ModelError, match="measured"):
        parse_model('extends = "default"\nmeasured = 5')


def test_the_editor_asks_for_points_or_shares() -> None:
    data = whole(default_text())
    said = {"bounds_mode": "share", "share0": "5", "share1": "20", "share2": "60"}
    entered = Entered(combine_fields(data) | said)
    model = parse_model(to_toml(read_combine(data, entered)))
    assert (model.bounds_mode, model.engagement_shares) == ("share", (5.0, 20.0, 60.0))
    wrong = Entered(combine_fields(data) | {"share0": "60"})
    read_combine(data, wrong)
    assert wrong.problems["share0"].code == "falling"


def test_measured_each_week_and_the_same_on_both_routes(store: Store) -> None:
    names = [f"c{n:02}" for n in range(24)]
    seen = {"signals": ["pricing"], "url_path": "/preise"}
    views = [
        event(NOW - n * 1000, address_key=f"a-{name}", view=f"{name}-{n}", engaged_ms=1000 * rank, **seen)
        for rank, name in enumerate(names, 6)
        for n in (1, 2)
    ]
    seed(store, views, [verdict(NOW, f"a-{name}", f"{name}.example") for name in names])
    before = save_model(store, "shop", TEXT, actor="test")
    assert before.engagement_bounds == (60.0, 40.0, 20.0)
    changes = {change.account: change.to_stage for change in qualify(store, "shop", at=NOW)}
    model = model_of(store, "shop")
    assert model.measured == 24
    assert model.engagement_bounds[0] < 60
    assert model.version == before.version
    stages = [*changes.values()]
    assert {level: stages.count(level) for level in ("MQL2", "MQL1")} == {"MQL2": 2, "MQL1": 4}, "of 24"
    found = what_if(store, "shop", NOW, default_model(), parse_model(TEXT))
    assert {level: found.after[level] for level in ("MQL1", "MQL2")} == {
        level: stages.count(level) for level in ("MQL1", "MQL2")
    }
    first = bounds_known(store, "shop")
    qualify(store, "shop", at=NOW + DAY)
    assert bounds_known(store, "shop") == first, "once a week is enough"
    qualify(store, "shop", at=NOW + 8 * DAY)
    later = bounds_known(store, "shop")
    assert first is not None
    assert later is not None
    assert later.at == NOW + 8 * DAY
    assert later.bounds < first.bounds, "points fade, ranks stay"
