"""How the store is doing, asked by queries that any reader may run."""

from __future__ import annotations

from typing import Any, Protocol

from tracker.store.backend import Backend
from tracker.store.protocol import Health, QueryFailed, Row


class _Reader(Protocol):
    def read(self, query: str, /, **params: Any) -> list[Row]: ...


def ask(store: _Reader, backend: Backend) -> Health:
    free, total = backend.disk() or _server_disk(store)
    parts = _row(store, "store/parts")
    return Health(
        engine=backend.kind,
        version=str(_row(store, "store/version").get("version", "")),
        schema=max((row["number"] for row in store.read("store/schema")), default=0),
        free=free,
        total=total,
        reserve=backend.table_settings["min_free_disk_bytes_to_perform_insert"],
        parts=parts.get("active", -1),
        outdated_parts=parts.get("outdated", -1),
        detached={row["reason"]: row["n"] for row in _rows(store, "store/detached")},
    )


def _server_disk(store: _Reader) -> tuple[int, int]:
    row = _row(store, "store/disk")
    return row.get("free", -1), row.get("total", -1)


def _row(store: _Reader, query: str) -> Row:
    return next(iter(_rows(store, query)), {})


def _rows(store: _Reader, query: str) -> list[Row]:
    """Nothing where the server's user may not look into this system table."""
    try:
        return store.read(query)
    except QueryFailed as error:
        if error.code != 497:
            raise
        return []
