"""Reverse DNS against a real name server of the test's own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from enrichment import Identifier, Verdict
from enrichment.sources.rdns import DEAF

ZONE: dict[tuple[str, str], str | list[str]] = {
    ("1.0.56.155.in-addr.arpa.", "PTR"): "gate.pumpen.com.",
    ("gate.pumpen.com.", "A"): "155.56.0.1",
    ("2.18.31.81.in-addr.arpa.", "PTR"): "mail.bank.com.",  # a name anybody could claim …
    ("mail.bank.com.", "A"): "203.0.113.99",  # … that leads elsewhere
    ("1.0.0.12.in-addr.arpa.", "PTR"): "proxy.kunde-werke.de.",
    ("proxy.kunde-werke.de.", "A"): "12.0.0.1",
    ("2.0.0.12.in-addr.arpa.", "PTR"): "adsl-12-0-0-2.dsl.carrier.com.",
    ("adsl-12-0-0-2.dsl.carrier.com.", "A"): "12.0.0.2",
    ("3.0.0.12.in-addr.arpa.", "PTR"): ["aaa.bank.com.", "proxy3.kunde-werke.de.", "zzz.bank.com."],
    ("proxy3.kunde-werke.de.", "A"): ["203.0.113.98", "12.0.0.3"],
    ("4.0.0.12.in-addr.arpa.", "PTR"): r"evil\032name\027[31m.kunde-werke.de.",
    ("5.0.0.12.in-addr.arpa.", "PTR"): "5.0.0.12.in-addr.arpa.",
    ("6.0.0.12.in-addr.arpa.", "PTR"): "*.kunde-werke.de.",
    ("7.0.0.12.in-addr.arpa.", "PTR"): "ip-12-0-0-7.cust.carrier.com.",
    ("ip-12-0-0-7.cust.carrier.com.", "A"): "12.0.0.7",
    ("85.85.149.52.in-addr.arpa.", "PTR"): "www.kunde-werke.de.",
    ("www.kunde-werke.de.", "A"): "52.149.85.85",
}


class NameServer(threading.Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.asked: list[str] = []

    def run(self) -> None:
        while True:
            data, peer = self.socket.recvfrom(4096)
            if not data:
                return
            self.socket.sendto(self.answer(dns.message.from_wire(data)), peer)

    def answer(self, query: dns.message.Message) -> bytes:
        question = query.question[0]
        kind = question.rdtype.name
        self.asked.append(question.name.to_text())
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        value = ZONE.get((question.name.to_text(), kind))
        if value is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        else:
            values = value if isinstance(value, list) else [value]
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
        return response.to_wire()

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as poke:
            poke.sendto(b"", ("127.0.0.1", self.port))
        self.join()
        self.socket.close()


@pytest.fixture
def server() -> Iterator[NameServer]:
    server = NameServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def identifier(server: NameServer) -> Identifier:
    settings = {"rdns": {"servers": ["127.0.0.1"], "port": server.port, "timeout": 1.0}}
    return Identifier(lookups=["rdns"], settings=settings)


def said(verdict: Verdict) -> list[str]:
    return [item.rule for item in verdict.evidence if item.source == "rdns"]


def test_confirmed_name_in_a_carrier_gives_the_company(identifier: Identifier) -> None:
    verdict = identifier.identify(["12.0.0.1"])[0]
    assert verdict.company is not None
    assert (verdict.kind, verdict.company.key) == ("business", "kunde-werke.de")
    assert verdict.operator.startswith("AT&T"), "the carrier stays the operator"
    assert "proxy" not in str(verdict.to_dict()["evidence"]), "the host name itself is not kept"


def test_name_that_does_not_lead_back_is_no_evidence(identifier: Identifier) -> None:
    verdict = identifier.identify(["81.31.18.2"])[0]
    assert said(verdict) == ["reverse name does not lead back to the address"]
    assert verdict.company is None


def test_of_many_names_the_one_that_leads_back_counts(identifier: Identifier) -> None:
    verdict = identifier.identify(["12.0.0.3"])[0]
    assert verdict.company is not None
    assert verdict.company.key == "kunde-werke.de"


@pytest.mark.parametrize("address", ["12.0.0.4", "12.0.0.5", "12.0.0.6"])
def test_what_is_no_host_name_is_not_asked_for_and_not_kept(
    identifier: Identifier, server: NameServer, address: str
) -> None:
    verdict = identifier.identify([address])[0]
    assert said(verdict) == ["the reverse name is no host name"]
    assert len(server.asked) == 1
    assert "evil" not in str(verdict.to_dict())


def test_answers_and_budget_outlive_a_restart_but_no_address_is_written_down(
    server: NameServer, tmp_path: Path
) -> None:
    settings = {"rdns": {"servers": ["127.0.0.1"], "port": server.port, "per_day": 2}}

    def fresh() -> Identifier:
        return Identifier(tmp_path, lookups=["rdns"], settings=settings)

    first = fresh().identify(["12.0.0.1"])[0]
    assert fresh().identify(["12.0.0.1"])[0].company == first.company
    assert said(fresh().identify(["12.0.0.9"])[0]) == ["no reverse name"]
    assert said(fresh().identify(["12.0.0.8"])[0]) == ["budget of 2 questions per day is spent"]
    assert len(server.asked) == 3
    assert b"12.0.0.9" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_name_servers_that_are_out_are_left_alone() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        settings = {"rdns": {"servers": ["127.0.0.1"], "port": silent.getsockname()[1], "timeout": 0.05}}
        identifier = Identifier(lookups=["rdns"], settings=settings)
        rules = [said(identifier.identify([f"12.0.1.{n}"])[0])[0] for n in range(DEAF + 1)]
    assert "do not answer" in rules[DEAF - 1]
    assert "pausing" in rules[DEAF]


@pytest.mark.parametrize("address", ["12.0.0.2", "12.0.0.7"])
def test_pool_name_stays_the_carriers(identifier: Identifier, address: str) -> None:
    verdict = identifier.identify([address])[0]
    assert (verdict.kind, verdict.company) == ("isp", None)


def test_nobody_is_asked_where_the_answer_could_change_nothing(
    identifier: Identifier, server: NameServer
) -> None:
    clouds_and_known = identifier.identify(["52.149.85.85", "155.56.0.1", "10.0.0.1"])
    assert server.asked == []
    assert clouds_and_known[0].kind == "hosting"


def test_answers_and_silence_are_kept(identifier: Identifier, server: NameServer) -> None:
    identifier.identify(["12.0.0.1", "12.0.0.9"])
    asked = len(server.asked)
    assert said(identifier.identify(["12.0.0.9"])[0]) == ["no reverse name"]
    identifier.identify(["12.0.0.1"])
    assert len(server.asked) == asked


def test_many_at_once_keep_their_order(identifier: Identifier) -> None:
    addresses = [f"12.0.0.{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)]
    verdicts = identifier.identify(addresses)
    assert [verdict.ip for verdict in verdicts] == addresses
    assert [verdict.company is not None for verdict in verdicts] == [True] + [False] * 7


def test_dead_name_server_is_said_and_harmless() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        settings = {"rdns": {"servers": ["127.0.0.1"], "port": silent.getsockname()[1], "timeout": 0.2}}
        verdict = Identifier(lookups=["rdns"], settings=settings).identify(["12.0.0.1"])[0]
    assert said(verdict) == ["name servers do not answer (LifetimeTimeout)"]
    assert verdict.kind == "isp"
