"""What-ifs that are being computed: one at a time, beside the pages that wait for them.

A what-if of a large site takes seconds. It is begun by the first who asks, told of as it goes, and kept for
whoever asks the same again within ten minutes. At the process's end a run finds the store closed and ends.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tracker.read.whatif import Progress, WhatIf

log = logging.getLogger("tracker.dashboard")
Key = tuple[str, ...]
Work = Callable[[Progress], WhatIf]

KEPT: Final = 16
KEPT_SECONDS: Final = 600.0


@dataclass
class Run:
    """``done`` of ``of`` instants are scored; then ``result``, or ``failed`` with the reason."""

    begun: float
    done: int = 0
    of: int = 0
    result: WhatIf | None = None
    failed: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class Runs:
    """Thread-safe."""

    def __init__(self) -> None:
        self._runs: dict[Key, Run] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()  # two at once would only take turns on the store

    def get(self, key: Key, work: Work, *, wait: float) -> Run:
        """The run of that key, begun if there is none; waits up to ``wait`` seconds for its end."""
        with self._lock:
            self._forget()
            run = self._runs.get(key)
            if run is None or run.failed:
                run = self._runs[key] = Run(time.monotonic())
                threading.Thread(target=self._do, args=(run, work), name="what-if").start()
        run.over.wait(wait)
        return run

    def _do(self, run: Run, work: Work) -> None:
        def progress(done: int, of: int) -> None:
            run.done, run.of = done, of

        try:
            with self._turn:
                run.result = work(progress)
        except Exception as error:  # whoever waits is told, whatever it was
            log.warning("what-if failed: %s", error)
            run.failed = str(error) or type(error).__name__
        run.over.set()

    def _forget(self) -> None:
        now = time.monotonic()
        old = [key for key, run in self._runs.items() if run.over.is_set() and now - run.begun > KEPT_SECONDS]
        over = [key for key, run in self._runs.items() if run.over.is_set()][: max(0, len(self._runs) - KEPT)]
        for key in {*old, *over}:
            del self._runs[key]
