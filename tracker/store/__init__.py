"""The only SQL of the product."""

from tracker.store.protocol import (
    Health,
    QueryFailed,
    Row,
    SchemaTooNew,
    Store,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreMisused,
    StoreUnreachable,
)

__all__ = [
    "Health",
    "QueryFailed",
    "Row",
    "SchemaTooNew",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreMisused",
    "StoreUnreachable",
    "open_store",
]


def open_store(dsn: str) -> Store:
    """Open the store named by ``dsn``. Raises ``StoreError`` kinds, each with a readable text."""
    # Here, not above: whoever only asks what a store is should not load a database driver.
    from tracker.store.opening import open_by_dsn

    return open_by_dsn(dsn)
