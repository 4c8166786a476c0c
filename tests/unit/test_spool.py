"""The spool: acknowledged is kept, the ledger closes, damage is named and confined."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.cli.ledger import closes
from tracker.spool import Buried, FrozenBatch, Plan, Spool, SpoolDamaged, SpoolFull, claim


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool" / "serve-0.db"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    opened = Spool(path)
    yield opened
    opened.close()


def frozen(spool: Spool, limit: int = 5000) -> FrozenBatch:
    batch = spool.freeze(limit)
    assert batch is not None
    return batch


async def append_all(spool: Spool, bodies: list[bytes]) -> None:
    await asyncio.gather(*(spool.append(body, 2) for body in bodies))


def test_what_append_returned_for_is_there_for_another_reader(spool: Spool, path: Path) -> None:
    bodies = [b"%d" % n for n in range(3000)]
    asyncio.run(append_all(spool, bodies))
    other = Spool(path)
    assert [item.data for item in frozen(other).items] == bodies
    assert other.ledger()["accepted"] == other.ledger()["pending"] == 6000
    other.close()


def test_bodies_that_wait_together_share_a_commit(spool: Spool, path: Path) -> None:
    asyncio.run(append_all(spool, [b"x"] * 2000))
    with sqlite3.connect(path) as db:
        commits = db.execute("SELECT count(*) FROM groups").fetchone()[0]
    assert 2000 / 512 <= commits < 500


def test_a_cancelled_append_is_kept_and_harms_no_other(spool: Spool) -> None:
    async def scene() -> None:
        gone = asyncio.create_task(spool.append(b"gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await spool.append(b"stays")

    asyncio.run(scene())
    assert [item.data for item in frozen(spool).items] == [b"gone", b"stays"]


def test_a_frozen_batch_keeps_id_and_content_over_a_restart(spool: Spool, path: Path) -> None:
    spool.append_many([(b"a", 1), (b"b", 1)])
    first = frozen(spool)
    spool.append_many([(b"late", 1)])
    other = Spool(path)
    assert frozen(other) == first
    other.note(first, Plan(stored=2, first=5, last=7))
    assert frozen(spool).plan == Plan(stored=2, first=5, last=7)
    other.close()


def test_ids_are_never_used_again(spool: Spool, path: Path) -> None:
    seen = set()
    for _ in range(3):
        spool.append_many([(b"x", 1)])
        batch = frozen(spool)
        seen.add(batch.id)
        spool.finish(batch, Plan(stored=1))
        spool.close()
        spool.__init__(path)  # type: ignore[misc]
    assert len(seen) == 3


def test_freeze_takes_about_the_limit_oldest_first(spool: Spool) -> None:
    for n in range(10):
        spool.append_many([(b"%d" % n, 1)])
    assert [item.data for item in frozen(spool, 4).items] == [b"0", b"1", b"2", b"3"]


def test_the_ledger_closes_whatever_becomes_of_events(spool: Spool) -> None:
    spool.append_many([(b"%d" % n, 3) for n in range(10)])
    batch = frozen(spool)
    plan = Plan(stored=20, duplicate=3, dropped=4, dead=[Buried(4, "poison", "why")])
    plan.tallies = [("s", "2026-11-22", "duplicate", 3), ("s", "2026-11-22", "wrong_host", 4)]
    spool.finish(batch, plan)
    spool.append_many([(b"later", 7)])
    ledger = spool.ledger()
    assert ledger == {
        "accepted": 37, "stored": 20, "duplicate": 3, "dropped": 4, "dead": 3, "erased": 0, "pending": 7,
    }  # fmt: skip
    assert closes(ledger)
    assert frozen(spool).items[0].data == b"later"


def test_dead_letters_are_replayed_without_harm_and_count_their_tries(spool: Spool) -> None:
    spool.append_many([(b"bad", 2)])
    for tries in (1, 2, 3):
        batch = frozen(spool)
        spool.finish(batch, Plan(dead=[Buried(0, "poison", "why")]))
        letter = spool.dead_letters()[0]
        assert (letter.data, letter.tries, letter.events, letter.reason) == (b"bad", tries, 2, "poison")
        assert spool.replay() == 1
        assert spool.replay() == 0
        assert spool.ledger() | {"accepted": 2, "pending": 2, "dead": 0} == spool.ledger()
    spool.finish(frozen(spool), Plan(stored=2))
    assert spool.dead_letters() == []
    assert closes(spool.ledger())


def test_dropped_dead_letters_are_counted(spool: Spool) -> None:
    spool.append_many([(b"bad", 2), (b"worse", 1)])
    spool.finish(frozen(spool), Plan(dead=[Buried(0, "poison", ""), Buried(1, "poison", "")]))
    assert spool.drop([spool.dead_letters()[0].id]) == 1
    assert spool.purge_dead(2**60) == 1
    assert spool.ledger()["dropped"] == 3
    assert closes(spool.ledger())


def test_import_state_and_events_are_one_transaction(spool: Spool, path: Path) -> None:
    spool.append_many([(b"line", 1)] * 1200, {"access.log": "4711"})
    with pytest.raises(TypeError):
        spool.append_many([(b"x", 1)] * 600 + [(b"x", "no number")], {"access.log": "9"})  # type: ignore[list-item]
    other = Spool(path)
    assert other.state("access.log") == "4711"
    assert other.state("other") is None
    assert other.ledger()["pending"] == 1200
    other.close()


def test_tallies_are_summed_and_leave_under_a_stable_id(spool: Spool, path: Path) -> None:
    for _ in range(3):
        spool.tally("shop", "2026-11-22", "bad_json", 2)
    spool.close()
    other = Spool(path)
    first = other.freeze_tallies()
    assert first is not None
    assert first[1] == [("shop", "2026-11-22", "bad_json", 6)]
    assert other.freeze_tallies() == first
    other.finish_tallies(first[0])
    assert other.freeze_tallies() is None
    other.close()


def test_one_damaged_group_does_not_take_the_others_along(spool: Spool, path: Path) -> None:
    for body in (b"one", b"two", b"three"):
        spool.append_many([(body, 1)])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE groups SET data = x'00112233' WHERE id = 2")
    batch = frozen(spool)
    assert batch.damaged == frozenset({1})
    assert [item.data for item in batch.items] == [b"one", bytes.fromhex("00112233"), b"three"]
    assert batch.items[1].events == 1


@pytest.mark.parametrize("content", [b"not a database at all" * 400, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_file_that_is_no_spool_is_named_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(SpoolDamaged, match=r"serve-0\.db.*aside"):
        Spool(path)
    assert path.read_bytes() == content


def test_random_damage_is_an_error_or_a_damaged_item_never_a_wrong_body(tmp_path: Path) -> None:
    dice = random.Random(20261122)
    whole = tmp_path / "whole.db"
    spool = Spool(whole)
    bodies = {b"body-%d-" % n + bytes(2000) for n in range(40)}
    for body in sorted(bodies):
        spool.append_many([(body, 1)])
    spool.close()
    image = whole.read_bytes()
    outcomes = {_read_damaged(tmp_path / f"d{n}.db", image, dice, bodies) for n in range(60)}
    assert outcomes >= {"damaged item", "all well"}


def _read_damaged(path: Path, image: bytes, dice: random.Random, bodies: set[bytes]) -> str:
    data = bytearray(image)
    start = dice.randrange(4096, len(data) - 64)
    data[start : start + 64] = dice.randbytes(64)
    path.write_bytes(data)
    try:
        spool = Spool(path)
    except (SpoolDamaged, SpoolFull):
        return "refused"
    try:
        batch = spool.freeze()
    except (SpoolDamaged, SpoolFull):
        return "refused"
    finally:
        spool.close()
    if batch is None:
        return "refused"
    good = {item.data for index, item in enumerate(batch.items) if index not in batch.damaged}
    assert good <= bodies
    return "damaged item" if batch.damaged else "all well"


def test_a_newer_format_is_refused_with_a_clear_text(spool: Spool, path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(SpoolDamaged, match="newer release"):
        Spool(path)


def test_the_reserve_on_the_disk_is_kept(path: Path) -> None:
    spool = Spool(path, reserve=2**60)
    with pytest.raises(SpoolFull, match="reserve"):
        asyncio.run(spool.append(b"x"))
    with pytest.raises(SpoolFull, match="reserve"):
        spool.append_many([(b"x", 1)])
    assert spool.ledger()["accepted"] == 0
    assert spool.refusing
    spool.close()


def test_the_file_gives_room_back_after_a_backlog(spool: Spool, path: Path) -> None:
    for _ in range(60):
        spool.append_many([(bytes(1000), 1)] * 1000)
    grown = path.stat().st_size
    while (batch := spool.freeze()) is not None:
        spool.finish(batch, Plan(stored=len(batch.items)))
    spool.close()
    assert grown > 30 * 2**20
    assert path.stat().st_size < 20 * 2**20


def test_two_processes_never_get_the_same_spool(tmp_path: Path) -> None:
    with claim(tmp_path, "collect") as first, claim(tmp_path, "collect") as second:
        assert (first.name, second.name) == ("collect-0.db", "collect-1.db")
    with claim(tmp_path, "collect") as third:
        assert third.name == "collect-0.db"
