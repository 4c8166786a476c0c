"""The job tracker.identify on the real store, the real queue and real keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier
from tracker.addresses import AddressQueue
from tracker.identify import expire, identify_pending
from tracker.privacy import KeyRing
from tracker.store import Store

NOW = 1_790_000_000_000
DAY = "2026-09-21"
OWN = """network,company,domain,kind,country,city,industry,employees,revenue_eur
192.0.2.64/28,Nordwind Pumpen GmbH,nordwind-pumpen.example,,DE,Kiel,Manufacturing,180,42000000
198.51.100.0/24,Kabel Beispiel,,isp,DE,,,,
2001:db8:40::/44,Vaartveer B.V.,,,NL,,,,
"""


class Rig:
    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.now = 1_790_000_000.0
        self.keys = KeyRing(folder, clock=lambda: self.now)
        self.queue = AddressQueue(folder / "queue.db")
        (folder / "own-list.csv").write_text(OWN, encoding="utf-8")
        self.identifier = Identifier(folder)

    def put(self, **addresses: str) -> None:
        self.queue.put([(key, DAY, self.keys.seal(text)) for key, text in addresses.items()])

    def run(self, now_ms: int = NOW) -> int:
        return identify_pending(self.store, self.queue, self.keys, self.identifier, now_ms=now_ms)

    def verdicts(self) -> dict[str, dict[str, Any]]:
        rows = self.store.read("identify/verdicts_of_day", day=DAY)
        assert len({row["address_key"] for row in rows}) == len(rows), "a verdict was stored twice"
        return {row["address_key"]: row for row in rows}


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(store, tmp_path)
    yield rig
    rig.queue.close()


def test_own_list_company_with_its_own_fine_network(rig: Rig) -> None:
    rig.put(a="192.0.2.70")
    assert rig.run() == 1
    row = rig.verdicts()["a"]
    assert (row["kind"], row["company"], row["company_name"]) == (
        "business",
        "nordwind-pumpen.example",
        "Nordwind Pumpen GmbH",
    )
    assert row["network"] == "192.0.2.64/28"
    assert row["decided"] == NOW
    facts = rig.store.read("identify/facts", companies=["nordwind-pumpen.example"])
    assert {row["field"]: row["value"] for row in facts}["employees"] == "180"


def test_provider_is_no_company_and_reserved_is_private(rig: Rig) -> None:
    rig.put(isp="198.51.100.9", private="10.0.0.9", v6="2001:db8:41::1")
    rig.run()
    rows = rig.verdicts()
    assert (rows["isp"]["kind"], rows["isp"]["company"], rows["isp"]["operator"]) == (
        "isp",
        "",
        "Kabel Beispiel",
    )
    assert (rows["private"]["kind"], rows["private"]["company"]) == ("private", "")
    assert (rows["v6"]["company"], rows["v6"]["network"]) == ("~vaartveer", "2001:db8:40::/44")


def test_no_fine_network_of_a_stranger_is_kept(rig: Rig) -> None:
    rig.put(a="8.8.8.8", b="2001:4860:4860::8888")
    rig.run()
    for row in rig.verdicts().values():
        networks = [row["network"], *(item.get("network", "") for item in json.loads(row["evidence"]))]
        for network in filter(None, networks):
            length = int(network.rpartition("/")[2])
            assert length <= (48 if ":" in network else 24), network


def test_destroyed_key_gives_unknown_and_empties_the_queue(rig: Rig) -> None:
    rig.put(a="192.0.2.70")
    rig.now += 50 * 3600
    rig.keys.destroy_old(int(rig.now * 1000))
    assert rig.run() == 1
    row = rig.verdicts()["a"]
    assert (row["kind"], row["rule"], row["company"]) == ("unknown", "address expired", "")
    assert rig.queue.count() == 0


def test_text_that_is_no_address_is_unknown_not_lost(rig: Rig) -> None:
    rig.put(a="***.not a host***", b="192.0.2.70")
    assert rig.run() == 2
    assert rig.verdicts()["a"]["rule"] == "address unreadable"
    assert rig.verdicts()["b"]["company"] == "nordwind-pumpen.example"


def test_killed_between_insert_and_tick_stores_nothing_twice(rig: Rig, monkeypatch: Any) -> None:
    rig.put(a="192.0.2.70", b="198.51.100.9")

    def killed(keys: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rig.queue, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            rig.run()
    rig.put(c="10.0.0.1")  # a newcomer changes the batch: the store's token alone would not help
    assert rig.run(NOW + 1000) == 3
    rows = rig.verdicts()
    assert sorted(rows) == ["a", "b", "c"]
    assert rows["a"]["decided"] == NOW
    assert rows["c"]["decided"] == NOW + 1000
    assert rig.run() == 0


def test_facts_are_stored_once_and_again_when_they_change(rig: Rig) -> None:
    rig.put(a="192.0.2.70")
    rig.run()
    rig.put(b="192.0.2.71")
    rig.run(NOW + 1)
    rows = rig.store.read("identify/fact_rows", company="nordwind-pumpen.example")
    assert len(rows) == len({row["field"] for row in rows}) == 5


def test_newer_data_decides_anew_on_the_next_view_of_the_same_day(store: Store, tmp_path: Path) -> None:
    keyring, queue = KeyRing(tmp_path), AddressQueue(tmp_path / "queue.db")
    waiting = [("key1", "2026-11-20", keyring.seal("192.0.2.7"))]
    own = tmp_path / "own-list.csv"

    queue.put(waiting)
    assert identify_pending(store, queue, keyring, Identifier(tmp_path), now_ms=1000) == 1
    queue.put(waiting)
    assert queue.count() == 0, "what is done does not wait again"

    own.write_text("network,company,domain\n192.0.2.0/28,Acme GmbH,acme.example\n")
    queue.recall()
    queue.put(waiting)
    assert identify_pending(store, queue, keyring, Identifier(tmp_path), now_ms=2000) == 1
    known = store.read("identify/verdicts_of_day", day="2026-11-20")
    assert {row["company"] for row in known} == {"", "acme.example"}
    queue.close()


def test_an_address_that_waited_too_long_gets_an_honest_verdict(store: Store, tmp_path: Path) -> None:
    keyring, queue = KeyRing(tmp_path), AddressQueue(tmp_path / "queue.db")
    queue.put([("late", "2026-11-20", keyring.seal("192.0.2.7"))])
    identifier = Identifier(tmp_path)
    assert expire(store, queue, identifier, now_ms=5, before_ms=0) == 0
    assert expire(store, queue, identifier, now_ms=5, before_ms=2**42) == 1
    (row,) = store.read("identify/verdicts_of_day", day="2026-11-20")
    assert (row["kind"], row["rule"]) == ("unknown", "address expired")
    assert queue.count() == 0
    queue.close()
