"""kill -9, again and again, under load: what was acknowledged is stored, and stored once.

In CI 30 kills; ``CHAOS_KILLS=300 make chaos`` is the long version. Half of the kills come at a random
moment, half at a named point, on either side of each durable step.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.browser import Crowd
from tests.chaos.server import KEY, POINTS

KILLS = int(os.environ.get("CHAOS_KILLS", "30"))
RATE = 200  # views a second
_ROOT = Path(__file__).parents[2]
_PARTS = ("stored", "duplicate", "dropped", "dead", "erased", "pending")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start(folder: Path, port: int, *point: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.server", str(folder), str(port), *point, cwd=_ROOT
    )


async def listening(port: int, process: asyncio.subprocess.Process) -> None:
    """Return when the port answers or the process is gone already (a named point can come early)."""
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return


async def kill_often(folder: Path, crowd: Crowd, dice: random.Random) -> int:
    """Kill the server KILLS times while the crowd sends; how many kills were at named points."""
    names = sorted(POINTS)
    named = 0
    for number in range(KILLS):
        at_point = number % 2 == 1
        point = (names[(number // 2) % len(names)], str(dice.randint(1, 4))) if at_point else ()
        process = await start(folder, crowd.port, *point)
        await listening(crowd.port, process)
        try:
            await asyncio.wait_for(process.wait(), 5.0 if at_point else dice.uniform(0.05, 1.2))
            named += 1
        except TimeoutError:
            process.kill()
            await process.wait()
    return named


async def storm(folder: Path, port: int) -> tuple[Crowd, int]:
    crowd = Crowd(port, KEY, RATE)
    stop = asyncio.Event()
    sending = asyncio.create_task(crowd.run(stop))
    named = await kill_often(folder, crowd, random.Random(f"{KILLS}-{time.time_ns()}"))
    stop.set()
    process = await start(folder, port)
    await sending
    process.terminate()
    assert await process.wait() in {0, -signal.SIGTERM}
    return crowd, named


def report(folder: Path, views: list[str]) -> dict[str, Any]:
    listing = folder / "views.txt"
    listing.write_text("\n".join(views))
    command = [sys.executable, "-m", "tests.chaos.server", str(folder), "report", str(listing)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True, timeout=300)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.timeout(120 + 10 * KILLS)
def test_what_was_acknowledged_survives_kill_9_and_is_stored_once(tmp_path: Path) -> None:
    crowd, named = asyncio.run(storm(tmp_path, free_port()))
    answer = report(tmp_path, crowd.acknowledged)
    found: dict[str, int] = answer["found"]
    lost = [view for view in crowd.acknowledged if view not in found]
    doubled = {view: n for view, n in found.items() if n != 1}
    print(f"{KILLS} kills ({named} at named points), {len(crowd.acknowledged)} acknowledged, ", end="")
    print(f"answers {crowd.answers}, lost {len(lost)}, doubled {len(doubled)}, {answer['ledgers']}")
    assert lost == []
    assert doubled == {}
    assert len(crowd.acknowledged) > 10 * KILLS
    assert named > 0
    for ledger in answer["ledgers"].values():
        assert ledger["accepted"] == sum(ledger[part] for part in _PARTS)
    total = {
        key: sum(ledger[key] for ledger in answer["ledgers"].values())
        for key in ("stored", "pending", "dead")
    }
    assert total == {"stored": len(crowd.acknowledged), "pending": 0, "dead": 0}
