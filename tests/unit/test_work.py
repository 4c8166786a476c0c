"""The workers: each chore in its rhythm, one that fails ends nothing, all behind those that acknowledge."""

from __future__ import annotations

import logging
import os
import sys
import threading

import pytest

from tracker.work import Chore, Worker


def _until(worker: Worker, stop: threading.Event, seen: threading.Event) -> None:
    worker.start()
    assert seen.wait(10)
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


def test_a_chore_that_fails_does_not_end_the_others(caplog: pytest.LogCaptureFixture) -> None:
    stop, seen = threading.Event(), threading.Event()

    def fails() -> bool:
        raise OSError("no")

    def works() -> bool:
        seen.set()
        return False

    failing = Chore("failing", 0.01, fails)
    with caplog.at_level(logging.CRITICAL, "tracker.work"):
        _until(Worker("t", [failing, Chore("working", 0.01, works)], stop, pause=0.01), stop, seen)
    assert failing.failures >= 1


def test_a_chore_with_more_to_do_goes_on_at_once() -> None:
    stop, seen = threading.Event(), threading.Event()
    left = [3]

    def counts() -> bool:
        left[0] -= 1
        if left[0] == 0:
            seen.set()
        return left[0] > 0

    _until(Worker("t", [Chore("counting", 3600, counts)], stop, pause=0.01), stop, seen)
    assert left[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority per thread")
def test_workers_step_back_and_nobody_else_does() -> None:
    stop, seen = threading.Event(), threading.Event()
    found: list[int] = []

    def looks() -> bool:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        seen.set()
        return False

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    _until(Worker("t", [Chore("looking", 1, looks)], stop), stop, seen)
    assert found[0] == 10
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
