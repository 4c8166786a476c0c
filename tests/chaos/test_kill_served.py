"""kill -9 of the whole product, ``tracker serve`` as an operator runs it, under load and at random moments.

``test_kill`` kills at named points of the durable path; this one kills everything there is around it:
look-ups, stage changes, housekeeping, the owner's socket.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.browser import Crowd
from tests.chaos.test_kill import RATE, free_port, listening
from tests.served import tracker
from tests.store import scripts

KILLS = max(5, int(os.environ.get("CHAOS_KILLS", "30")) // 6)
_VIEWS = 400  # in one question


async def _start(folder: Path, port: int) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tracker", "serve", "--data-dir", str(folder), "--port", str(port))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    await listening(port, process)
    return process


async def _storm(folder: Path, port: int, key: str) -> Crowd:
    dice = random.Random(time.time_ns())
    crowd = Crowd(port, key, RATE)
    stop = asyncio.Event()
    sending = asyncio.create_task(crowd.run(stop))
    for _ in range(KILLS):
        process = await _start(folder, port)
        await asyncio.sleep(dice.uniform(0.2, 2.5))
        process.kill()
        await process.wait()
    stop.set()
    process = await _start(folder, port)
    await sending
    process.terminate()
    assert await process.wait() == 0
    return crowd


def _stored(folder: Path, views: list[str]) -> dict[str, int]:
    """How often each view is stored; read in a process of its own: this one may have another store open."""
    asked = folder / "asked.json"
    asked.write_text(json.dumps(views), encoding="utf-8")
    code = f"""
        import json
        from collections import Counter
        views, found = json.loads(Path({str(asked)!r}).read_text()), Counter()
        store = open_store(DSN)
        for start in range(0, len(views), {_VIEWS}):
            part = ",".join(views[start : start + {_VIEWS}])
            rows = store.read("load/known_events", sites=["shop"], views=part, first=0, last=2**41)
            found.update(row["view"] for row in rows)
        store.close()
        say(json.dumps(found))
    """
    found: dict[str, int] = json.loads(scripts.run(folder / "store", code).splitlines()[-1])
    return found


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.timeout(180 + 20 * KILLS)
def test_the_served_product_survives_kill_9_with_every_acknowledged_view_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    site = json.loads(tracker("site", "add", "shop", "--json", data_dir=folder).stdout)[0]
    crowd = asyncio.run(_storm(folder, free_port(), site["key"]))

    ledger = json.loads(tracker("ledger", "--json", data_dir=folder).stdout)
    found = _stored(folder, crowd.acknowledged)
    lost = [view for view in crowd.acknowledged if view not in found]
    print(f"{KILLS} kills, {len(crowd.acknowledged)} acknowledged, lost {len(lost)}, {ledger['sum']}")
    assert lost == []
    assert {view: n for view, n in found.items() if n != 1} == {}
    assert ledger["closes"]
    assert (ledger["sum"]["pending"], ledger["sum"]["dead"]) == (0, 0)
    assert ledger["sum"]["stored"] == len(crowd.acknowledged)
