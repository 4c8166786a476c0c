"""The background work of the one process that owns the store: load, identify, qualify, keep house.

A thread each for the hot line and the slow one; each piece of work is a named chore with its own rhythm.
A chore that fails is logged and tried again next time: nothing is lost, since each one only ticks off
what is done.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("tracker.work")
_NICENESS = 10


def step_back() -> None:
    """Let this thread go behind those that acknowledge: what is in the spool is safe and may wait, a
    browser may not. Where the system has no priority per thread nothing changes."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


@dataclass(slots=True)
class Chore:
    """``run`` returns True if there may be more to do at once. ``every`` is in seconds."""

    name: str
    every: float
    run: Callable[[], bool]
    due: float = 0.0
    failures: int = 0


class Worker(threading.Thread):
    """Runs the chores until ``stopping`` is set; long ones look at it themselves."""

    def __init__(
        self, name: str, chores: list[Chore], stopping: threading.Event, *, pause: float = 0.25
    ) -> None:
        super().__init__(name=f"worker-{name}", daemon=True)
        self._chores = chores
        self._pause = pause
        self._stopping = stopping

    def run(self) -> None:
        step_back()
        while not self._stopping.is_set():
            if not self.round():
                self._stopping.wait(self._pause)

    def round(self) -> bool:
        """Run each chore that is due; True if one of them wants to go on at once."""
        more = False
        for chore in self._chores:
            if not self._stopping.is_set() and time.monotonic() >= chore.due:
                more = self._one(chore) or more
        return more

    def _one(self, chore: Chore) -> bool:
        try:
            more = chore.run()
        except Exception as error:  # a chore must not end the others; it is tried again, later each time
            chore.failures += 1
            wait = min(60.0, max(chore.every, 1.0) * 2 ** min(chore.failures, 6))
            chore.due = time.monotonic() + wait
            log.exception("%s failed (%s); next try in %.0f s", chore.name, type(error).__name__, wait)
            return False
        chore.failures = 0
        chore.due = time.monotonic() + (0 if more else chore.every)
        return more
