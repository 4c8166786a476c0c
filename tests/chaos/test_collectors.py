"""`tracker collect` as people run it: several processes, a spool each, no engine, a clean stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.chaos.browser import Crowd
from tests.chaos.test_kill import free_port, listening
from tracker.site import Site

KEY = "crowdcrowd23"


def ledger(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tracker", "ledger", "--json", "--data-dir", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def prepared(folder: Path) -> Iterator[list[str]]:
    (folder / "sites.json").write_bytes(msgspec.json.encode([Site(id="crowd", key=KEY)]))
    yield ["-m", "tracker", "collect", "--workers", "2", "--data-dir", str(folder)]


async def scene(command: list[str], port: int) -> tuple[Crowd, int, list[str]]:
    """Send, look into the processes, stop in the middle of it; (crowd, exit code, libraries loaded)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, "--port", str(port), env=os.environ | {"TRACKER_LOG_LEVEL": "warning"}
    )
    crowd = Crowd(port, KEY, 100)
    stop = asyncio.Event()
    sending = asyncio.create_task(crowd.run(stop))
    await listening(port, process)
    while len(crowd.acknowledged) < 200:
        await asyncio.sleep(0.05)
    loaded = await asyncio.to_thread(_libraries, process.pid)
    stop.set()
    await sending
    process.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(process.wait(), 30)
    return crowd, code, loaded


def _libraries(parent: int) -> list[str]:
    """Files mapped by the process and its children."""
    pids = [str(parent)]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(parent):
            pids.append(entry.parent.name)
    return [line for pid in pids for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]


@pytest.mark.chaos
def test_two_collectors_keep_what_they_acknowledge_and_stop_cleanly(tmp_path: Path) -> None:
    if not Path("/proc/self/maps").exists():
        pytest.skip("no /proc here")
    with prepared(tmp_path) as command:
        crowd, code, loaded = asyncio.run(scene(command, free_port()))
    assert code in {0, -signal.SIGTERM}
    assert any("_sqlite3" in line for line in loaded)
    assert not any("chdb" in line for line in loaded)
    answer = ledger(tmp_path)
    assert answer["closes"] is True
    assert sorted(answer["spools"]) == ["collect-0", "collect-1"]
    assert answer["sum"]["accepted"] == answer["sum"]["pending"] >= len(crowd.acknowledged)
    assert not [*(tmp_path / "spool").glob("*-wal")]  # closed, not just dropped
