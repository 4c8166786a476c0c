"""What the engine says on file descriptor 2 while it starts: the only place it gives its reasons."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REASON = re.compile(r"Code: \d+\. DB::Exception: .*")


@contextmanager
def captured() -> Iterator[Callable[[], str]]:
    """Hold back descriptor 2 in the block; the yielded function returns what was said so far.

    Descriptor 2 belongs to the whole process, so nothing is swallowed: it is all passed on afterwards.
    """
    with tempfile.TemporaryFile() as file:
        kept = os.dup(2)
        os.dup2(file.fileno(), 2)

        def said() -> str:
            return os.pread(file.fileno(), 1 << 20, 0).decode("utf-8", "replace")

        try:
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            if text := said():
                os.write(2, text.encode())


def reason(text: str) -> str:
    """The engine's own reason among what it said: its last exception line, else the last line."""
    found = _REASON.findall(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (found or lines or [""])[-1][:600]
