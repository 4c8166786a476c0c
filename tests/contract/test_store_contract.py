"""What every store must do, whichever way it is reached.

* embedded: the engine in this process;
* owner: the store of another process over its unix socket (here a real socket to the same engine);
* http: clickhouse-connect's http client against the stand-in of tests/adapters (one node, no cluster);
* server: a real ClickHouse server, where TRACKER_TEST_DSN names one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.adapters.clickhouse_http import clickhouse_http
from tests.kit import empty
from tests.store.extra import lookup
from tracker.store import QueryFailed, Store, StoreError, StoreMisused, records
from tracker.store.client import READERS, ClickHouse
from tracker.store.engine import Engine
from tracker.store.owner import serve_owner
from tracker.store.places import ServerPlace, place_of
from tracker.store.remote import OwnerStore, connect_owner
from tracker.store.server import Server
from tracker.store.sql import UnknownQuery

NASTY = {
    "quotes": 'it\'s "quoted" `so`',
    "backslashes": "a\\b\\\\c\\N \\0 \\x00",
    "control characters": "tab\there\nline\r\nnul\x00bell\x07",
    "sql": "'; DROP TABLE events; --",
    "placeholder": "{site:String} %s %(x)s {{_known}}",
    "emoji and accents": "Zoë 🎯 – 東京",
    "looks like JSON": '{"a": [1, null]}',
    "looks like a number": "0012.50",
    "empty": "",
    "long": "x" * 20_000,
    "line separator": "a\u2028b\x85c",
}
Opener = Callable[[], Store]


@pytest.fixture(scope="module")
def engine(embedded_store: Store) -> Engine:
    assert isinstance(embedded_store, ClickHouse)
    assert isinstance(embedded_store.backend, Engine)
    return embedded_store.backend


def _embedded(engine: Engine) -> ClickHouse:
    return ClickHouse(Engine.shared(engine.place), lookup)


def _server(dsn: str) -> ClickHouse:
    place = place_of(dsn)
    assert isinstance(place, ServerPlace)
    return ClickHouse(Server(place), lookup)


@pytest.fixture(scope="module", params=["embedded", "owner", "http", "server"])
def opener(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Opener]:
    """How to open a store of each kind, as often as wanted."""
    with ExitStack() as stack:
        if request.param == "embedded":
            yield lambda: _embedded(engine)
        elif request.param == "owner":
            owned = _embedded(engine)
            stack.callback(owned.close)
            server = serve_owner(owned)
            assert server is not None
            stack.callback(server.stop)
            yield lambda: _reached(engine)
        elif request.param == "http":
            stand_in = stack.enter_context(clickhouse_http(engine.place.folder, password="s3cret"))
            yield lambda: _server(stand_in.dsn("visitrace_http"))
        else:
            dsn = os.environ.get("TRACKER_TEST_DSN", "")
            if not dsn:
                pytest.skip("TRACKER_TEST_DSN is not set: no real ClickHouse server to test against")
            yield lambda: _server(dsn)


def _reached(engine: Engine) -> OwnerStore:
    reached = connect_owner(engine.place)
    assert reached is not None
    return reached


@pytest.fixture(scope="module")
def opened(opener: Opener) -> Iterator[Store]:
    store = opener()
    yield store
    store.close()


@pytest.fixture
def any_store(opened: Store, embedded_store: Store) -> Store:
    """A store of each kind, empty."""
    empty(embedded_store if isinstance(opened, OwnerStore) else opened)
    return opened


def _tally(site: str, n: int = 1, **more: Any) -> dict[str, Any]:
    return {"site": site, "day": "2024-05-01", "reason": "r", "n": n, "batch": "b", **more}


def _view(ts: int, **more: Any) -> dict[str, Any]:
    return {"site": "s", "ts": ts, "received": ts + 1, "view": "v", "seq": 0, "name": "pv", **more}


def test_no_rows_is_an_empty_list(any_store: Store) -> None:
    assert any_store.read("test/nothing") == []
    assert records.get(any_store, "thing", "absent") is None
    assert records.every(any_store, "thing") == {}


def test_rows_come_back_as_plain_values(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("b", 2**63), _tally("a", 0)])
    assert any_store.read("test/tallies") == [
        {"site": "a", "day": "2024-05-01", "n": 0, "batch": "b"},
        {"site": "b", "day": "2024-05-01", "n": 2**63, "batch": "b"},
    ]


def test_inserting_nothing_does_nothing(any_store: Store) -> None:
    any_store.insert("tallies", [])
    assert any_store.read("test/tallies") == []


@pytest.mark.parametrize(
    "ts",
    [1_714_557_600_123, 1_714_557_600_000, 1, 999, 4_102_444_799_999, 1_714_557_600_001, 1_099_511_627_775],
)
def test_times_are_milliseconds_both_ways(any_store: Store, ts: int) -> None:
    any_store.insert("events", [_view(ts)])
    (row,) = any_store.read("test/instants")
    assert (row["ts"], row["received"]) == (ts, ts + 1)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_texts_survive_as_values_and_as_parameters(any_store: Store, text: str) -> None:
    row = any_store.read("test/texts", text=text, texts=["other", text])[0]
    assert row == {"text": text, "texts": ["other", text], "found": 1}
    records.put(any_store, "kind" + text, text, {"text": text}, actor=text)
    assert records.get(any_store, "kind" + text, text) == {"text": text}
    assert records.every(any_store, "kind" + text) == {text: {"text": text}}


def test_the_same_token_inserts_once(any_store: Store) -> None:
    for _ in range(3):
        any_store.insert("tallies", [_tally("a", 1), _tally("a", 2)], token="batch-1")
    any_store.insert("tallies", [_tally("a", 3)], token="batch-2")
    assert [row["n"] for row in any_store.read("test/tallies")] == [1, 2, 3]


def test_equal_rows_without_a_token_are_all_kept(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("a")])
    any_store.insert("tallies", [_tally("a")])
    assert len(any_store.read("test/tallies")) == 2


def test_a_token_counts_per_table(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("a")], token="same")
    any_store.insert("events", [_view(1_714_557_600_123)], token="same")
    assert len(any_store.read("test/tallies")) == 1
    assert len(any_store.read("test/instants")) == 1


def test_statements_take_effect_at_once(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("a"), _tally("b")])
    any_store.run("test/delete", site="a")
    assert [row["site"] for row in any_store.read("test/tallies")] == ["b"]


@pytest.mark.parametrize(
    ("query", "params", "kind", "says"),
    [
        ("test/wrong", {}, QueryFailed, "test/wrong"),
        ("no/such", {}, UnknownQuery, "no query 'no/such'"),
        ("../protocol", {}, UnknownQuery, "no query"),
        ("test/answer", {}, QueryFailed, "test/answer"),
        ("test/write", {}, QueryFailed, "test/write"),
        ("test/file", {"path": "/etc/hostname"}, QueryFailed, "readonly|Cannot execute"),
        ("test/url", {}, QueryFailed, "readonly|Cannot execute"),
    ],
    ids=["wrong SQL", "unknown", "outside", "missing parameter", "writes", "reads a file", "reads a URL"],
)
def test_a_bad_read_says_why_and_harms_nothing(
    any_store: Store, query: str, params: dict[str, Any], kind: type[StoreError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        any_store.read(query, **params)
    assert any_store.read("test/answer", n=7) == [{"text": "mine", "n": 7}]
    assert any_store.read("test/tallies") == []


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        ("nowhere", {"a": 1}, "no table 'nowhere'; there are: .*events"),
        ("tallies", {"site": "a", "colour": "red"}, "colour"),
        ("tallies", {"site": "a", "n": "many"}, "insert into tallies"),
        ("tallies", {"site": "a", "day": "yesterday"}, "insert into tallies"),
    ],
    ids=["no such table", "no such column", "wrong type", "wrong date"],
)
def test_a_bad_insert_says_why_and_writes_nothing(
    any_store: Store, table: str, row: dict[str, Any], says: str
) -> None:
    with pytest.raises(QueryFailed, match=says):
        any_store.insert(table, [_tally("good"), row] if table == "tallies" else [row])
    assert any_store.read("test/tallies") == []
    any_store.insert("tallies", [_tally("next")])
    assert [item["site"] for item in any_store.read("test/tallies")] == ["next"]


def test_an_error_carries_its_code(any_store: Store) -> None:
    with pytest.raises(QueryFailed) as caught:
        any_store.read("test/wrong")
    assert caught.value.code == 60


def test_a_query_that_fails_half_way_leaves_nothing_behind(any_store: Store) -> None:
    for turn in range(READERS + 1):
        with pytest.raises(QueryFailed) as caught:
            any_store.read("test/fails_half_way")
        assert caught.value.code == 395
        assert any_store.read("test/answer", n=turn) == [{"text": "mine", "n": turn}]


def test_many_threads_at_once(any_store: Store) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            any_store.insert("tallies", [_tally(f"site-{number}", n) for n in range(20)])
            assert any_store.read("test/answer", n=number) == [{"text": "mine", "n": number}]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(any_store.read("test/tallies")) == 240


def test_a_large_answer_is_whole(any_store: Store) -> None:
    rows = any_store.read("test/many", rows=100_000)
    assert len(rows) == 100_000
    assert sum(row["n"] for row in rows) == 99_999 * 100_000 // 2


def test_sync_returns(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("a")])
    any_store.sync()


def test_health_tells_the_state(any_store: Store) -> None:
    any_store.insert("tallies", [_tally("a")])
    state = any_store.health()
    assert state.engine in {"embedded", "server"}
    assert state.version[0].isdigit()
    assert state.schema >= 1
    assert state.parts >= 1
    assert 0 < state.free <= state.total
    assert state.detached == {}
    assert state.problems == []


def test_a_closed_store_says_so(opener: Opener) -> None:
    opened = opener()
    opened.close()
    opened.close()
    with pytest.raises(StoreMisused, match="closed"):
        opened.read("test/answer", n=1)
