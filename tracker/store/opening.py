"""Opening a store by its DSN: a server by http, the engine in this process, or the process that owns it."""

from __future__ import annotations

import time

from tracker.store.client import ClickHouse
from tracker.store.engine import Engine
from tracker.store.lock import owner_pid
from tracker.store.places import EmbeddedPlace, ServerPlace, place_of
from tracker.store.protocol import Store, StoreLocked
from tracker.store.remote import connect_owner
from tracker.store.server import Server

#: Seconds to wait for an owner that is starting, or for a short command that is about to end.
PATIENCE = 20.0


def open_by_dsn(dsn: str, *, patience: float = PATIENCE) -> Store:
    """The store named by ``dsn``. Raises ``StoreError`` kinds."""
    place = place_of(dsn)
    if isinstance(place, ServerPlace):
        return ClickHouse(Server(place))
    return _open_embedded(place, patience)


def _open_embedded(place: EmbeddedPlace, patience: float) -> Store:
    """Two commands may start at once: one gets the lock, the other keeps asking both ways in."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return ClickHouse(Engine.shared(place))
        except StoreLocked as locked:
            if (owner := connect_owner(place)) is not None:
                return owner
            if time.monotonic() > deadline:
                raise StoreLocked(_locked_text(place, locked)) from None
        time.sleep(0.1)


def _locked_text(place: EmbeddedPlace, locked: StoreLocked) -> str:
    pid = owner_pid(place)
    who = f"process {pid}" if pid else "another process"
    return (
        f"{who} has the store {place.folder} open and does not answer on {place.socket} ({locked}). "
        "Nothing was changed. Wait until it ends, or stop it, and try again. A server must run as one "
        "process (no --workers)."
    )
