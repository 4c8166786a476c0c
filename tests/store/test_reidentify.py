"""History judged again on the real store: what newer data change, what they must not, and how it is told."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier
from enrichment.corrections import IS, NOT, PROVIDER, Correction
from tests.intent_kit import DAY, HOUR, MONDAY, event
from tracker.addresses import AddressQueue
from tracker.corrections import all_corrections, correct, undo
from tracker.identify import identify_pending
from tracker.privacy import KeyRing
from tracker.read.asknown import NOW, THEN, known_report
from tracker.reidentify import Result, after_correction, reidentify
from tracker.sites import new_site, save_site
from tracker.store import Store

OWN = "network,company,domain,kind\n"
DECIDED = MONDAY + 3 * HOUR
LATER = MONDAY + 30 * DAY
#: A carrier's customer, a firm that announces itself, a reader at home, a crawler's cloud. All routed today.
ADDRESSES = {
    "carrier": "109.145.75.23",
    "sap": "155.56.0.1",
    "home": "73.222.244.127",
    "cloud": "107.23.85.93",
    "v6": "2003:c0:1234:5600::1",
    "host": "pool-71-1.dsl.example.net",
    "firm": "gate.ford.com",
}


@dataclass
class Desk:
    store: Store
    folder: Path

    def own(self, *rows: str) -> None:
        (self.folder / "own-list.csv").write_text(OWN + "".join(f"{row}\n" for row in rows), "utf-8")

    def identify(self, addresses: dict[str, str], now: int = DECIDED) -> None:
        keys, queue = KeyRing(self.folder), AddressQueue(self.folder / "queue.db")
        queue.put([(key, "2026-03-02", keys.seal(text)) for key, text in addresses.items()])
        identify_pending(self.store, queue, keys, Identifier(self.folder), now_ms=now)
        queue.close()

    def again(self, now: int = LATER, **more: Any) -> Result:
        return reidentify(self.store, Identifier(self.folder), now_ms=now, **more)

    def say(self, now: int = LATER, **fields: Any) -> Correction:
        made = correct(self.store, Correction(id="", **fields), by="ada@example.com", at=now)
        after_correction(self.store, Identifier(self.folder), made, now_ms=now)
        return made

    def undo(self, made: Correction, now: int) -> None:
        was = undo(self.store, made.id, by="ada@example.com")
        assert was is not None
        after_correction(self.store, Identifier(self.folder), was, now_ms=now)

    def newest(self) -> dict[str, dict[str, Any]]:
        return {row["address_key"]: row for row in self.rows()}

    def rows(self) -> list[dict[str, Any]]:
        return self.store.read("identify/verdicts_of_day", day="2026-03-02")

    def report(self, known: str | int = NOW, now: int = LATER + DAY) -> str:
        site = new_site("shop", key="k" * 12)
        found = known_report(self.store, site, "2026-03-02", zone="UTC", known=known, now=now)
        return json.dumps(found, default=lambda item: {n: getattr(item, n) for n in item.__slots__})


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    save_site(store, new_site("shop", key="k" * 12), actor="test")
    made = Desk(store, tmp_path)
    made.identify(ADDRESSES)
    store.insert(
        "events",
        [event(MONDAY + n, address_key=key, visitor=key, view=key) for n, key in enumerate(ADDRESSES)],
    )
    return made


def test_the_same_data_change_nothing(desk: Desk) -> None:
    before = desk.rows()
    result = desk.again()
    assert (result.keys, result.changed, result.written) == (len(ADDRESSES), 0, 0)
    assert desk.rows() == before


def test_two_corrections_at_one_moment_are_both_kept(desk: Desk) -> None:
    """Under one clock: neither may write the other's verdicts away."""
    both = [
        {"says": IS, "network": "109.145.75.0/24", "name": "Nordwind", "domain": "nordwind.example"},
        {"says": PROVIDER, "network": "155.56.0.0/16", "kind": "hosting"},
    ]
    ready = threading.Barrier(len(both))

    def say(fields: dict[str, Any]) -> Correction:
        ready.wait()
        return desk.say(**fields)

    with ThreadPoolExecutor(len(both)) as pool:
        made = list(pool.map(say, both))
    assert {item.id for item in all_corrections(desk.store)} == {item.id for item in made}
    newest = desk.newest()
    assert (newest["carrier"]["company"], newest["sap"]["kind"]) == ("nordwind.example", "hosting")
    assert newest["carrier"]["decided"] != newest["sap"]["decided"], "they took turns"


#: What is kept of each address to look it up again.
KEPT = {
    "carrier": "109.145.75.0/24",
    "home": "73.222.244.0/24",
    "cloud": "107.23.85.0/24",
    "v6": "2003:c0:1200::/40",
    "host": "",
    "firm": "",
}


@pytest.mark.parametrize(("key", "network"), KEPT.items())
def test_what_is_kept_of_an_address(desk: Desk, key: str, network: str) -> None:
    assert desk.newest()[key]["kept"] == network


#: New line of the own list → the company of the carrier's customer afterwards, and whether it could tell.
LINES = {
    "a wider block": ("109.145.72.0/22,Nordwind,nordwind.example,", "nordwind.example", 0),
    "just the kept network": ("109.145.75.0/24,Nordwind,nordwind.example,", "nordwind.example", 0),
    "narrower, with the address in it": ("109.145.75.0/26,Nordwind,nordwind.example,", "", 1),
    "a sixteenth of it": ("109.145.75.16/28,Nordwind,nordwind.example,", "", 1),
    "another network": ("109.145.76.0/24,Nordwind,nordwind.example,", "", 0),
}


@pytest.mark.parametrize(("line", "company", "several"), LINES.values(), ids=LINES)
def test_a_network_names_nobody_unless_it_holds_all_that_was_kept(
    desk: Desk, line: str, company: str, several: int
) -> None:
    desk.own(line)
    result = desk.again()
    assert desk.newest()["carrier"]["company"] == company
    assert result.several == several


def test_a_provider_found_at_an_address_is_not_lifted_by_a_wider_look(store: Store, tmp_path: Path) -> None:
    desk = Desk(store, tmp_path)
    desk.own("155.56.7.8/32,Gäste-WLAN,,isp")
    desk.identify({"guest": "155.56.7.8", "staff": "155.56.7.9"})
    desk.again()
    assert {key: row["kind"] for key, row in desk.newest().items()} == {"guest": "isp", "staff": "business"}


def test_a_companys_own_narrow_block_is_looked_up_exactly(store: Store, tmp_path: Path) -> None:
    desk = Desk(store, tmp_path)
    desk.own("109.145.75.16/28,Nordwind,nordwind.example,")
    desk.identify({"a": "109.145.75.23"})
    assert desk.newest()["a"]["kept"] == "109.145.75.16/28"
    desk.own("109.145.75.16/28,Nordlicht,nordlicht.example,")
    desk.again()
    assert desk.newest()["a"]["company"] == "nordlicht.example"
    desk.own()
    desk.again(LATER + 1)
    row = desk.newest()["a"]
    assert (row["company"], row["kept"]) == ("", "109.145.75.0/24"), "nobody's block is kept no finer"


def test_old_host_names_profit_from_a_better_list_of_names(desk: Desk) -> None:
    desk.own(",Example Dial-In,example.net,business")
    desk.again()
    assert desk.newest()["host"]["company"] == "example.net"


def test_the_difference_and_a_dry_run_that_writes_nothing(desk: Desk) -> None:
    desk.own("109.145.75.0/24,Nordwind,nordwind.example,", "155.56.0.0/16,SAP again,sap-again.example,")
    before = desk.rows()
    dry = desk.again(dry_run=True)
    assert desk.rows() == before
    found = dry.as_dict()["sites"]["shop"]
    assert [(row["key"], row["views"]) for row in found["gained"]] == [("nordwind.example", 1)]
    assert found["lost"] == []
    assert [(row["from"]["key"], row["to"]["key"]) for row in found["renamed"]] == [
        ("sap.com", "sap-again.example")
    ]
    assert found["classes"]["moved"] == [{"from": "isp", "to": "named", "views": 1}]
    assert sum(found["classes"]["before"].values()) == sum(found["classes"]["after"].values())
    assert {row["account"]: (row["before"] != "", row["after"] != "") for row in found["stages"]} == {
        "nordwind.example": (False, True),
        "sap-again.example": (False, True),
        "sap.com": (True, False),
    }
    real = desk.again()
    assert real.as_dict()["sites"] == dry.as_dict()["sites"]
    assert (real.written, desk.again(LATER + 1).changed) == (2, 0)


def test_a_run_that_was_stopped_is_simply_run_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.own("0.0.0.0/1,Everybody,everybody.example,")
    monkeypatch.setattr("tracker.reidentify.job.PAGE", 2)

    def stop(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.again(tell=stop)
    wrote = len(desk.rows()) - len(ADDRESSES)
    assert wrote
    rest = desk.again(LATER + 1)
    assert rest.written + wrote == sum(row["company"] == "everybody.example" for row in desk.rows())


@pytest.mark.parametrize("more", [{"site": "elsewhere"}, {"since": "2026-03-03"}], ids=["site", "since"])
def test_only_what_is_asked_for(desk: Desk, more: dict[str, Any]) -> None:
    desk.own("0.0.0.0/1,Everybody,everybody.example,")
    assert desk.again(**more).keys == 0


def test_the_report_as_known_then_stays_byte_for_byte(desk: Desk) -> None:
    first = desk.report(now=MONDAY + DAY)
    desk.own("109.145.75.0/24,Nordwind,nordwind.example,")
    desk.again()
    desk.say(LATER + 1, says=IS, company="sap.com", name="Walldorf AG", domain="walldorf.example")
    assert desk.report(THEN) == first
    assert desk.report(MONDAY + DAY) == first
    now = desk.report(NOW)
    assert "Nordwind" in now
    assert "Walldorf AG" in now
    assert now != first


#: What a person says → what the address of SAP is afterwards: (company, kind).
SAID: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "another company": (
        {"says": IS, "company": "sap.com", "name": "Beta B.V.", "domain": "beta.example"},
        ("beta.example", "business"),
    ),
    "a school": (
        {"says": IS, "network": "155.56.0.0/16", "name": "Beta", "kind": "education"},
        ("~beta", "education"),
    ),
    "a provider": ({"says": PROVIDER, "company": "sap.com", "kind": "hosting"}, ("", "hosting")),
    "not that one": ({"says": NOT, "company": "sap.com"}, ("", "business")),
    "elsewhere": ({"says": PROVIDER, "network": "155.57.0.0/16", "kind": "isp"}, ("sap.com", "business")),
    "another name": ({"says": NOT, "company": "oracle.com"}, ("sap.com", "business")),
}


@pytest.mark.parametrize(("said", "expected"), SAID.values(), ids=SAID)
def test_corrections(desk: Desk, said: dict[str, Any], expected: tuple[str, str]) -> None:
    was = {key: (row["company"], row["kind"]) for key, row in desk.newest().items()}
    made = desk.say(**said)
    now = {key: (row["company"], row["kind"]) for key, row in desk.newest().items()}
    assert now == was | {"sap": expected}
    assert desk.again(LATER + 1).changed == 0, "newer data do not undo a correction"
    desk.identify({"fresh": ADDRESSES["sap"]}, LATER + 2)
    row = desk.newest()["fresh"]
    assert (row["company"], row["kind"]) == expected, "a new visit is corrected as well"
    desk.undo(made, LATER + 3)
    assert {key: (row["company"], row["kind"]) for key, row in desk.newest().items()} == was | {
        "fresh": was["sap"]
    }


def test_the_last_correction_goes_before_the_own_list_and_earlier_ones(desk: Desk) -> None:
    desk.own("155.56.0.0/16,Ours,ours.example,")
    desk.again()
    first = desk.say(LATER + 1, says=IS, company="ours.example", name="One", domain="one.example")
    second = desk.say(LATER + 2, says=IS, company="one.example", name="Two", domain="two.example")
    assert desk.newest()["sap"]["company"] == "two.example"
    desk.undo(second, LATER + 3)
    assert desk.newest()["sap"]["company"] == "one.example"
    desk.undo(first, LATER + 4)
    assert desk.newest()["sap"]["company"] == "ours.example"


def test_a_second_word_on_the_same_company_takes_the_place_of_the_first(desk: Desk) -> None:
    first = desk.say(LATER + 1, says=IS, company="sap.com", name="One", domain="one.example")
    second = desk.say(LATER + 2, says=IS, company="sap.com", name="Two", domain="two.example")
    assert desk.newest()["sap"]["company"] == "two.example"
    third = desk.say(LATER + 3, says=NOT, company="sap.com")
    assert desk.newest()["sap"]["company"] == ""
    desk.identify({"fresh": ADDRESSES["sap"]}, LATER + 4)
    assert desk.newest()["fresh"]["company"] == "", "new visits hear the same"
    for said, left in ((third, "two.example"), (second, "one.example"), (first, "sap.com")):
        desk.undo(said, LATER + 5)
        assert {desk.newest()[key]["company"] for key in ("sap", "fresh")} == {left}
