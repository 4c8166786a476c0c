"""The only SQL of the product."""

from tracker.store.protocol import (
    QueryFailed,
    Row,
    Store,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreUnreachable,
)

__all__ = [
    "QueryFailed",
    "Row",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreUnreachable",
    "open_store",
]


def open_store(dsn: str) -> Store:
    """Open the store named by ``dsn``. Raises ``StoreError`` kinds, each with a readable text."""
    # Here, not above: importing the engine starts it, and a fork after that hangs.
    from tracker.store.client import ClickHouse

    return ClickHouse(dsn)
