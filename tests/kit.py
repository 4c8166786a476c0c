"""The test kit: a clean embedded store in milliseconds.

One process may open one engine path only (docs/adr/0001-embedded-engine.md), so the engine is opened once per test
session in a directory of its own and every test that asks for ``store`` gets it with all tables empty.
A test that needs another directory, a second process or a kill runs a script in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.store import Store, open_store

TABLES = ("events", "verdicts", "firmographics", "stage_changes", "tallies", "records")


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The session's one embedded engine. Use ``store``, which is empty, unless you know why not."""
    folder: Path = tmp_path_factory.mktemp("visitrace") / "store"
    opened = open_store(f"chdb:///{str(folder).lstrip('/')}")
    yield opened
    opened.close()


@pytest.fixture
def store(embedded_store: Store) -> Store:
    """An embedded store whose tables are empty."""
    for table in TABLES:
        embedded_store._writer.command(f"TRUNCATE TABLE {table}")  # type: ignore[attr-defined]
    return embedded_store
