"""Fixtures every test may use. They live in tests/kit.py; this file only makes pytest see them."""

import pytest

from tests.kit import embedded_store, store

__all__ = ["embedded_store", "store"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in a real browser may be run a second time; the summary names each that was (RERUN).

    Three browsers on two cores can hold a page back for seconds at any point. Nothing else is run
    twice: what fails in the store, the collector or under a kill has failed.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
