"""What is kept of lists and rows is what the store says, whatever came into it and in whatever order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.companies import facts, optouts
from tracker.companies.facts import Entry
from tracker.companies.leads import Change, change
from tracker.companies.wanted import mark
from tracker.intent import default_model
from tracker.qualify import qualify
from tracker.read.accounts import listed, scope_of, shown
from tracker.read.shapes import AccountView
from tracker.read.summaries import Summary
from tracker.read.views import Scope, views
from tracker.store import Row, Store, records

NOW = MONDAY + 3 * HOUR
HAND: dict[str, Any] = {"name": "form", "signals": ["trial"]}  # raises a hand
EVERYBODY = [f"c{number}.example" for number in range(6)]


def scope(at: int = NOW, known_at: int = 0, to_day: str = "2026-03-02") -> Scope:
    asked: dict[str, Any] = {"from_day": "2026-02-01", "to_day": to_day, "zone": "Europe/Berlin"}
    return scope_of("shop", at=at, known_at=known_at or at, model=default_model(), **asked)


def four(store: Store) -> None:
    """Four companies, two and three days ago."""
    times = [MONDAY - 2 * DAY - number * 6 * HOUR for number in range(4)]
    events = [event(at, address_key=f"a{number}", signals=["pricing"]) for number, at in enumerate(times)]
    verdicts = [verdict(at, f"a{number}", f"c{number}.example") for number, at in enumerate(times)]
    seed(store, events, verdicts)


def told(item: Summary | AccountView) -> tuple[Any, ...]:
    said = item.assessment
    figures = (item.name, item.visits, item.views, item.first_seen, item.last_seen, sorted(item.signals))
    people = (item.owner, item.target, item.country)
    return (*figures, *people, said.grade, said.number, said.stage, said.act_now)


def agree(store: Store, asked: Scope) -> None:
    """List and rows say what the store says."""
    exact = {view.key: told(view) for view in views(store, asked, ())}
    assert {item.key: told(item) for item in listed(store, asked)} == exact
    assert {view.key: told(view) for view in shown(store, asked, EVERYBODY)} == exact


def _visits(store: Store) -> None:
    """A backlog, and an address that turns out to be somebody else's."""
    old = MONDAY - 20 * DAY
    late = event(old, address_key="late", **HAND) | {"received": old + DAY}
    seed(store, [late], [verdict(old, "late", "c4.example")])
    seed(store, [], [verdict(NOW, "a0", "c1.example", decided=NOW), verdict(NOW, "a2", "", decided=NOW)])


def _people(store: Store) -> None:
    facts.put(store, [Entry("c3.example", "country", "DE", "crm")], actor="ada", at=NOW)
    change(store, "shop", "c4.example", Change(owner="bob"), by="ada", at=NOW)
    moved = {"site": "shop", "account": "c3.example", "at": NOW, "decided": NOW, "from_stage": ""}
    store.insert("stage_changes", [moved | {"to_stage": "SAL", "model": "", "actor": "a", "facts": ""}])


def _hidden(store: Store) -> None:
    records.put(store, "kept_back", "c3.example", {"why": "size"}, actor="floor", at=NOW)
    optouts.add(store, "c1.example", actor="ada", at=NOW)


def _deleted(store: Store) -> None:
    records.put(store, "kept_back", "c3.example", None, actor="floor", at=NOW)
    for what in ("events", "verdicts", "stages"):
        store.run(f"retention/{what}", before=MONDAY - 10 * DAY)


def test_a_list_follows_whatever_comes_into_the_store(store: Store) -> None:
    four(store)
    listed(store, scope())
    shown(store, scope(), EVERYBODY)
    for step, happen in enumerate((_visits, _people, _hidden, _deleted)):
        happen(store)
        agree(store, scope(NOW + step * 1000))


def test_what_was_stored_before_its_time_comes_with_its_time(store: Store) -> None:
    four(store)
    seed(
        store,
        [event(NOW + MINUTE, address_key="a0", **HAND), event(NOW - MINUTE, address_key="a5")],
        [verdict(NOW - MINUTE, "a5", "c5.example", decided=NOW + MINUTE)],
    )
    agree(store, scope())
    rows = {
        view.key: told(view) for view in shown(store, scope(NOW + 2 * MINUTE), ["c0.example", "c5.example"])
    }
    exact = views(store, scope(NOW + 2 * MINUTE), ["c0.example", "c5.example"])
    assert rows == {view.key: told(view) for view in exact}
    assert len(rows) == 2


def test_who_does_something_while_a_sweep_runs_is_scored_with_it(store: Store) -> None:
    four(store)
    listed(store, scope(NOW - MINUTE))
    seed(store, [event(NOW + 1000, address_key="a0", **HAND)], [])
    qualify(store, "shop", zone="Europe/Berlin", at=NOW, remember=True)
    agree(store, scope(NOW + MINUTE))


def test_what_is_accepted_while_a_list_waits_is_in_the_next_one(store: Store) -> None:
    four(store)
    known = event(NOW - 1000, address_key="a5") | {"received": NOW + 1000}
    seed(store, [known], [verdict(NOW - 1000, "a5", "c5.example")])
    agree(store, scope())
    agree(store, scope(NOW + MINUTE))


def test_what_is_noted_while_a_list_waits_is_in_the_next_one(store: Store) -> None:
    four(store)
    mark(store, "shop", "c0.example", grade="A", reason="", by="ada", at=NOW + 1000)
    agree(store, scope())
    agree(store, scope(NOW + MINUTE))


def test_as_known_now_after_as_known_then(store: Store) -> None:
    four(store)
    seed(store, [event(MONDAY - 3 * DAY, address_key="a0", **HAND) | {"received": NOW - HOUR}], [])
    change(store, "shop", "c0.example", Change(owner="bob"), by="ada", at=NOW - HOUR)
    for known_at in (NOW - 2 * HOUR, NOW):
        asked = scope(MONDAY - DAY, known_at, "2026-03-01")
        rows = shown(store, asked, ["c0.example"])
        assert [told(view) for view in rows] == [told(view) for view in views(store, asked, ["c0.example"])]


def test_a_look_that_fails_is_made_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    four(store)
    agree(store, scope())
    optouts.add(store, "c0.example", actor="ada", at=NOW)
    read = store.read

    def failing(query: str, /, **params: Any) -> list[Row]:
        if query == "news/accounts":
            raise MemoryError(query)
        return read(query, **params)

    with monkeypatch.context() as patch:
        patch.setattr(store, "read", failing)
        with pytest.raises(MemoryError):
            listed(store, scope())
    agree(store, scope())
