"""The store fails in every way we know; no accepted event is lost, none stored twice, the ledger closes."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rig import AGENT, Faulty, Rig
from tracker.cli.ledger import closes
from tracker.event import Envelope
from tracker.pipeline import Outcome
from tracker.store import Store, StoreError, StoreUnreachable


@pytest.fixture
def rig(tmp_path: Path, store: Store) -> Iterator[Rig]:
    made = Rig(tmp_path, store, batch=200)
    yield made
    made.close()


@pytest.fixture
def faulty(store: Store) -> Faulty:
    return Faulty(store)


def check(rig: Rig, views: list[str], each: int = 1) -> None:
    assert rig.stored(views) == Counter(dict.fromkeys(views, each))
    ledger = rig.spool.ledger()
    assert closes(ledger)
    assert (ledger["stored"], ledger["pending"], ledger["dead"]) == (len(views) * each, 0, 0)


def test_an_outage_loses_nothing_and_nobody_at_the_door_notices(rig: Rig, faulty: Faulty) -> None:
    loader = rig.loader(faulty)
    views = [f"v{n}" for n in range(600)]
    faulty.fault = "down"
    for start in range(0, 600, 60):
        asyncio.run(rig.spool.append(rig.envelope(views[start]), 1))
        rig.send(views[start + 1 : start + 60])
        with pytest.raises(StoreError):
            loader.drain()
    assert rig.spool.ledger()["pending"] == 600
    faulty.fault = ""
    assert loader.drain().stored == 600
    check(rig, views)


@pytest.mark.parametrize("fault", ["cut", "half", "ignored"])
@pytest.mark.parametrize("restart", [False, True], ids=["same process", "after a restart"])
def test_an_insert_that_is_cut_off_is_made_whole(rig: Rig, faulty: Faulty, fault: str, restart: bool) -> None:
    views = [f"{fault}{n}" for n in range(150)]
    rig.send(views, events=2)
    loader = rig.loader(faulty)
    faulty.fault = fault
    if fault == "ignored":
        # As if the store took the token for one it knew: noticed when the batch is looked at again.
        faulty.sync_fails = True
    with pytest.raises(StoreError):
        loader.drain()
    recovered = rig.loader() if restart else loader
    faulty.fault = ""
    faulty.sync_fails = False
    recovered.drain()
    check(rig, views, each=2)


def test_applied_then_cut_two_hundred_times(rig: Rig, faulty: Faulty) -> None:
    dice = random.Random(7)
    loader = rig.loader(faulty)
    views: list[str] = []
    for round_ in range(200):
        fresh = [f"r{round_}-{n}" for n in range(dice.randint(1, 3))]
        rig.send(fresh)
        views += fresh
        faulty.fault = dice.choice(["cut", "cut", "half"])
        with pytest.raises(StoreError):
            loader.drain()
        faulty.fault = ""
        if round_ % 3 == 0:
            loader = rig.loader(faulty)
        loader.drain()
    check(rig, views)


def test_a_token_the_store_wrongly_knows_does_not_swallow_a_batch(rig: Rig, faulty: Faulty) -> None:
    """A power cut can take the rows and leave the token: the same token again would insert nothing."""
    views = [f"t{n}" for n in range(50)]
    rig.send(views)
    loader = rig.loader(faulty)
    faulty.sync_fails = True
    with pytest.raises(StoreError):
        loader.drain()
    batch = rig.spool.freeze()
    assert batch is not None
    rig.store.run("load/delete_batch", batch=batch.id)  # the power cut: rows gone, token kept
    faulty.sync_fails = False
    for _ in range(3):
        try:
            loader.drain()
            break
        except StoreError:
            continue
    check(rig, views)


def test_one_poisonous_body_in_a_thousand(rig: Rig) -> None:
    inner = rig.process

    def process(envelope: Envelope, address: str) -> Outcome:
        if b"poison" in envelope.body:
            raise ZeroDivisionError("poison")
        return inner(envelope, address)

    rig.process = process
    views = [f"v{n}" for n in range(999)]
    rig.send([*views[:500], "poison", *views[500:]], events=2)
    report = rig.loader().drain()
    assert (report.stored, report.dead) == (1998, 2)
    assert rig.stored([*views, "poison"]) == Counter(dict.fromkeys(views, 2))
    letters = rig.spool.dead_letters()
    assert [(letter.events, letter.tries, letter.detail) for letter in letters] == [
        (2, 1, "ZeroDivisionError: poison")
    ]
    assert closes(rig.spool.ledger())


def test_what_was_repaired_is_replayed_and_stored_once(rig: Rig) -> None:
    inner = rig.process
    rig.process = _fails
    rig.send([f"v{n}" for n in range(20)])
    loader = rig.loader()
    loader.drain()
    assert rig.spool.ledger()["dead"] == 20
    rig.process = inner
    for _ in range(3):
        rig.spool.replay()
        loader.drain()
    check(rig, [f"v{n}" for n in range(20)])


def _fails(_envelope: Envelope, _address: str) -> Outcome:
    raise RuntimeError("a rule is broken")


def test_rows_the_store_refuses_are_halved_out(rig: Rig) -> None:
    """The engine itself refuses these: a number that is none where a column holds numbers."""
    inner = rig.process

    def process(envelope: Envelope, address: str) -> Outcome:
        outcome = inner(envelope, address)
        for draft in outcome.drafts:
            if draft.view.startswith("bad"):
                draft.engaged_ms = "no number"  # type: ignore[assignment]
        return outcome

    rig.process = process
    views = [f"v{n}" for n in range(190)]
    rig.send([*views[:3], "bad1", *views[3:100], "bad2", *views[100:]])
    report = rig.loader().drain()
    assert (report.stored, report.dead) == (190, 2)
    assert rig.stored([*views, "bad1", "bad2"]) == Counter(views)
    assert all("the store refused it" in letter.detail for letter in rig.spool.dead_letters())
    assert closes(rig.spool.ledger())


def test_a_wrong_table_is_an_outage_not_poison(rig: Rig, faulty: Faulty) -> None:
    """Only rows are blamed that the store blames; if it cannot take any, the batch waits."""
    faulty.fault = "no table"
    rig.send(["v1", "v2"])
    with pytest.raises(StoreError):
        rig.loader(faulty).drain()
    assert rig.spool.ledger()["pending"] == 2
    assert rig.spool.dead_letters() == []


def test_tallies_arrive_once_though_the_answer_was_cut(rig: Rig, faulty: Faulty) -> None:
    for _ in range(5):
        rig.spool.tally("shop", "2026-11-22", "bad_json")
    rig.spool.close()
    rig.spool.__init__(rig.spool.path)  # type: ignore[misc]
    loader = rig.loader(faulty)
    faulty.fault = "cut"
    with pytest.raises(StoreError):
        loader.drain()
    faulty.fault = ""
    loader.drain()
    loader.drain()
    assert faulty.inserts == 1
    assert rig.spool.freeze_tallies() is None


def test_what_came_during_an_outage_is_loaded_when_the_store_is_back(rig: Rig, faulty: Faulty) -> None:
    faulty.fault = "down"
    rig.send(["v1"])
    loader = rig.loader(faulty)
    with pytest.raises(StoreError):
        loader.drain()
    assert rig.spool.ledger()["pending"] == 1
    faulty.fault = ""
    loader.drain()
    check(rig, ["v1"])


def test_sites_that_cannot_be_read_are_an_outage_and_no_poison(rig: Rig) -> None:
    def unreachable(_envelope: Envelope, _address: str) -> Outcome:
        raise StoreUnreachable("the store is out while the pipeline asks which sites there are")

    rig.send(["v1", "v2"])
    well, rig.process = rig.process, unreachable
    with pytest.raises(StoreUnreachable):
        rig.loader().drain()
    assert rig.spool.ledger()["pending"] == 2
    assert rig.spool.ledger()["dead"] == 0
    rig.process = well
    rig.loader().drain()
    check(rig, ["v1", "v2"])


def test_doubles_within_and_across_batches_are_counted_not_stored(rig: Rig) -> None:
    loader = rig.loader()
    rig.send(["a", "b", "a", "c"], events=2)
    assert (loader.drain().stored, rig.spool.ledger()["duplicate"]) == (6, 2)
    rig.send(["b", "d"], events=2)
    assert (loader.drain().stored, rig.spool.ledger()["duplicate"]) == (2, 4)
    assert rig.stored(["a", "b", "c", "d"]) == Counter({"a": 2, "b": 2, "c": 2, "d": 2})


def test_addresses_wait_sealed_once_and_not_for_bots(rig: Rig) -> None:
    for view, address, agent in (
        ("a", "203.0.113.9", AGENT),
        ("b", "203.0.113.9", AGENT),
        ("c", "198.51.100.4", AGENT),
        ("d", "198.51.100.99", "Googlebot/2.1 (+http://www.google.com/bot.html)"),
    ):
        rig.spool.append_many([(rig.envelope(view, address=address, agent=agent), 1)])
    rig.loader().drain()
    waiting = rig.queue.pending()
    assert sorted(rig.keys.open(item.sealed) for item in waiting) == ["198.51.100.4", "203.0.113.9"]
    assert {item.day for item in waiting} == {"2026-11-18"}


def test_an_event_whose_address_key_is_gone_still_counts(rig: Rig) -> None:
    sealed = rig.envelope("late")
    for path in (rig.spool.path.parents[1] / "keys").glob("address-*.key"):
        path.unlink()
    rig.spool.append_many([(sealed, 1)])
    assert rig.loader().drain().stored == 1
    assert rig.queue.pending() == []


def test_a_pipeline_that_miscounts_is_poison_not_silence(rig: Rig) -> None:
    rig.process = lambda envelope, address: Outcome(drafts=[])
    rig.send(["v"], events=3)
    report = rig.loader().drain()
    assert report.dead == 3
    assert "3 events went in, 0 kept and 0 dropped" in rig.spool.dead_letters()[0].detail


def test_a_damaged_spool_is_reported_and_the_others_are_loaded(rig: Rig) -> None:
    (rig.spool.path.parent / "collect-0.db").write_bytes(b"no database" * 1000)
    rig.send(["v1"])
    report = rig.loader().drain()
    assert report.stored == 1
    assert any("collect-0.db" in problem for problem in report.problems)
