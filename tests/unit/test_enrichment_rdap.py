"""RDAP through the real ipwhois against a local HTTP server: invented answers, and recorded ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData, Identifier, Verdict
from enrichment.model import Evidence
from enrichment.rdap_client import REGISTRIES
from enrichment.source import Options
from enrichment.sources.rdap import DESCRIBED, REGISTERED, RdapSource, build
from enrichment.subject import parse
from enrichment.web import MAX_BYTES
from tests.unit.jsonserver import Answer, JsonServer, json_server

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORDED = sorted((SHARED / "rdap").glob("*.json"))
Json = dict[str, Any]


def entity(name: str, role: str = "registrant", kind: str = "org", **more: Any) -> Json:
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name], ["kind", {}, "text", kind]]]
    return {
        "objectClassName": "entity",
        "handle": "ENT-1",
        "roles": [role],
        "vcardArray": card,
        "links": [],
    } | more


def card(*properties: Any) -> list[Any]:
    return ["vcard", [["version", {}, "text", "4.0"], *properties]]


def answer(start: str, end: str, *entities: Any, **more: Any) -> Json:
    head = {"objectClassName": "ip network", "handle": "NET", "startAddress": start, "endAddress": end}
    return {
        **head,
        "ipVersion": "v4",
        "name": "NET",
        "country": "DE",
        "links": [],
        "entities": list(entities),
    } | more


def remark(*lines: Any, title: str = "description") -> Json:
    return {"remarks": [{"title": title, "description": list(lines)}]}


def here(*entities: Any, **more: Any) -> Json:
    return answer("12.0.1.0", "12.0.1.63", *entities, **more)


@pytest.fixture
def registry() -> Iterator[JsonServer]:
    with json_server() as server:
        yield server


def made(registry: JsonServer, folder: Path | None = None, **settings: Any) -> RdapSource:
    settings = {"server": registry.url, "timeout": 5.0, **settings}
    source = build(Options(folder, lookups=frozenset({"rdap"}), settings={"rdap": settings}))
    assert source is not None
    return source


def ask(source: RdapSource, address: str = "12.0.1.5") -> Evidence:
    (found,) = source.ask(parse(address))
    return found


#: What the registry answers about 12.0.1.5 → the holder we read, and how sure.
HOLDERS: dict[str, tuple[Json, str, float]] = {
    "registrant": (here(entity("Pumpenwerk Kiel GmbH")), "Pumpenwerk Kiel GmbH", REGISTERED),
    "registrant among contacts": (
        here(entity("Erika Muster", "technical", "individual"), entity("Kiel Werke AG")),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "role as a text": (here(entity("Kiel Werke AG", roles="registrant")), "Kiel Werke AG", REGISTERED),
    "entities of other shapes": (
        here("x", None, ["y"], entity("Kiel Werke AG")),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "card without kind": (
        here(entity("", vcardArray=card(["fn", {}, "text", "Kiel Werke AG"]))),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "org with units, no fn": (
        here(entity("", vcardArray=card(["org", {}, "text", ["Kiel Werke AG", "IT"]]))),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "names of properties in capitals": (
        here(entity("", vcardArray=card(["FN", {}, "text", "Kiel Werke AG"], ["KIND", {}, "text", "org"]))),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "broken properties": (
        here(entity("", vcardArray=card(["fn"], "fn", [1, 2, 3, 4], ["fn", {}, "text", "Kiel Werke AG"]))),
        "Kiel Werke AG",
        REGISTERED,
    ),
    "control characters": (here(entity("Kiel\x1b[31m\n Werke\u202e AG")), "Kiel [31m Werke AG", REGISTERED),
    "remark as holder": (here(**remark("Kiel Werke AG", "Hafenstr. 1")), "Kiel Werke AG", DESCRIBED),
    "remark as one text": (
        here(remarks=[{"title": "description", "description": "Kiel Werke AG"}]),
        "Kiel Werke AG",
        DESCRIBED,
    ),
    "remark before it, of another kind": (
        here(remarks=[{"title": "remarks", "description": ["nothing"]}, *remark("Kiel Werke AG")["remarks"]]),
        "Kiel Werke AG",
        DESCRIBED,
    ),
    "registry, then a remark": (
        here(entity("RIPE NCC"), **remark("Kiel Werke AG")),
        "Kiel Werke AG",
        DESCRIBED,
    ),
    "old notation of a legacy /8": (
        answer("012.000.000.000", "012.255.255.255", entity("AT&T Services, Inc.")),
        "AT&T Services, Inc.",
        REGISTERED,
    ),
    "entities are missing": (here(entities=None, **remark("Kiel Werke AG")), "Kiel Werke AG", DESCRIBED),
}
#: … and answers that name nobody, with what is said instead.
NOBODY: dict[str, tuple[Any, str]] = {
    "no entities at all": ({k: v for k, v in here().items() if k != "entities"}, "no organisation"),
    "a person": (here(entity("Erika Muster", kind="individual")), "no organisation"),
    "a person, kind in capitals": (here(entity("Erika Muster", kind="Individual")), "no organisation"),
    "one who trades alone": (here(entity("Erika Muster trading as EM Design")), "no organisation"),
    "a person by name alone": (here(entity("Erika Muster")), "no organisation"),
    "family name first": (here(entity("Muster, Erika")), "no organisation"),
    "a person's firm": (here(entity("Inh. Erika Muster")), "no organisation"),
    "a person in a remark": (here(**remark("Erika Muster")), "no organisation"),
    "a mere contact": (here(entity("Kiel Werke AG", "technical")), "no organisation"),
    "a handle for a name": (here(entity("ORG-KW1-RIPE", handle="ORG-KW1-RIPE")), "no organisation"),
    "registry in place of the holder": (here(entity("Japan Network Information Center")), "no organisation"),
    "private customer": (here(entity("Private Customer")), "no organisation"),
    "private residence": (here(entity("PRIVATE RESIDENCE 17")), "no organisation"),
    "customer in a remark": (here(**remark("Customer")), "no organisation"),
    "rules in a remark": (here(**remark("*** please send abuse to", "abuse@isp.example")), "no organisation"),
    "name that is no text": (
        here(entity("", vcardArray=card(["fn", {}, "text", {"a": 1}]))),
        "no organisation",
    ),
    "another block": (answer("99.0.0.0", "99.0.0.255", entity("Somebody Else GmbH")), "another block"),
    "another family": (answer("2a00::", "2a00::ff", entity("Somebody Else GmbH")), "another block"),
    "the root of all": (answer("0.0.0.0", "255.255.255.255", entity("Kiel Werke AG")), "whole space"),
    "no block": ({"notices": []}, "names no block"),
    "ends before it starts": (answer("12.0.1.63", "12.0.1.0", entity("Kiel Werke AG")), "names no block"),
    "numbers for addresses": (here(startAddress=12, endAddress=13), "names no block"),
    "no object": (["not", "an", "object"], "no object"),
    "deep nesting": (Answer(b"[" * 100_000), "no JSON"),
    "half an answer": (Answer(b'{"startAddress": "12.0'), "no JSON"),
    "too long": (Answer(b'"' + b"x" * (MAX_BYTES + 10) + b'"'), f"more than {MAX_BYTES} bytes"),
    "a page for people": (Answer(b"<html>", kind="text/html"), "'text/html', not JSON"),
    "not registered": (Answer({}, 404), "status 404"),
    "forbidden": (Answer({}, 403), "status 403"),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_holder(registry: JsonServer, name: str) -> None:
    registry.answers["12.0.1.5"], holder, sure = HOLDERS[name]
    found = ask(made(registry))
    assert (found.claim, found.value, found.confidence) == ("holder", holder, sure)
    assert registry.asked == ["12.0.1.5"], "one question, no detours"


@pytest.mark.parametrize("name", NOBODY)
def test_nobody(registry: JsonServer, name: str) -> None:
    registry.answers["12.0.1.5"], said = NOBODY[name]
    source = made(registry)
    found = ask(source)
    assert found.claim == "note"
    assert said in found.rule
    assert "Muster" not in repr(found), "no persons from registries"
    ask(source)
    assert registry.asked == ["12.0.1.5"], "silence is kept"


@pytest.fixture
def identifier(registry: JsonServer) -> Identifier:
    return Identifier(lookups=["rdap"], settings={"rdap": {"server": registry.url}})


def test_holder_of_a_block_inside_a_carrier_is_the_company(
    identifier: Identifier, registry: JsonServer
) -> None:
    registry.answers["12.0.1.5"] = here(entity("Pumpenwerk Kiel GmbH"))
    verdict = identifier.identify(["12.0.1.5"])[0]
    assert verdict.company is not None
    assert (verdict.kind, verdict.company.name) == ("business", "Pumpenwerk Kiel GmbH")
    assert (verdict.network, verdict.operator) == ("12.0.1.0/26", "AT&T Enterprises, LLC")
    assert identifier.identify(["12.0.1.40"])[0].company == verdict.company
    assert registry.asked == ["12.0.1.5"], "one question for the whole block"


PROVIDERS = {
    "pool of a provider": here(entity("Pumpenwerk Kiel GmbH"), name="KIEL-DSL-POOL"),
    "block for customers": here(entity("Pumpenwerk Kiel GmbH"), name="ATT-CUSTOMER-BLOCK-7"),
    "provider's own block": here(entity("Kieler Kabel Telekom GmbH")),
    "legacy /8 of a carrier": answer("12.0.0.0", "12.255.255.255", entity("AT&T Services, Inc.")),
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_no_company_from(identifier: Identifier, registry: JsonServer, name: str) -> None:
    registry.answers["12.0.1.5"] = PROVIDERS[name]
    verdict = identifier.identify(["12.0.1.5"])[0]
    assert (verdict.kind, verdict.company) == ("isp", None)


def test_wide_block_speaks_for_the_address_own_24_only(registry: JsonServer) -> None:
    registry.answers["12.0.1.5"] = answer("12.0.0.0", "12.255.255.255", entity("AT&T Services, Inc."))
    registry.answers["12.0.2.5"] = answer("12.0.2.0", "12.0.2.63", entity("Pumpenwerk Kiel GmbH"))
    source = made(registry)
    assert ask(source).value.startswith("AT&T")
    assert ask(source, "12.0.1.77").value.startswith("AT&T")
    assert ask(source, "12.0.2.5").value == "Pumpenwerk Kiel GmbH", (
        "a customer inside is registered by itself"
    )
    assert registry.asked == ["12.0.1.5", "12.0.2.5"]


def test_answers_budget_and_pause_outlive_a_restart(registry: JsonServer, tmp_path: Path) -> None:
    registry.answers["12.0.1.5"] = here(entity("Pumpenwerk Kiel GmbH"))
    first = ask(made(registry, tmp_path, per_day=2))
    ask(made(registry, tmp_path, per_day=2), "12.9.9.9")
    again = made(registry, tmp_path, per_day=2)
    assert ask(again) == first
    assert "status 404" in ask(again, "12.9.9.9").rule
    assert "budget of 2 questions per day is spent" in ask(again, "12.8.8.8").rule
    assert registry.asked == ["12.0.1.5", "12.9.9.9"]
    assert b"12.9.9.9" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("status", "said"), [(429, "rate limit"), (500, "status 500"), (503, "status 503")], ids=str
)
def test_trouble_pauses_all_questions_as_long_as_the_server_asks(
    registry: JsonServer, status: int, said: str
) -> None:
    registry.always = Answer({}, status, headers={"Retry-After": "7000"})
    source = made(registry)
    assert said in ask(source).rule
    registry.always = None
    (left,) = [word for word in ask(source, "12.0.1.6").rule.split() if word.isdecimal()]
    assert 6900 <= int(left) <= 7000
    assert registry.asked == ["12.0.1.5"]


def test_rate_limit_said_in_a_good_answer(registry: JsonServer) -> None:
    registry.answers["12.0.1.5"] = {"notices": [{"title": "Rate Limit Notice", "description": ["slow down"]}]}
    source = made(registry)
    assert "rate limit" in ask(source).rule
    assert "pausing" in ask(source, "12.0.1.6").rule


REDIRECTS = {
    "into the own network": "http://10.0.0.1/admin",
    "to loopback": "http://127.0.0.1:1/ip/12.0.1.5",
    "to a file": "file:///etc/passwd",
    "to a name that looks like a registry": "https://rdap.arin.net.evil.example/ip/12.0.1.5",
    "with a user": "https://rdap.arin.net@10.0.0.1/ip/12.0.1.5",
}


@pytest.mark.parametrize("name", REDIRECTS)
def test_redirect_is_refused(registry: JsonServer, name: str) -> None:
    registry.always = Answer({}, 302, headers={"Location": REDIRECTS[name]})
    assert "sent " in ask(made(registry)).rule
    assert len(registry.asked) == 1


def test_redirects_in_a_circle_end(registry: JsonServer) -> None:
    registry.always = Answer({}, 302, headers={"Location": f"{registry.url}/ip/12.0.1.5"})
    assert "circles" in ask(made(registry)).rule
    assert len(registry.asked) <= 5


def test_redirect_to_a_registry_of_the_settings_is_followed(registry: JsonServer) -> None:
    with json_server() as other:
        other.answers["12.0.1.5"] = here(entity("Pumpenwerk Kiel GmbH"))
        registry.always = Answer({}, 302, headers={"Location": f"{other.url}/rdap/ip/12.0.1.5"})
        assert ask(made(registry, registries=[other.url])).value == "Pumpenwerk Kiel GmbH"
    assert all(origin.startswith("https://") for origin in REGISTRIES)


def test_an_answer_that_trickles_is_cut(registry: JsonServer) -> None:
    registry.always = Answer(here(entity("Pumpenwerk Kiel GmbH")), trickle=True)
    source = made(registry, timeout=0.3)
    assert "no answer within 0.3 s" in ask(source).rule
    assert "pausing" in ask(source, "12.0.1.6").rule


def test_server_that_is_not_there(registry: JsonServer) -> None:
    assert "no connection" in ask(made(registry, server="http://127.0.0.1:1")).rule


def test_nobody_is_asked_when_off(registry: JsonServer) -> None:
    Identifier(settings={"rdap": {"server": registry.url}}).identify(["12.0.1.5"])
    assert registry.asked == []


BAD_SETTINGS = {
    "a name nobody knows": ("[rdap]\nper_week = 3\n", "no 'per_week'; allowed: server"),
    "text for a number": ('[rdap]\nper_day = "many"\n', "a whole number is needed"),
    "less than nothing": ("[rdap]\nper_day = -1\n", "a whole number is needed"),
    "no table": ("rdap = 3\n", "must be a table"),
    "no TOML": ("[rdap\n", "lookups.toml"),
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_settings_that_cannot_be_are_named(tmp_path: Path, name: str) -> None:
    text, said = BAD_SETTINGS[name]
    (tmp_path / "lookups.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=said):
        build(Options(tmp_path, lookups=frozenset({"rdap"})))


def test_settings_come_from_the_data_folder(registry: JsonServer, tmp_path: Path) -> None:
    text = f'[rdap]\nserver = "{registry.url}"\nper_day = 0\n'
    (tmp_path / "lookups.toml").write_text(text, encoding="utf-8")
    source = build(Options(tmp_path, lookups=frozenset({"rdap"})))
    assert source is not None
    assert "budget of 0" in ask(source).rule


#: Recorded address → what a person reads in the whole answer (block, holder), and what follows from it.
RECORDED_SAY = {
    "74.125.225.229": ("74.125.0.0/16", "Google Inc.", "hosting", ""),
    "2001:4860:4860::8888": ("2001:4860::/32", "Google Inc.", "hosting", ""),
    "210.107.73.73": ("210.107.0.0/17", "DACOM Corp.", "isp", ""),
    "2801:10:c000::": ("2801:10:c000::/128", "Universidad Catolica de Oriente", "education", "Universidad"),
    # BT's network for organisations: an office, but whose the carrier's own block does not say.
    "2a00:2381:ffff::1": ("2a00:2381:ffff::/64", "BT World IPv6 Launch", "business", ""),
    "2001:240:10c:1::ca20:9d1d": ("", "", "isp", ""),  # the national registry stands in for the holder
    "2001:43f8:7b0::": ("", "", "isp", ""),  # entities without roles, persons, a handle for a name
}


@pytest.mark.skipif(not RECORDED, reason="recorded RDAP answers absent")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_answers(registry: JsonServer, path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    address = recorded["ip"]
    block, holder, kind, company = RECORDED_SAY[address]
    registry.answers[address] = recorded["response"]
    source = made(registry)
    found = ask(source, address)
    assert (found.network, found.value) == (block, holder) if holder else found.claim == "note"
    assert found.confidence in ({REGISTERED, DESCRIBED} if holder else {0.0})
    assert registry.asked == [address], "one question, no detours"
    assert_verdict(identifier_of(source).identify([address])[0], kind, company)


def identifier_of(source: RdapSource) -> Identifier:
    """All packaged sources, and this one."""
    parts = replace(Identifier().parts, remotes=(source,))
    return Identifier(parts=parts)


def assert_verdict(verdict: Verdict, kind: str, company: str) -> None:
    assert (verdict.kind, bool(verdict.company)) == (kind, bool(company)), verdict.rule
    if verdict.company:
        assert verdict.company.name.startswith(company)
        assert verdict.confidence >= 0.5
