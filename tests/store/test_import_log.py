"""Logs in, through the command: every line accounted for, nothing twice, whatever the wrapping."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tracker.cli.common import Context
from tracker.cli.import_log import import_log
from tracker.importlog import open_log
from tracker.settings import load_settings
from tracker.spool import Spool
from tracker.store import Store
from tracker.workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:123.0) Gecko/20100101 Firefox/123.0"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def line(
    second: int,
    path: str = "/",
    *,
    status: int = 200,
    method: str = "GET",
    agent: str = AGENT,
    sender: str = "192.0.2.1",
) -> str:
    return (
        f"{sender} - - [01/Mar/2026:10:{second // 60:02d}:{second % 60:02d} +0100] "
        f'"{method} {path} HTTP/1.1" {status} 512 "https://www.google.de/" "{agent}"'
    )


LINES = [
    line(1), line(1), line(1),  # three times the same
    line(2, "/preise"), line(3, "/kontakt", sender="2001:db8::1"),
    line(4, "/", agent=BOT), line(5, "/a", agent="-"),
    line(6, "/style.css"), line(7, "/x", status=301), line(8, "/x", method="POST"), "garbage", "",
    line(9, "/filing", sender="host.firm.example"),
]  # fmt: skip
REJECTED = {"asset": 1, "malformed": 2, "not_get": 1, "status": 1}


def command(folder: Path, *args: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "TRACKER_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "tracker", *args],
        cwd=ROOT,
        env=env,
        input=stdin,
        capture_output=True,
        check=False,
    )


def imported(folder: Path, log: Path | str, *, stdin: bytes | None = None) -> dict[str, Any]:
    done = command(folder, "import-log", str(log), "--site", "shop", "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return checked(json.loads(done.stdout))


def checked(result: dict[str, Any]) -> dict[str, Any]:
    assert result["lines"] == result["accepted"] + sum(result["rejected"].values())
    assert result["accepted"] == sum(result["classes"].values()) == result["added"] + result["duplicates"]
    return result


def figures(result: dict[str, Any]) -> dict[str, Any]:
    """What must not change from run to run."""
    return {key: value for key, value in result.items() if key not in {"added", "duplicates"}}


def ledger(folder: Path) -> dict[str, int]:
    spools = [Spool(path) for path in sorted((folder / "spool").glob("*.db"))]
    sums: dict[str, int] = {}
    for spool in spools:
        for name, count in spool.ledger().items():
            sums[name] = sums.get(name, 0) + count
        spool.close()
    return sums


class Desk:
    """Imports in this process, into the session's store."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.context = Context(settings=load_settings({}, data_dir=folder), json=True)
        self.workshop = Workshop(self.context.settings, store)

    def read(self, log: Path, site: str = "shop") -> dict[str, Any]:
        with open_log(str(log)) as file:
            return checked(asdict(import_log(file, self.workshop, site, self.context)))


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(store, tmp_path / "data")
    yield desk
    desk.workshop.close()


def test_every_line_is_accounted_for_and_twice_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("\n".join(LINES) + "\n")
    first = desk.read(log)
    assert (first["lines"], first["accepted"], first["added"]) == (len(LINES), 8, 8)
    assert first["rejected"] == REJECTED
    assert first["classes"]["bot"] == 1
    assert (first["first_day"], first["last_day"]) == ("2026-03-01", "2026-03-01")

    again = desk.read(log)
    assert (again["added"], again["duplicates"]) == (0, 8)
    assert figures(again) == figures(first)

    with log.open("a") as file:
        file.write(line(1) + "\n" + line(70, "/neu") + "\n")  # a fourth of the same, and a new one
    grown = desk.read(log)
    assert (grown["lines"], grown["added"], grown["duplicates"]) == (len(LINES) + 2, 2, 8)

    packed = tmp_path / "renamed"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    assert desk.read(packed)["added"] == 0
    assert desk.read(log, site="other")["added"] == grown["accepted"]


def test_what_is_stored_of_a_line(desk: Desk, store: Store, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(f"shop.example:443 {line(2, '/preise?email=a@b.example')}\n" + line(3, "/kontakt") + "\n")
    desk.read(log)
    rows = store.read("traffic/live", site="shop", known_at=2**42, since=0, limit=10)
    found = [(row["host"], row["path"], row["signals"], row["channel"], row["ts"]) for row in rows]
    assert sorted(found) == [
        ("", "/kontakt", ["contact"], "search", 1_772_355_603_000),
        ("shop.example", "/preise", ["pricing"], "search", 1_772_355_602_000),
    ]


def test_errors_name_the_file_and_what_is_wrong(tmp_path: Path) -> None:
    absent = command(tmp_path, "import-log", str(tmp_path / "none.log"), "--site", "shop")
    assert absent.returncode == 2
    assert b"none.log: No such file" in absent.stderr
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress("\n".join(line(n % 3600, f"/{n}") for n in range(2000)).encode())[:-400])
    broken = command(tmp_path / "data", "import-log", str(cut), "--site", "shop")
    assert broken.returncode == 2
    assert b"cut.gz: cannot be read after line" in broken.stderr
    wrong = command(tmp_path / "data", "import-log", str(cut), "--site", "No Name")
    assert wrong.returncode == 2
    assert b"a name has 2 to 32 characters" in wrong.stderr


def test_killed_and_run_again_is_as_if_never_killed(tmp_path: Path) -> None:
    log = tmp_path / "long.log"
    log.write_text(
        "\n".join(line(n % 3600, f"/p{n}", sender=f"192.0.2.{n % 250}") for n in range(12_000)) + "\n"
    )
    folder = tmp_path / "data"
    env = {**os.environ, "TRACKER_DATA_DIR": str(folder)}
    args = [sys.executable, "-m", "tracker", "import-log", str(log), "--site", "shop", "--json"]
    process = subprocess.Popen(args, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    spool = folder / "spool" / "import-shop-0.db"
    while process.poll() is None and time.monotonic() < until:
        if spool.exists() and _accepted(spool) >= 2000:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = ledger(folder)["accepted"]
    assert 0 < before < 12_000, "the kill came too early or too late to show anything"
    result = imported(folder, "-", stdin=log.read_bytes())
    assert (result["accepted"], result["added"]) == (12_000, 12_000 - before)
    after = ledger(folder)
    assert (after["accepted"], after["stored"], after["pending"]) == (12_000, 12_000, 0)


def _accepted(path: Path) -> int:
    spool = Spool(path)
    try:
        return spool.ledger()["accepted"]
    finally:
        spool.close()


OWNER = """
import sys, threading, time
from tracker.settings import load_settings
from tracker.store.owner import serve_owner
from tracker.workshop import open_workshop

with open_workshop(load_settings()) as workshop:
    server = serve_owner(workshop.store)
    print("ready", flush=True)
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    while not stop.is_set():
        workshop.load()
        workshop.identify()
        time.sleep(0.1)
    server.stop()
"""


def test_a_running_server_loads_what_the_import_spools(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("\n".join(LINES) + "\n")
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    env = {**os.environ, "TRACKER_DATA_DIR": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdin is not None
        assert owner.stdout.readline() == b"ready\n"
        first = imported(folder, log)
        again = imported(folder, log)
        assert owner.poll() is None
        owner.stdin.close()
    assert owner.returncode == 0
    assert (first["added"], again["added"]) == (8, 0)
    assert figures(first) == figures(again)
    assert "pending" not in first["classes"]
    assert figures(imported(folder, log)) == figures(first)  # and without the server


def _shared(name: str) -> Path:
    folder = Path(os.environ.get("TRACKER_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(f"{name} of the shared trial data is absent")
    return folder / name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("logs/edgar-2017-06-30.log", {"lines": 10_000, "rejected": {"asset": 2, "status": 3437}}),
        (
            "logs/nasa-1995-08-01.log",
            {"lines": 30_969, "rejected": {"asset": 20_986, "not_get": 96, "status": 576}},
        ),
    ],
)
def test_real_logs(name: str, expected: dict[str, Any], desk: Desk) -> None:
    log = _shared(name)
    first = desk.read(log)
    assert {key: first[key] for key in expected} == expected
    assert first["companies"] >= 10
    assert "not_stored" not in first["classes"]
    assert "pending" not in first["classes"]
    assert figures(desk.read(log)) == figures(first)
