"""The http path when the connection breaks: what was in doubt is neither lost nor doubled.

Against the stand-in of tests/adapters: one node, no cluster, nothing about replication.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.adapters.clickhouse_http import ClickHouseHttp, Fault, clickhouse_http
from tests.kit import empty
from tests.store.extra import lookup
from tracker.store import Store, StoreError, StoreUnreachable, open_store
from tracker.store.client import ClickHouse
from tracker.store.engine import Engine
from tracker.store.places import ServerPlace
from tracker.store.server import Server

ROWS = [{"site": "a", "day": "2024-05-01", "reason": "r", "n": n} for n in range(3)]


@pytest.fixture(scope="module")
def stand_in(embedded_store: Store) -> Iterator[ClickHouseHttp]:
    assert isinstance(embedded_store, ClickHouse)
    assert isinstance(embedded_store.backend, Engine)
    with clickhouse_http(embedded_store.backend.place.folder, password="s3cret") as running:
        yield running


@pytest.fixture(scope="module")
def opened(stand_in: ClickHouseHttp) -> Iterator[ClickHouse]:
    url = stand_in.dsn().rstrip("/")
    store = ClickHouse(Server(ServerPlace(url, "visitrace_faults")), lookup)
    yield store
    store.close()


@pytest.fixture
def server(opened: ClickHouse) -> ClickHouse:
    empty(opened)
    return opened


def _count(store: Store) -> int:
    return len(store.read("test/tallies"))


@pytest.mark.parametrize("cuts", [1, 2, 3])
def test_applied_but_never_answered_then_repeated_is_one_copy(
    stand_in: ClickHouseHttp, server: ClickHouse, cuts: int
) -> None:
    stand_in.misbehave(*[Fault("cut_after_apply", "INSERT INTO") for _ in range(cuts)])
    for _ in range(cuts + 1):  # the driver may repeat by itself; the loader repeats until it gets an answer
        try:
            server.insert("tallies", ROWS, token="batch-7")
            break
        except StoreUnreachable:
            continue
    server.insert("tallies", ROWS, token="batch-7")
    assert _count(server) == 3


def test_a_cut_before_anything_was_applied_is_repeated(stand_in: ClickHouseHttp, server: ClickHouse) -> None:
    stand_in.misbehave(*[Fault("cut_before_apply", "INSERT INTO") for _ in range(4)])
    tries = 0
    while _count(server) < 3:
        tries += 1
        assert tries < 6
        with suppress(StoreUnreachable):
            server.insert("tallies", ROWS, token="batch-8")
    server.insert("tallies", ROWS, token="batch-8")
    assert _count(server) == 3


def test_an_answer_cut_in_the_middle_is_an_error_not_a_short_list(
    stand_in: ClickHouseHttp, server: ClickHouse
) -> None:
    stand_in.misbehave(Fault("cut_mid_answer", "test/many"))
    with pytest.raises(StoreError, match="test/many"):
        server.read("test/many", rows=200_000)
    assert len(server.read("test/many", rows=10)) == 10


@pytest.mark.parametrize("fault", ["delay", "slow_read"])
def test_slowness_alone_changes_nothing(stand_in: ClickHouseHttp, server: ClickHouse, fault: str) -> None:
    stand_in.misbehave(Fault("delay" if fault == "delay" else "slow_read", "test/many", 0.05))
    assert len(server.read("test/many", rows=100_000)) == 100_000


def test_unavailable_is_told_and_passes(stand_in: ClickHouseHttp, server: ClickHouse) -> None:
    stand_in.misbehave(*[Fault("unavailable", "test/answer", 0.0) for _ in range(8)])
    with pytest.raises(StoreUnreachable, match="test/answer"):
        server.read("test/answer", n=1)
    stand_in.behave()
    assert server.read("test/answer", n=2) == [{"text": "mine", "n": 2}]


def test_queries_carry_their_name_and_no_session(stand_in: ClickHouseHttp, server: ClickHouse) -> None:
    before = len(stand_in.seen)
    server.read("test/answer", n=1)
    (request,) = [seen for seen in stand_in.seen[before:] if "test/answer" in seen.sql]
    assert request.sql.startswith("/* test/answer */")
    assert request.settings["readonly"] == "1"
    assert request.settings["max_execution_time"] == "60"
    assert request.settings["log_comment"].startswith("visitrace-")


@pytest.mark.parametrize(
    ("dsn", "says"),
    [
        ("http://default:secret-word@127.0.0.1:9/", "does not answer"),
        ("http://default:secret-word@127.0.0.1:9/bad-name", "database='bad-name'"),
        ("http://default:secret-word@127.0.0.1:9/?colour=red", "unknown DSN option 'colour'"),
        ("mysql://default:secret-word@127.0.0.1/", "must be chdb:///path"),
    ],
    ids=["nobody there", "bad database", "unknown option", "unknown scheme"],
)
def test_a_dsn_that_leads_nowhere_says_so_without_the_password(dsn: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        open_store(dsn)
    assert "secret-word" not in str(caught.value)


def test_a_wrong_password_is_told(stand_in: ClickHouseHttp) -> None:
    with pytest.raises(StoreError, match="Authentication failed"):
        open_store(stand_in.dsn().replace("s3cret", "wrong"))
