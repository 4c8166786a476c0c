"""The traps of the embedded engine that one process shows (docs/adr/0001-embedded-engine.md), by number."""

from __future__ import annotations

import io
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit import empty
from tests.store.extra import lookup
from tracker.store import QueryFailed, Store, StoreMisused, durability, sql
from tracker.store.client import ClickHouse
from tracker.store.engine import Engine
from tracker.store.migrate import fill, refuse_downgrade
from tracker.store.places import EmbeddedPlace, ServerPlace
from tracker.store.protocol import Health, SchemaTooNew
from tracker.store.server import Server


@pytest.fixture(scope="module")
def engine(embedded_store: Store) -> Engine:
    assert isinstance(embedded_store, ClickHouse)
    assert isinstance(embedded_store.backend, Engine)
    return embedded_store.backend


@pytest.fixture
def mine(engine: Engine) -> Iterator[ClickHouse]:
    """A store with the tests' own queries; its tables are empty."""
    opened = ClickHouse(Engine.shared(engine.place), lookup)
    empty(opened)
    yield opened
    opened.close()


def _row(site: str, n: int = 1) -> dict[str, object]:
    return {"site": site, "day": "2024-05-01", "reason": "r", "n": n, "batch": "b"}


def test_trap_01_a_failed_statement_leaks_nothing_into_the_next(mine: ClickHouse) -> None:
    with mine._writer.client() as client:
        before = client
    with pytest.raises(QueryFailed):
        mine.run("test/fails_half_way")
    with mine._writer.client() as client:
        assert client is not before
        assert client.command("SELECT 42") == 42


@pytest.mark.parametrize("query", ["test/fails_half_way", "test/wrong", "test/file"])
def test_trap_01_a_reader_that_failed_is_never_used_again(mine: ClickHouse, query: str) -> None:
    with mine._readers.client() as client:
        before = client
    with pytest.raises(QueryFailed):
        mine.read(query, path="/etc/hostname")
    with mine._readers.client() as client:
        assert client is not before
    assert mine.read("test/answer", n=1) == [{"text": "mine", "n": 1}]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM file('/etc/hostname', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
        "SELECT * FROM remote('127.0.0.1:9', 'system.one')",
        "SET readonly = 0",
        "SELECT 1 SETTINGS readonly = 0",
        "INSERT INTO tallies (site) VALUES ('x')",
        "CREATE TABLE t (a Int8) ENGINE = Memory",
        "ALTER TABLE tallies DELETE WHERE 1",
    ],
)
def test_trap_02_a_reader_can_only_read(mine: ClickHouse, statement: str) -> None:
    mine._text = lambda name: statement
    with pytest.raises(QueryFailed) as caught:
        mine.read("any")
    assert caught.value.code in {164, 36, 62}  # 36 and 62: what has no rows cannot be a stream of them
    with pytest.raises(Exception, match=r"164|readonly"), mine._readers.client() as client:
        client.command(statement)


def test_trap_03_sync_brings_the_folders_file_system_to_the_disk(
    mine: ClickHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class Spy:
        @staticmethod
        def syncfs(handle: int) -> int:
            seen.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
            return int(real.syncfs(handle))

    real = durability._LIBC
    monkeypatch.setattr(durability, "_LIBC", Spy)
    mine.sync()
    assert isinstance(mine.backend, Engine)
    assert seen == [str(mine.backend.place.folder)]


def test_trap_03_every_table_has_the_settings_that_survive_a_power_cut(mine: ClickHouse) -> None:
    tables = mine.read("store/tables")
    assert {"events", "verdicts", "records", "schema_migrations"} <= {row["name"] for row in tables}
    for row in tables:
        for key, value in mine.backend.table_settings.items():
            assert f"{key} = {value}" in row["made"], row["name"]


def test_trap_04_no_truth_hangs_on_a_view_and_every_event_names_its_batch(mine: ClickHouse) -> None:
    texts = [statement for item in sql.migrations() for statement in item.statements]
    assert not [text for text in texts if "MATERIALIZED VIEW" in text.upper()]
    mine.insert("events", [{"site": "a", "ts": 1, "received": 1, "seq": n, "batch": "b1"} for n in range(3)])
    assert mine.read("test/count", batch="b1") == [{"n": 3, "different": 3}]


def test_trap_09_temporary_files_stay_in_a_private_folder_beside_the_data(mine: ClickHouse) -> None:
    assert isinstance(mine.backend, Engine)
    folder = mine.backend.place.temp_dir
    assert tempfile.gettempdir() == str(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert mine.backend.place.folder.stat().st_mode & 0o777 == 0o700
    mine.insert("tallies", [_row("a")])
    assert list(folder.iterdir()) == []
    parts = [path for path in mine.backend.place.folder.rglob("*.bin") if path.is_file()]
    assert parts
    assert not [path for path in parts if path.stat().st_mode & 0o077]


def test_trap_10_a_slow_read_holds_up_neither_inserts_nor_other_reads(mine: ClickHouse) -> None:
    failed = threading.Event()

    def slow() -> None:
        try:
            mine.read("test/slow")
        except QueryFailed:
            failed.set()

    thread = threading.Thread(target=slow)
    thread.start()
    while not [row for row in mine.read("test/running") if "test/slow" in row["query"]]:
        assert thread.is_alive()
        time.sleep(0.01)
    mine.insert("tallies", [_row("a")])
    assert mine.read("test/answer", n=1) == [{"text": "mine", "n": 1}]
    assert thread.is_alive()
    mine.close()  # cancels it
    thread.join()
    assert failed.is_set()


def test_trap_11_one_insert_is_one_part_however_many_rows(mine: ClickHouse) -> None:
    # Parts that other tests left may go at any time: what counts is how many are new.
    before = {row["name"] for row in mine.read("test/parts", table="tallies")}
    mine.insert("tallies", [_row("a", n) for n in range(20_000)])
    assert len({row["name"] for row in mine.read("test/parts", table="tallies")} - before) == 1


def test_trap_12_no_rows_no_bare_datetime_and_reads_are_streams(mine: ClickHouse) -> None:
    assert mine.read("test/nothing") == []
    for row in mine.read("store/tables"):
        assert "DateTime(" not in row["made"], row["name"]
        assert "DateTime," not in row["made"], row["name"]
    with mine._readers.client() as client, client.raw_stream("SELECT 1 AS a", fmt="JSONEachRow") as stream:
        assert not isinstance(stream, io.BytesIO)  # that would be a whole answer held in memory
        assert stream.read() == b'{"a":1}\n'


def test_trap_12_a_running_query_is_known_by_session_and_name(mine: ClickHouse) -> None:
    (row,) = mine.read("test/running")
    assert row["session"].startswith(mine._session)
    assert row["query"].startswith("/* test/running */")


def test_trap_13_the_database_is_ours_and_the_engine_is_a_slot(mine: ClickHouse) -> None:
    assert "CREATE TABLE visitrace.events" in mine.read("test/made", table="events")[0]["made"]
    for item in sql.migrations():
        for statement in item.statements:
            if "CREATE TABLE" in statement:
                assert "ENGINE = {engine}" in statement, item.name
                assert "{settings}" in statement, item.name


def test_trap_13_a_cluster_gets_replicated_tables_everywhere() -> None:
    server = Server.__new__(Server)  # only the text is tried: there is no cluster here
    server.place = ServerPlace("http://127.0.0.1:1", cluster="main")
    server.cluster, server.table_engine = "main", "ReplicatedMergeTree"
    text = fill("-- why\nCREATE TABLE IF NOT EXISTS t\n(\n) ENGINE = {engine} SETTINGS {settings}", server)
    assert "CREATE TABLE IF NOT EXISTS t ON CLUSTER main\n" in text
    assert "ENGINE = ReplicatedMergeTree" in text
    assert " replicated_deduplication_window=10000" in text


def test_trap_14_a_closed_store_refuses_with_a_plain_text(mine: ClickHouse) -> None:
    mine.close()
    for call in (
        lambda: mine.read("test/answer", n=1),
        lambda: mine.insert("tallies", [_row("a")]),
        lambda: mine.run("test/optimize"),
        mine.sync,
        mine.health,
    ):
        with pytest.raises(StoreMisused, match="the store is closed"):
            call()


def test_one_process_has_one_folder(mine: ClickHouse, tmp_path: Path) -> None:
    with pytest.raises(StoreMisused, match="one process can open one embedded store"):
        Engine.shared(EmbeddedPlace(tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def test_a_downgrade_is_refused_and_names_both_versions() -> None:
    with pytest.raises(SchemaTooNew, match=r"0999_future\.sql.*Nothing was changed"):
        refuse_downgrade({1: "0001_events.sql", 999: "0999_future.sql"}, sql.migrations())
    refuse_downgrade({1: "0001_events.sql"}, sql.migrations())


@pytest.mark.parametrize(
    ("free", "outdated", "detached", "says"),
    [
        (10_000, 0, {}, []),
        (150, 0, {}, ["are free on the disk"]),
        (10_000, 5000, {}, ["5000 outdated parts"]),
        (10_000, 0, {"broken-on-start": 2}, ["2 part(s) of the data are detached (broken-on-start)"]),
        (-1, 0, {"": 1}, ["1 part(s) of the data are detached (by hand)"]),
    ],
    ids=["well", "disk nearly full", "too many inserts", "broken parts", "detached by hand"],
)
def test_health_names_problems(free: int, outdated: int, detached: dict[str, int], says: list[str]) -> None:
    state = Health("embedded", "26", 1, free, 20_000, 100, 3, outdated, detached)
    assert [part for part, text in zip(says, state.problems, strict=True) if part not in text] == []
