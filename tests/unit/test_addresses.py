"""The queue of addresses to identify: each once, sealed, gone when done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.addresses import AddressQueue, Pending

CANARY = b"sealed-canary-203.0.113.77-canary"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[AddressQueue]:
    opened = AddressQueue(tmp_path / "addresses.db")
    yield opened
    opened.close()


def test_each_address_waits_once(queue: AddressQueue) -> None:
    assert queue.put([("k1", "2026-11-22", b"a"), ("k2", "2026-11-22", b"b")]) == 2
    assert queue.put([("k1", "2026-11-22", b"other")]) == 0
    assert queue.pending() == [Pending("k1", "2026-11-22", b"a"), Pending("k2", "2026-11-22", b"b")]
    assert queue.count() == 2


def test_done_is_remembered_also_after_a_restart(queue: AddressQueue, tmp_path: Path) -> None:
    queue.put([("k1", "2026-11-22", b"a")])
    queue.done(["k1"])
    again = AddressQueue(tmp_path / "addresses.db")
    assert again.put([("k1", "2026-11-22", b"a")]) == 0
    assert again.pending() == []
    again.close()


def test_the_newest_day_comes_first_and_the_limit_holds(queue: AddressQueue) -> None:
    queue.put([(f"k{day}", f"2026-11-{day}", b"x") for day in range(10, 30)])
    assert [item.day for item in queue.pending(2)] == ["2026-11-29", "2026-11-28"]


def test_purge_goes_by_the_time_of_queueing_not_by_the_day(queue: AddressQueue) -> None:
    before = time.time_ns() // 1_000_000
    queue.put([("old-log", "2015-05-17", b"x"), ("today", "2026-11-22", b"y")])
    assert queue.purge(before) == 0
    queue.done(["today"])
    assert queue.purge(before + 3_600_000) == 1
    assert queue.pending() == []
    assert queue.put([("today", "2026-11-22", b"y")]) == 1


def test_a_sealed_address_leaves_no_trace_when_done(queue: AddressQueue, tmp_path: Path) -> None:
    queue.put([(f"k{n}", "2026-11-22", CANARY) for n in range(50)])
    queue.done([f"k{n}" for n in range(50)])
    queue.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert CANARY not in left
