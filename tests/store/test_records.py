"""Records: the newest call wins, whatever the clock does, and it is durable when it returns."""

from __future__ import annotations

from tracker.store import Store, records

NOW = 1_790_000_000_000


def test_the_newest_call_wins_also_when_the_clock_was_set_back(store: Store) -> None:
    records.put(store, "user", "ada", {"password": "old"}, actor="t", at=NOW + 3_600_000)
    records.put(store, "user", "ada", {"password": "new"}, actor="t", at=NOW)
    assert records.get(store, "user", "ada") == {"password": "new"}
    records.put(store, "user", "ada", None, actor="t", at=NOW - 1)
    assert records.get(store, "user", "ada") is None


def test_two_versions_of_one_moment_keep_their_order(store: Store) -> None:
    for number in range(40):
        records.put(store, "site", "shop", {"n": number}, actor="t", at=NOW)
    assert records.every(store, "site") == {"shop": {"n": 39}}
