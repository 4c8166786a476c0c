"""The test kit: a clean embedded store in milliseconds.

One process may open one engine path only (docs/adr/0001-embedded-engine.md), so the engine is opened
once per test session in a folder of its own, and every test that asks for ``store`` gets it with all
tables empty. A test that needs another folder, a second process or a kill runs a script in a process
of its own (``tests.store.scripts``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.store import Store, open_store
from tracker.store.client import ClickHouse


def dsn_of(folder: Path) -> str:
    """The DSN of an embedded store in ``folder``."""
    return f"chdb:///{str(folder).lstrip('/')}"


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The session's one embedded engine. Use ``store``, which is empty, unless you know why not."""
    opened = open_store(dsn_of(tmp_path_factory.mktemp("visitrace") / "store"))
    yield opened
    opened.close()


@pytest.fixture
def store(embedded_store: Store) -> Store:
    """An embedded store whose tables are empty, and which has forgotten every insert token."""
    empty(embedded_store)
    return embedded_store


def empty(store: Store) -> None:
    """Empty every table but the ledger of migrations. Tests only: the product has no such statement.

    Only tables that were ever written to since: of each the engine has a part, be it outdated.
    """
    assert isinstance(store, ClickHouse)
    with store._writer.client() as client:
        written = client.query("SELECT DISTINCT table FROM system.parts WHERE database = currentDatabase()")
        for (name,) in written.result_rows:
            if name != "schema_migrations":
                client.command(f"TRUNCATE TABLE {name}")
