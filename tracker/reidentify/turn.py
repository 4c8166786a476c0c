"""Corrections take turns: two people who correct at the same moment are both heard, in either's process.

Each judges by what the other has said and written; side by side, the later one would write verdicts that
know nothing of the earlier, under the same instant.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FILE: Final = "corrections.lock"
_here = threading.Lock()


@contextmanager
def my_turn(data_dir: Path | None) -> Iterator[None]:
    """Waits for whoever is at it, in this process or another one of the same data folder."""
    with _here:
        if data_dir is None or not data_dir.is_dir():
            yield
            return
        with (data_dir / FILE).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
