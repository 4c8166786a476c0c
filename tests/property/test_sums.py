"""The second route: what the store adds up is what the ledger of each account says, to 1e-9."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tests.property import oracle
from tracker.intent import Activity, Model, Touch, default_model
from tracker.intent.ledger import ledger, total
from tracker.intent.walk import walk
from tracker.read.gather import CROWDED, refresh
from tracker.read.sums import Earned, _plain, engagements
from tracker.store import Store

BASE = default_model()
SIGNALS = [
    *sorted({rule.signal for rule in BASE.signals}),
    "about",
    "careers",
    "support",
    "login",
    "unsubscribe",
    "odd",
]
NAMES = ("pv", "pv", "pv", "pv", "en", "en", "form", "add_to_cart", "quiz")
END = MONDAY + 60 * DAY
ACCOUNTS = 16


def _touches(rng: random.Random) -> list[Touch]:
    """Few distinct instants, so that ties, long visits, visits across midnight and crowded days do occur."""
    pool = rng.sample(SIGNALS, rng.randint(1, 6))
    found: list[Touch] = []
    for index in range(rng.randint(0, 30)):
        start = MONDAY + rng.randint(0, 110) * DAY // 2 + rng.randint(0, 90) * MINUTE
        burst = rng.choice([1] * 12 + [CROWDED + 8])
        same = _touch(rng, pool, start, 0, index)  # a visitor who does one thing again and again
        for step in range(burst):
            ts = start + step * rng.choice([0, 1, MINUTE])
            touch = _touch(rng, pool, ts, len(found), index)
            if burst > 1 and rng.random() < 0.9:
                name, view = rng.choice(["pv", "add_to_cart"]), f"w{len(found)}"
                touch = replace(touch, view=view, name=name, visitor="v1", signals=same.signals)
            found.append(touch)
    seen: set[str] = set()
    kept = []
    for touch in sorted(found, key=lambda t: t.order):
        if not (touch.is_view and touch.view in seen):  # one page view per view, as on the wire
            kept.append(touch)
        seen |= {touch.view} if touch.is_view else set()
    return kept


def _touch(rng: random.Random, pool: list[str], ts: int, seq: int, index: int) -> Touch:
    return Touch(
        ts=ts,
        view=f"{rng.choice('abc')}{index}" if rng.random() < 0.7 else f"w{seq}",
        name=rng.choice(NAMES),
        visitor=rng.choice(["v1", "v2", "v3"]),
        seq=seq,
        signals=tuple(rng.sample(pool, min(len(pool), rng.randint(0, 2)))),
        engaged_ms=rng.choice([0, 3_000, 12_000, 45_000]),
        measured=rng.random() < 0.8,
    )


def _model(rng: random.Random, number: int) -> Model:
    """The default model with most of its figures drawn anew."""
    groups = {group: rng.choice([1.0, 10.0, 40.0]) for group in (*BASE.group_caps, "extra")}
    signals = tuple(
        replace(
            rule,
            points=rng.choice([1.0, 7.5, 30.0]),
            cap=rng.choice([0.0, 9.0, 60.0]),
            half_life_days=rng.choice([0.5, 7.0, 45.0]),
            on=rng.choice(["view", "action", "any"]),
            group=rng.choice(["", *groups]),
            proactive=rng.random() < 0.3,
        )
        for rule in rng.sample(BASE.signals, rng.randint(5, len(BASE.signals)))
    )
    penalties = tuple(
        replace(
            item,
            points=rng.choice([-1.0, -4.0, -12.0]),
            cap=rng.choice([-5.0, -30.0]),
            signals=tuple(rng.sample(SIGNALS, 2)) if item.signals else (),
        )
        for item in rng.sample(BASE.penalties, rng.randint(0, len(BASE.penalties)))
    )
    named = {"quiz": rng.choice(["demo", "odd", "pricing"]), "form": "contact", "pv": "product"}
    return replace(
        BASE,
        version=f"m{number}",
        signals=signals,
        penalties=penalties,
        bonuses=tuple(
            replace(item, points=rng.choice([4.0, 25.0]), least=rng.choice([1, 2, 3]))
            for item in BASE.bonuses
        ),
        group_caps=groups,
        event_signals={name: named[name] for name in rng.sample(sorted(named), rng.choice([0, 0, 1, 2]))},
        window_days=rng.choice([3, 30, 90]),
        proactive_factor=rng.choice([1.0, 1.5]),
        dwell_full_seconds=rng.choice([5.0, 30.0]),
        dwell_floor=rng.choice([0.1, 0.5]),
        dwell_unmeasured=rng.choice([0.2, 0.5]),
        daily_count_cap=rng.choice([2, CROWDED - 1, CROWDED, 20, 20]),
        breadth_points=rng.choice([0.0, 5.0]),
        breadth_min_views=rng.choice([1, 2, 4]),
        presence_days=rng.choice([1, 14, 40]),
        bounce_ms=rng.choice([1, 10_000, 60_000]),
        cycle_days=rng.choice([30.0, 90.0, 365.0]),
    )


def _stored(key: str, touches: list[Touch], arrived: int) -> list[dict[str, object]]:
    return [
        event(
            touch.ts,
            received=arrived,
            address_key=f"a-{key}",
            view=touch.view,
            seq=touch.seq,
            name=touch.name,
            visitor=touch.visitor,
            signals=list(touch.signals),
            engaged_ms=touch.engaged_ms,
            source="js" if touch.measured else "log",
        )
        for touch in touches
    ]


def _fill(store: Store, rng: random.Random) -> dict[str, list[Touch]]:
    accounts = {f"c{number}.example": _touches(rng) for number in range(ACCOUNTS)}
    events = [row for key, touches in accounts.items() for row in _stored(key, touches, END)]
    rng.shuffle(events)
    seed(store, events, [verdict(MONDAY, f"a-{key}", key) for key in accounts])
    return accounts


@pytest.mark.parametrize("number", range(4))
def test_the_store_and_the_ledger_agree(store: Store, number: int) -> None:
    rng = random.Random(number)
    accounts = _fill(store, rng)
    refresh(store, "shop", now=END)
    models = [BASE, _model(rng, 1), _model(rng, 2)]
    for at in (END, MONDAY + rng.randint(20, 56) * DAY - 1, MONDAY + rng.randint(0, 56 * 24 * 4) * HOUR // 4):
        found = engagements(store, "shop", at, models)
        for key, touches in accounts.items():
            _agree(key, touches, models, at, found.get(key))


def _agree(key: str, touches: list[Touch], models: list[Model], at: int, found: Earned | None) -> None:
    activity = Activity.of([touch for touch in touches if touch.ts <= at])
    whole = _plain(activity, at, models)
    earned = found or Earned((0.0,) * len(models), (0,) * len(whole.newest))
    for number, model in enumerate(models):
        running = walk(activity, model, "?", at, [at]).scores[at]
        assert earned.points[number] == pytest.approx(running, abs=1e-9), (key, at, number)
        assert earned.points[number] == pytest.approx(total(ledger(activity, model, at)), abs=1e-8)
        if not model.event_signals:
            assert earned.points[number] == pytest.approx(oracle.engagement(touches, model, at), abs=1e-9)
    if activity.touches and max(model.daily_count_cap for model in models) > 40:
        assert earned.newest == whole.newest
