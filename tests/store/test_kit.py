"""The kit's promise: each test starts from an empty store."""

import pytest

from tracker.store import Store, records


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_empty(store: Store, turn: str) -> None:
    assert records.every(store, "thing") == {}
    records.put(store, "thing", turn, {"turn": turn}, actor="test")
    assert records.every(store, "thing") == {turn: {"turn": turn}}
