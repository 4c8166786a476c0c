"""RDAP through the real ipwhois against a local HTTP server: invented answers, and recorded ones."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier, Verdict
from enrichment.rdap_client import MAX_BYTES
from enrichment.sources.rdap import Budget

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORDED = sorted((SHARED / "rdap").glob("*.json"))


def entity(name: str, role: str = "registrant", kind: str = "org") -> dict[str, Any]:
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name], ["kind", {}, "text", kind]]]
    return {"objectClassName": "entity", "handle": name[:8], "roles": [role], "vcardArray": card}


def answer(start: str, end: str, *entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"objectClassName": "ip network", "handle": "NET", "startAddress": start, "endAddress": end}
    return {**head, "ipVersion": "v4", "name": "NET", "country": "DE", "entities": list(entities), **more}


KUNDE = answer("12.0.1.0", "12.0.1.63", entity("Pumpenwerk Kiel GmbH"))
ANSWERS: dict[str, Any] = {
    "12.0.1.5": KUNDE,
    "12.0.2.5": answer("12.0.2.0", "12.0.2.255", entity("Pumpenwerk Kiel GmbH"), name="KIEL-DSL-POOL"),
    "12.0.3.5": answer("12.0.3.0", "12.0.3.255", entity("Erika Muster", kind="individual")),
    "12.0.4.5": answer("99.0.0.0", "99.0.0.255", entity("Somebody Else GmbH")),
    "12.0.5.5": {"notices": []},
    "12.0.6.5": "x" * (MAX_BYTES + 10),
    "12.0.7.5": answer("12.0.7.0", "12.0.7.255", entity("Kieler Kabel Telekom GmbH")),
    "12.0.8.5": ["not", "an", "object"],
    "12.0.9.5": answer("12.0.9.0", "12.0.9.255", entity("Japan Network Information Center")),
}


class Registry(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Any] = dict(ANSWERS)
        self.asked: list[str] = []
        self.status = 200
        self.redirect = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        address = self.path.rpartition("/ip/")[2]
        self.server.asked.append(address)
        found = self.server.answers.get(address)
        status = 302 if self.server.redirect else (self.server.status if found is not None else 404)
        body = json.dumps(found if found is not None else {"errorCode": 404}).encode()
        self.send_response(status)
        if self.server.redirect:
            self.send_header("Location", self.server.redirect)
        self.send_header("Content-Type", "application/rdap+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    thread = threading.Thread(target=registry.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield registry
    registry.shutdown()
    thread.join()
    registry.server_close()


@pytest.fixture
def identifier(registry: Registry) -> Identifier:
    return Identifier(lookups=["rdap"], settings={"rdap": {"server": registry.url, "per_hour": 20}})


def note(verdict: Verdict) -> str:
    return next((item.rule for item in verdict.evidence if item.source == "rdap"), "")


def test_holder_of_a_block_inside_a_carrier_is_the_company(
    identifier: Identifier, registry: Registry
) -> None:
    verdict = identifier.identify(["12.0.1.5"])[0]
    assert verdict.company is not None
    assert (verdict.kind, verdict.company.name) == ("business", "Pumpenwerk Kiel GmbH")
    assert (verdict.network, verdict.operator) == ("12.0.1.0/26", "AT&T Enterprises, LLC")
    assert identifier.identify(["12.0.1.40"])[0].company == verdict.company
    assert registry.asked == ["12.0.1.5"], "one question for the whole block"


QUIET = {
    "pool of a provider": ("12.0.2.5", "RDAP registrant"),
    "person": ("12.0.3.5", "names no organisation"),
    "answer about another block": ("12.0.4.5", "not about 12.0.4.5"),
    "answer without a block": ("12.0.5.5", ""),
    "answer that is too long": ("12.0.6.5", ""),
    "provider's own block": ("12.0.7.5", "RDAP registrant"),
    "no object": ("12.0.8.5", ""),
    "registry in place of the holder": ("12.0.9.5", "names no organisation"),
    "not registered": ("12.0.99.5", "404"),
}


@pytest.mark.parametrize("name", QUIET)
def test_no_company_from(identifier: Identifier, name: str) -> None:
    address, said = QUIET[name]
    verdict = identifier.identify([address])[0]
    assert (verdict.kind, verdict.company) == ("isp", None)
    assert said in note(verdict)
    assert note(verdict), "silence has a reason"
    assert "Erika" not in str(verdict.to_dict()), "no persons from registries"


def test_silence_is_kept(identifier: Identifier, registry: Registry) -> None:
    identifier.identify(["12.0.99.5"])
    identifier.identify(["12.0.99.5"])
    assert registry.asked == ["12.0.99.5"]


def test_rate_limit_pauses_all_questions(identifier: Identifier, registry: Registry) -> None:
    registry.status = 429
    assert "rate limit" in note(identifier.identify(["12.0.1.5"])[0]).lower()
    registry.status = 200
    assert "pausing" in note(identifier.identify(["12.0.1.6"])[0])
    assert registry.asked == ["12.0.1.5"]


def test_redirect_into_the_own_network_is_refused(identifier: Identifier, registry: Registry) -> None:
    registry.redirect = "http://10.0.0.1/admin"
    identifier.identify(["12.0.1.5"])
    assert len(registry.asked) == 1


def test_budget_and_growing_pause() -> None:
    now = [0.0]
    budget = Budget(2, lambda: now[0])
    assert [budget.refusal() for _ in range(3)] == ["", "", "budget of 2 questions an hour is spent"]
    now[0] = 3600.0
    assert budget.refusal() == ""
    budget.failed()
    now[0] += 61
    assert budget.refusal() == ""
    budget.failed()
    now[0] += 61
    assert "pausing" in budget.refusal(), "the second failure in a row pauses longer"


def test_nobody_is_asked_when_off(registry: Registry) -> None:
    Identifier(settings={"rdap": {"server": registry.url}}).identify(["12.0.1.5"])
    assert registry.asked == []


#: Recorded address → what a person reads in the whole answer.
HOLDERS = {
    "74.125.225.229": ("74.125.0.0/16", "Google Inc."),
    "2001:4860:4860::8888": ("2001:4860::/32", "Google Inc."),
    "210.107.73.73": ("210.107.0.0/17", "DACOM Corp."),
    "2801:10:c000::": ("2801:10:c000::/128", "Universidad Catolica de Oriente"),
    "2a00:2381:ffff::1": ("2a00:2381:ffff::/64", "BT World IPv6 Launch"),
    "2001:240:10c:1::ca20:9d1d": ("", ""),  # the national registry stands in for the holder
    "2001:43f8:7b0::": ("", ""),  # entities without names
}


@pytest.mark.skipif(not RECORDED, reason="recorded RDAP answers absent")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_answers_name_the_holder(registry: Registry, path: Path) -> None:
    from enrichment.source import Options
    from enrichment.sources.rdap import build
    from enrichment.subject import parse

    recorded = json.loads(path.read_text(encoding="utf-8"))
    registry.answers[recorded["ip"]] = recorded["response"]
    source = build(Options(lookups=frozenset({"rdap"}), settings={"rdap": {"server": registry.url}}))
    assert source is not None
    found = source.ask(parse(recorded["ip"]))
    holders = [(item.network, item.value) for item in found if item.claim == "holder"]
    assert (holders or [("", "")])[0] == HOLDERS[recorded["ip"]]
    assert registry.asked == [recorded["ip"]], "one question, no detours"
