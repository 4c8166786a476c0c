"""A disk that fills up: a clean refusal, nothing broken, and all well again when there is room."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.cli.ledger import closes
from tracker.spool import Plan, Spool, SpoolFull

MIB = 2**20
BODY = bytes(20_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MiB in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


async def fill(spool: Spool) -> int:
    """Append until refused; how many were accepted."""
    accepted = 0
    with contextlib.suppress(SpoolFull):
        while True:
            await asyncio.gather(*(spool.append(BODY) for _ in range(20)))
            accepted += 20
    return accepted


async def accepts_again(spool: Spool) -> None:
    for _ in range(200):
        with contextlib.suppress(SpoolFull):
            await spool.append(b"again")
            return
        await asyncio.sleep(0.05)
    raise AssertionError("still refusing ten seconds after there was room")


def drained(spool: Spool) -> int:
    count = 0
    while (batch := spool.freeze(200)) is not None:
        assert not batch.damaged
        count += len(batch.items)
        spool.finish(batch, Plan(stored=len(batch.items)))
    return count


@pytest.mark.parametrize("reserve", [None, 0], ids=["the reserve is kept", "to the last byte"])
def test_full_is_refused_kept_whole_and_over_when_there_is_room(
    small_disk: Path, reserve: int | None
) -> None:
    spool = Spool(small_disk / "spool" / "serve-0.db", reserve=reserve)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(20 * MIB))
    accepted = asyncio.run(fill(spool))
    assert accepted > 100
    assert spool.refusing
    ledger = spool.ledger()
    assert closes(ledger)
    assert ledger["accepted"] >= accepted
    ballast.unlink()
    asyncio.run(accepts_again(spool))
    ledger = spool.ledger()
    assert drained(spool) == ledger["pending"]
    assert closes(spool.ledger())
    spool.close()


def test_loading_frees_a_full_disk(small_disk: Path) -> None:
    """The reserve leaves room enough to finish batches, which is what makes room."""
    spool = Spool(small_disk / "spool" / "serve-0.db")
    asyncio.run(fill(spool))
    assert drained(spool) > 0
    asyncio.run(accepts_again(spool))
    assert spool.ledger()["pending"] == 1
    spool.close()
