"""The traps of the embedded engine that need a second process, a fork, a kill or a damaged folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.store import scripts

WRITER = """
store = opened()
for n in range(1, 100_000):
    store.insert("tallies", [row(f"s{n}", i) for i in range(3)], token=f"t{n}")
    say(n)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store"


def test_trap_03_a_kill_loses_nothing_acknowledged_and_doubles_nothing(folder: Path) -> None:
    process = scripts.start(folder, WRITER)
    for _ in range(40):
        last = int(scripts.heard(process))
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate()
    last = max([last, *map(int, out.split())])
    said = scripts.run(
        folder,
        f"""
        store = opened()
        store.insert("tallies", [row("s{last}", i) for i in range(3)], token="t{last}")
        store.insert("tallies", [row("s{last + 1}", i) for i in range(3)], token="t{last + 1}")
        rows = tallies(store)
        assert len(rows) == len(set(rows)) == 3 * {last + 1}, len(rows)
        store.close()
        say("whole")
        """,
    )
    assert said == "whole\n"


def test_trap_05_a_broken_part_is_shouted_about(folder: Path) -> None:
    scripts.run(folder, 'store = opened(); store.insert("tallies", [row("a")]); store.close()')
    (damaged,) = [path for path in folder.glob("store/*/*/all_*/checksums.txt") if _is_tally(path)]
    damaged.write_bytes(b"not checksums")
    said = scripts.run(
        folder,
        """
        import logging
        logging.basicConfig(stream=sys.stdout, format="LOG %(levelname)s %(message)s")
        store = opened()
        say(tallies(store), store.health().detached)
        store.close()
        """,
    )
    assert "LOG ERROR 1 part(s) of the data are detached (broken-on-start)" in said
    assert "[] {'broken-on-start': 1}" in said


def _is_tally(path: Path) -> bool:
    return "`reason`" in (path.parent / "columns.txt").read_text()


def test_trap_06_a_start_failure_gives_the_engines_reason(folder: Path) -> None:
    scripts.run(folder, "opened().close()")
    (sql_file,) = folder.glob("store/*/*/tallies.sql")
    sql_file.write_text("garbage\n")
    said = scripts.run(
        folder,
        """
        try:
            open_store(DSN)
        except StoreError as error:
            say(type(error).__name__, error)
        """,
    )
    assert said.startswith("StoreError the embedded store in ")
    assert "Code: 62. DB::Exception: Syntax error (in file store/" in said


def test_trap_06_another_program_on_the_folder_is_named(folder: Path) -> None:
    folder.parent.mkdir()
    other = scripts.start(
        folder,
        """
        import chdb
        connection = chdb.connect(str(FOLDER))
        say("open"); sys.stdin.readline(); connection.close()
        """,
    )
    scripts.heard(other)
    folder.chmod(0o700)
    said = scripts.run(folder, _open_impatiently())
    scripts.finish(other)
    assert "StoreLocked" in said
    assert "none of this installation" in said


def _open_impatiently() -> str:
    return """
    from tracker.store.opening import open_by_dsn
    try:
        open_by_dsn(DSN, patience=0.3)
    except StoreError as error:
        say(type(error).__name__, error)
    """


def test_trap_07_a_full_disk_is_told_and_leaves_room_to_delete(folder: Path) -> None:
    said = scripts.run(
        folder,
        """
        store = opened()
        store.insert("tallies", [row("a"), row("b")])
        store.close()
        store = opened(DSN + "?min_free_disk=1000000000000000")
        try:
            store.insert("tallies", [row("c")])
        except StoreFull as error:
            say("full:", error)
        say(tallies(store), store.health().problems)
        store.run("test/delete", site="a")
        with store._writer.client() as client:
            client.command("ALTER TABLE tallies DROP PARTITION tuple()")
        say(tallies(store))
        store.close()
        store = opened()  # the setting of existing tables follows the DSN
        store.insert("tallies", [row("d")])
        say(tallies(store))
        store.close()
        """,
    )
    full, state, empty, again = said.splitlines()
    assert full.startswith("full: insert into tallies: the disk is full, nothing was written")
    assert state.startswith("[('a', 1), ('b', 1)] [")
    assert "are free on the disk" in state
    assert (empty, again) == ("[]", "[('d', 1)]")


def test_trap_08_asking_what_a_store_is_does_not_start_the_engine(folder: Path) -> None:
    scripts.run(
        folder,
        """
        import tracker.__main__, tracker.store, tracker.store.opening, tracker.store.owner
        assert "chdb" not in sys.modules
        opened().close()
        assert "chdb" in sys.modules
        """,
    )


def test_trap_08_a_fork_is_refused_with_a_plain_text(folder: Path) -> None:
    said = scripts.run(
        folder,
        """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # forking with threads: the very misuse
        store = opened()
        def child(action):
            pid = os.fork()
            if pid == 0:
                try: action()
                except StoreMisused as error: say(error)
                os._exit(0)
            os.waitpid(pid, 0)
        child(lambda: store.read("test/answer", n=1))
        child(lambda: open_store(DSN))
        child(lambda: store.close())
        store.insert("tallies", [row("a")])
        say(tallies(store))
        store.close()
        child(lambda: open_store(DSN))
        """,
    )
    lines = said.splitlines()
    assert len(lines) == 5
    assert lines.pop(3) == "[('a', 1)]"
    for line in lines:
        assert line.startswith("this process was forked after the embedded store was loaded")


def test_trap_09_what_a_killed_process_left_is_swept(folder: Path) -> None:
    process = scripts.start(folder, WRITER)
    scripts.heard(process)
    process.kill()
    process.communicate()
    scratch = folder.with_name("store.tmp")
    (scratch / "tmpleft.raw").write_text('{"site": "a"}')
    assert scratch.stat().st_mode & 0o777 == 0o700
    scripts.run(folder, 'opened().close(); assert not list(FOLDER.with_name("store.tmp").iterdir())')


@pytest.mark.parametrize("ending", ["sys.exit(7)", "store.close(); sys.exit(7)", "raise SystemExit(7)"])
def test_trap_14_ending_under_a_running_query_is_clean(folder: Path, ending: str) -> None:
    said = scripts.run(
        folder,
        f"""
        store = opened()
        def slow():
            try: store.read("test/slow")
            except StoreError as error: say(type(error).__name__)
        threading.Thread(target=slow, daemon=True).start()
        while not [r for r in store.read("test/running") if "test/slow" in r["query"]]: time.sleep(0.01)
        {ending}
        """,
        status=7,
    )
    assert said in {"QueryFailed\n", ""}


OWNER = """
from tracker.store.owner import serve_owner
store = opened()
server = serve_owner(store)
say("serving")
sys.stdin.readline()
server.stop()
store.close()
"""
ASKER = """
store = open_store(DSN)
say(type(store).__name__)
store.insert("tallies", [row("asked")])
say(store.health().engine, store.read("store/version") != [])
store.close()
"""


def _long(tmp_path: Path) -> Path:
    return tmp_path / ("long" * 20) / ("path" * 20) / "data" / "store"


@pytest.mark.parametrize("length", ["short", "long"])
def test_trap_16_a_second_process_asks_the_owner(tmp_path: Path, length: str) -> None:
    folder = _long(tmp_path) if length == "long" else tmp_path / "store"
    owner = scripts.start(folder, OWNER)
    scripts.heard(owner)
    run_dir = folder.parent / "run"
    assert run_dir.stat().st_mode & 0o777 == 0o700
    assert (run_dir / "store.sock").stat().st_mode & 0o777 == 0o600
    assert scripts.run(folder, ASKER) == "OwnerStore\nembedded True\n"
    scripts.finish(owner)
    assert not (run_dir / "store.sock").exists()
    assert scripts.run(folder, ASKER) == "ClickHouse\nembedded True\n"


def test_trap_16_an_owner_that_dies_in_mid_call_is_told_and_replaced(folder: Path) -> None:
    owner = scripts.start(folder, OWNER)
    scripts.heard(owner)
    asker = scripts.start(
        folder,
        """
        from tracker.store.opening import open_by_dsn
        store = open_store(DSN)
        def slow():
            try: store.read("test/slow")
            except StoreError as error: say(type(error).__name__, error)
        thread = threading.Thread(target=slow); thread.start()
        other = open_store(DSN)
        while not [r for r in other.read("test/running") if "test/slow" in r["query"]]: time.sleep(0.01)
        say("asking"); thread.join()
        try: other.insert("tallies", [row("a")])
        except StoreError as error: say(type(error).__name__, error)
        other.close(); store.close()
        open_store(DSN).close()  # waits for the kernel to free the dead owner's lock, as every command does
        store = opened()
        store.insert("tallies", [row("b")]); say(tallies(store)); store.close()
        """,
    )
    assert scripts.heard(asker) == "asking"
    owner.kill()
    owner.communicate()
    cut, gone, own = scripts.finish(asker).splitlines()
    assert cut.startswith("StoreUnreachable read test/slow: the process that owns the store does not answer")
    assert gone.startswith("StoreUnreachable insert tallies: the process that owns the store does not")
    assert "Repeating with the same token is safe" in cut
    assert own == "[('b', 1)]"


def test_trap_16_a_stale_socket_is_no_obstacle(folder: Path) -> None:
    owner = scripts.start(folder, OWNER)
    scripts.heard(owner)
    owner.kill()
    owner.communicate()
    assert (folder.parent / "run" / "store.sock").exists()
    assert scripts.run(folder, ASKER) == "ClickHouse\nembedded True\n"
    owner = scripts.start(folder, OWNER)
    scripts.heard(owner)
    assert scripts.run(folder, ASKER) == "OwnerStore\nembedded True\n"
    scripts.finish(owner)


def test_trap_16_commands_started_at_once_all_succeed(folder: Path) -> None:
    started = [
        scripts.start(
            folder, f'store = open_store(DSN); store.insert("tallies", [row("s{n}")]); store.close()'
        )
        for n in range(3)
    ]
    for process in started:
        scripts.finish(process)
    said = scripts.run(folder, "store = opened(); say(tallies(store)); store.close()")
    assert said == "[('s0', 1), ('s1', 1), ('s2', 1)]\n"


def test_trap_16_an_owner_that_serves_nobody_is_named(folder: Path) -> None:
    owner = scripts.start(folder, 'store = opened(); say("open"); sys.stdin.readline(); store.close()')
    scripts.heard(owner)
    said = scripts.run(folder, _open_impatiently())
    scripts.finish(owner)
    assert said.startswith(f"StoreLocked process {owner.pid} has the store ")
    assert "Nothing was changed" in said
    assert "--workers" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_a_folder_of_another_user_is_refused(folder: Path) -> None:
    folder.mkdir(parents=True)
    os.chown(folder, 12345, 12345)
    assert "belongs to another user" in scripts.run(folder, _open_impatiently())


def test_an_open_folder_with_something_in_it_is_refused_not_changed(folder: Path) -> None:
    run_dir = folder.parent / "run"
    run_dir.mkdir(parents=True)
    (run_dir / "other.pid").write_text("1")
    run_dir.chmod(0o755)
    assert "can be entered by other users" in scripts.run(folder, _open_impatiently())
    assert run_dir.stat().st_mode & 0o777 == 0o755


def test_a_store_written_by_a_newer_version_is_refused(folder: Path) -> None:
    said = scripts.run(
        folder,
        """
        store = opened()
        store.insert("schema_migrations", [{"number": 9001, "name": "9001_future.sql"}])
        store.close()
        try: opened()
        except SchemaTooNew as error: say(error)
        try: opened()
        except SchemaTooNew as error: say("again")
        """,
    )
    assert "9001_future.sql" in said
    assert said.endswith("again\n")
