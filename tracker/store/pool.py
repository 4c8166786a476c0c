"""A few clients shared by many threads. A client that raised is never used again.

One client is serialised by a lock, so each caller has one of its own for as long as it needs it.
After an error the embedded engine may put rows of the failed query into the next result of the same
client: rows of one account in the answer about another. Opening a new client costs about 10 ms.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tracker.store.protocol import StoreMisused, StoreUnreachable


class Pool:
    """``size`` places for clients, opened when first needed. ``connect`` makes one."""

    def __init__(self, connect: Callable[[], Any], size: int, *, patience: float = 60.0) -> None:
        self._connect = connect
        self._size = size
        self._patience = patience  # seconds a caller waits for a free client
        self._closed = False
        self._free: queue.LifoQueue[Any] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client for this caller alone. If the block raises, the client is closed and forgotten."""
        held = self._take(self._patience)
        try:
            if held is None:
                held = self._connect()
            yield held
        except BaseException:
            _close(held)
            held = None
            raise
        finally:
            if self._closed:
                _close(held)
                held = None
            self._free.put(held)

    def close(self, wait: float = 10.0) -> bool:
        """Close every client, waiting up to ``wait`` seconds for each in use. False: some still are."""
        self._closed = True
        all_back = True
        for _ in range(self._size):
            try:
                _close(self._free.get(timeout=wait))
            except queue.Empty:
                all_back = False
        for _ in range(self._size):
            self._free.put(None)  # callers that waited wake up and see that the pool is closed
        return all_back

    def _take(self, patience: float) -> Any:
        self._check_open()
        try:
            held = self._free.get(timeout=patience)
        except queue.Empty:
            raise StoreUnreachable(
                f"the store is busy: all {self._size} connections were in use for {patience:.0f} s; try again"
            ) from None
        if self._closed:
            _close(held)
            self._free.put(None)
            self._check_open()
        return held

    def _check_open(self) -> None:
        if self._closed:
            raise StoreMisused("the store is closed")


def _close(client: Any) -> None:
    if client is not None:
        with suppress(Exception):  # already broken: nothing to save
            client.close()
