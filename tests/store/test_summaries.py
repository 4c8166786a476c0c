"""Lists over a real store: what they sort and filter by is what the account's own page says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.companies import optouts
from tracker.companies.wanted import mark
from tracker.intent import default_model
from tracker.intent.levels import HELD
from tracker.qualify import qualify
from tracker.read import rows, standings
from tracker.read.accounts import account, accounts, listed, scope_of, shown
from tracker.read.shapes import AccountView
from tracker.read.standings import Standing
from tracker.read.summaries import Summary
from tracker.read.views import Scope, Seen, see, views
from tracker.store import Store

MODEL = default_model()
ZONE = "Europe/Berlin"
NAMES = ("pv", "pv", "pv", "en", "form", "offline")
SIGNALS: tuple[list[str], ...] = ([], ["pricing"], ["pricing", "product"], ["careers"], ["docs"], ["trial"])


def fill(store: Store, rng: random.Random, companies: int = 12) -> None:
    events, verdicts = [], []
    for number in range(companies):
        for step in range(rng.randrange(1, 40)):
            at = MONDAY - rng.randrange(120 * DAY) if step % 3 else MONDAY - rng.randrange(2 * DAY)
            key, visitor = f"a{number}-{at}", f"v{rng.randrange(3)}"
            verdicts.append(verdict(at, key, f"c{number}.example"))
            for more in range(rng.randrange(1, 4)):
                looks: dict[str, Any] = {"name": rng.choice(NAMES), "signals": rng.choice(SIGNALS)}
                looks |= {"seq": more, "engaged_ms": rng.randrange(40_000)}
                gap = more * rng.choice((MINUTE, 30 * MINUTE, HOUR))
                events.append(event(at + gap, address_key=key, visitor=visitor, **looks))
    seed(store, events, verdicts)


def scope(days: int, at: int, known_at: int = 0) -> Scope:
    first = "2026-03-02" if days == 1 else "2026-02-01"
    asked: dict[str, Any] = {"from_day": first, "to_day": "2026-03-02", "zone": ZONE, "model": MODEL}
    return scope_of("shop", at=at, known_at=known_at or at, **asked)


def same(store: Store, asked: Scope) -> list[Summary]:
    """Every summary says what the whole route says, in the same order; and what each one's own page says."""
    found = listed(store, asked)
    given: dict[str, Any] = {"zone": ZONE, "at": asked.at, "known_at": asked.known_at, "model": MODEL}
    days: dict[str, Any] = {"from_day": asked.day_of(asked.start), "to_day": asked.day_of(asked.end)}
    views = accounts(store, "shop", **days, **given)
    assert [item.key for item in found] == [view.key for view in views]
    for item, view in zip(found, views, strict=True):
        said = {name: getattr(view.assessment, name) for name in Standing.__slots__ if name != "at"}
        assert {name: getattr(item.assessment, name) for name in said} == pytest.approx(said, abs=1e-6)
        assert item.signals == set(view.signals)
        others = [name for name in Summary.__slots__ if name not in ("assessment", "signals")]
        assert [getattr(item, name) for name in others] == [getattr(view, name) for name in others]
    page = shown(store, asked, [item.key for item in found[:4]])
    for row in page:
        own = account(store, "shop", row.key, **given)
        assert own is not None
        assert own.view.assessment.engagement == pytest.approx(row.assessment.engagement, abs=1e-6)
        assert (own.view.assessment.stage, own.view.assessment.cell) == (
            row.assessment.stage,
            row.assessment.cell,
        )
    return found


def test_a_list_says_what_the_pages_of_its_accounts_say(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, random.Random(7))
    now = MONDAY + 3 * HOUR
    walked: list[int] = []

    def counted(store: Store, scope: Scope, keys: Sequence[str]) -> list[Seen]:
        walked.append(len(keys))
        return see(store, scope, keys)

    monkeypatch.setattr(standings, "see", counted)
    everybody = same(store, scope(30, now))
    assert len(everybody) == 12
    assert walked == [12]
    assert 0 < len(same(store, scope(1, now))) <= 12, "another range"
    assert walked == [12], "of which nothing is walked again"

    seed(
        store,
        [event(now - MINUTE, address_key="new", signals=["trial"], name="form")],
        [verdict(now - MINUTE, "new", "c3.example")],
    )
    walked.clear()
    same(store, scope(30, now))
    assert walked == [1], "only who did something"

    seed(store, [], [verdict(now, "new", "c4.example", decided=now)])
    walked.clear()
    same(store, scope(30, now))
    assert walked == [2], "an address that is now somebody else's changes both"

    walked.clear()
    same(store, scope(30, now + standings.KEPT_MS + 1))
    assert walked == [12], "what is old is walked again"

    walked.clear()
    yesterday = MONDAY - DAY
    for _ in range(2):
        same(store, scope(30, yesterday, now))
    assert walked == [12], "a past instant has scores of its own"


def test_a_sweep_leaves_lists_little_to_do_and_a_persons_stage_counts_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, random.Random(8), 5)
    now = MONDAY + 3 * HOUR
    qualify(store, "shop", zone=ZONE, at=now, remember=True)
    monkeypatch.setattr(standings, "see", lambda *_: pytest.fail("walked again"))
    found = listed(store, scope(30, now + 10 * MINUTE))
    assert len(found) == 5
    change = {
        "site": "shop",
        "account": found[0].key,
        "at": now,
        "decided": now,
        "from_stage": "",
        "facts": "",
    }
    store.insert("stage_changes", [change | {"to_stage": "SAL", "model": "", "actor": "ada"}], token="t")
    after = {item.key: item.assessment.stage for item in listed(store, scope(30, now + 10 * MINUTE))}
    assert after[found[0].key] == "SAL"
    assert "SAL" in HELD


def test_rows_are_kept_until_something_is_new(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, random.Random(9), 4)
    now = MONDAY + 3 * HOUR
    read: list[int] = []

    def counted(store: Store, scope: Scope, keys: Sequence[str]) -> list[AccountView]:
        read.append(len(keys))
        return views(store, scope, keys)

    monkeypatch.setattr(rows, "views", counted)
    keys = [f"c{number}.example" for number in range(4)]

    def row(at: int, key: str = keys[0], known_at: int = 0) -> AccountView:
        asked = scope(30, at, known_at)
        found = rows.rows(store, asked, keys)
        whole = {view.key: view for view in views(store, asked, keys)}
        assert [view.key for view in found] == [key for key in keys if key in whole]
        exact = whole[key]
        shown = next(view for view in found if view.key == key)
        assert (shown.views, shown.owner, shown.name) == (exact.views, exact.owner, exact.name)
        assert shown.assessment.stage == exact.assessment.stage
        return shown

    row(now)
    row(now + 4 * MINUTE)
    assert read == [4], "all of them once"
    late = event(now - MINUTE, address_key="late", name="pv", signals=["pricing"])
    seed(store, [late | {"received": now - 30 * DAY}], [verdict(now - 30 * DAY, "late", keys[0])])
    row(now + 4 * MINUTE)
    assert read == [4, 1], "what was accepted long ago and is stored now is new"
    row(now + 10 * MINUTE)
    assert read == [4, 1, 4], "a score fades: after minutes it is read again"
    mark(store, "shop", keys[1], grade="A", reason="fair", by="ada", at=now)
    assert row(now + 10 * MINUTE, keys[1]).target
    assert read == [4, 1, 4, 1], "what a person noted is there at once"
    before = row(now - DAY, known_at=now)
    assert row(now - DAY, known_at=now + DAY) == before
    assert read == [4, 1, 4, 1, 4], "a past instant does not fade"
    unknown = rows.rows(store, scope(30, now - DAY, now - 40 * DAY), keys)
    assert unknown == views(store, scope(30, now - DAY, now - 40 * DAY), keys), "as it was known then"
    optouts.add(store, keys[0], actor="ada", at=now)
    assert [view.key for view in rows.rows(store, scope(30, now + 10 * MINUTE), keys)] == keys[1:]
