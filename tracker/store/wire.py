"""What owner and command say to each other over the unix socket: names and values, never SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec

from tracker.store.protocol import (
    QueryFailed,
    SchemaTooNew,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreMisused,
    StoreUnreachable,
)
from tracker.store.sql import UnknownQuery

PROTOCOL = 1
_SOCKET_LIMIT = 100  # bytes; the kernel takes 107
_KINDS: dict[str, type[StoreError]] = {
    kind.__name__: kind
    for kind in (StoreFull, StoreLocked, StoreMisused, StoreUnreachable, SchemaTooNew, UnknownQuery)
}


class Call(msgspec.Struct, frozen=True):
    """One call of the ``Store`` protocol. ``name`` is a query or, for "insert", a table."""

    op: Literal["hello", "read", "insert", "run", "sync", "health"]
    name: str = ""
    params: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    token: str = ""
    protocol: int = PROTOCOL


class Failure(msgspec.Struct, frozen=True):
    kind: str
    text: str
    code: int = 0


def failure_of(error: BaseException) -> Failure:
    if isinstance(error, QueryFailed):
        return Failure("QueryFailed", str(error), error.code)
    kind = type(error).__name__
    return Failure(kind if kind in _KINDS else "StoreError", str(error))


def error_of(failure: Failure) -> StoreError:
    """The error as the owner met it."""
    if failure.kind == "QueryFailed":
        return QueryFailed(failure.text, failure.code)
    return _KINDS.get(failure.kind, StoreError)(failure.text)


@contextmanager
def short_path(socket: Path) -> Iterator[str]:
    """A path of at most 100 bytes to the same socket: the kernel takes no more than 107.

    A long one is reached through an open handle on its folder, valid inside the block.
    """
    if len(os.fsencode(socket)) <= _SOCKET_LIMIT:
        yield str(socket)
        return
    handle = os.open(socket.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        path = f"/proc/self/fd/{handle}/{socket.name}"
        if len(os.fsencode(path)) > _SOCKET_LIMIT or not Path(f"/proc/self/fd/{handle}").exists():
            raise StoreError(
                f"{socket}: too long for a socket (at most {_SOCKET_LIMIT} bytes); "
                "choose a shorter data folder"
            )
        yield path
    finally:
        os.close(handle)
