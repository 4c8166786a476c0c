"""The rules of ``resolve``, one row each."""

from __future__ import annotations

from typing import Any

import pytest

from enrichment import Evidence, Subject, Verdict, resolve

SUBJECT = Subject("192.0.2.1", 0xC0000201, 4)
AS = "198.18.0.0/16"
BLOCK = "198.18.4.0/24"


def say(claim: str, value: str, confidence: float = 0.8, **more: Any) -> Evidence:
    fields: dict[str, Any] = {"source": "test", "rule": f"{claim} {value}", "network": AS, **more}
    return Evidence(claim=claim, value=value, confidence=confidence, **fields)


CASES: dict[str, tuple[list[Evidence], str, str]] = {
    "nothing known": ([], "unknown", ""),
    "only an operator": ([say("operator", "Netz AG")], "unknown", ""),
    "positive evidence": ([say("kind", "business"), say("company", "Pumpen GmbH")], "business", "~pumpen"),
    "company alone makes it business": ([say("company", "Pumpen GmbH", 0.7)], "business", "~pumpen"),
    "too weak": ([say("kind", "business", 0.4), say("company", "Pumpen GmbH", 0.4)], "unknown", ""),
    "provider that is listed": (
        [say("kind", "isp", 0.85), say("kind", "business", 0.9), say("company", "Tele plc", 0.9)],
        "isp",
        "",
    ),
    "listed with a provider's word": (
        [say("kind", "isp", 0.85), say("kind", "business", 0.96), say("company", "Netzwerk AG", 0.96)],
        "business",
        "~netzwerk",
    ),
    "netblock beats AS": (
        [
            say("kind", "isp", 0.95),
            say("kind", "business", 0.7, scope="block", network=BLOCK),
            say("company", "Kunde GmbH", 0.7, scope="block", network=BLOCK),
        ],
        "business",
        "~kunde",
    ),
    "provider pool inside a business AS": (
        [
            say("kind", "business", 0.9),
            say("company", "Konzern AG", 0.9),
            say("kind", "isp", 0.85, scope="block", network=BLOCK),
        ],
        "isp",
        "",
    ),
    "narrower block of somebody else": (
        [
            say("company", "Konzern AG", 0.9),
            say("kind", "business", 0.7, scope="block", network=BLOCK),
            say("company", "Kunde GmbH", 0.7, scope="block", network=BLOCK),
        ],
        "business",
        "~kunde",
    ),
    "confirmed host in a carrier": (
        [
            say("kind", "isp", 0.95),
            say("kind", "business", 0.7, scope="host", network=""),
            say("company", "kunde.example", 0.7, scope="host", network="", domain="kunde.example"),
        ],
        "business",
        "kunde.example",
    ),
    "host name in a hosting network": (
        [
            say("kind", "hosting", 0.95),
            say("kind", "business", 0.7, scope="host", network=""),
            say("company", "kunde.example", 0.7, scope="host", network="", domain="kunde.example"),
        ],
        "hosting",
        "",
    ),
    "own list over everything": (
        [
            say("kind", "private", 1.0, scope="block", network="192.0.2.0/24"),
            say("kind", "business", 0.99, scope="own"),
            say("company", "Pumpen GmbH", 0.99, scope="own", domain="pumpen.example"),
        ],
        "business",
        "pumpen.example",
    ),
    "own list names a provider": (
        [
            say("company", "Konzern AG", 0.9),
            say("kind", "isp", 0.99, scope="own"),
            say("operator", "Kabel", 0.99, scope="own"),
        ],
        "isp",
        "",
    ),
    "name joins the same name with a domain": (
        [
            say("kind", "business"),
            say("company", "Pumpen GmbH", 0.7),
            say("company", "PUMPEN", 0.8, source="other", domain="pumpen.example"),
        ],
        "business",
        "pumpen.example",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rule(name: str) -> None:
    evidence, kind, company = CASES[name]
    verdict = resolve(SUBJECT, evidence)
    assert (verdict.kind, verdict.company.key if verdict.company else "") == (kind, company)


def decided(verdict: Verdict, used: bool) -> dict[str, str]:
    return {
        item.value: item.why for item in verdict.evidence if item.claim == "company" and item.used is used
    }


def test_every_rejected_candidate_says_why() -> None:
    verdict = resolve(SUBJECT, CASES["narrower block of somebody else"][0])
    assert decided(verdict, used=True) == {"Kunde GmbH": ""}
    assert "nearer block" in decided(verdict, used=False)["Konzern AG"]
    provider = resolve(SUBJECT, CASES["provider that is listed"][0])
    assert "customer we cannot see" in decided(provider, used=False)["Tele plc"]


def test_operator_and_company_are_two_fields() -> None:
    evidence = [say("operator", "Netz AG", asn=64500), *CASES["netblock beats AS"][0]]
    verdict = resolve(SUBJECT, evidence)
    assert (verdict.operator, verdict.asn) == ("Netz AG", 64500)
    assert verdict.company is not None
    assert verdict.company.name == "Kunde GmbH"
    assert verdict.network == BLOCK


def test_agreeing_sources_strengthen_each_other_but_one_source_does_not() -> None:
    one = [say("kind", "business"), say("company", "Pumpen GmbH", 0.7)]
    again = [*one, say("company", "Pumpen GmbH", 0.7, rule="another rule")]
    other = [*one, say("company", "Pumpen GmbH", 0.7, source="other")]
    assert resolve(SUBJECT, again).confidence == resolve(SUBJECT, one).confidence == 0.7
    assert resolve(SUBJECT, other).confidence == pytest.approx(0.91)
