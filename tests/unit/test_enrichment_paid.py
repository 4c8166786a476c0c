"""A paid provider against a local HTTP server: what is asked, what is spent, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData, Identifier
from enrichment.model import Evidence
from enrichment.source import Options
from enrichment.sources.paid import PaidSource, build, text_at
from enrichment.subject import parse
from tests.unit.jsonserver import Answer, JsonServer, json_server

FIRM = {
    "company": {"name": "Pumpenwerk Kiel GmbH", "domain": "www.pumpenwerk.de", "type": "business"},
    "where": [{"cc": "de"}],
    "route": "12.0.1.0/26",
}
KINDS = {"isp": "isp", "hosting": "hosting", "education": "education"}
CARRIER, POOL, CLOUD = "12.0.1.5", "172.32.0.1", "52.149.85.85"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[JsonServer]:
    monkeypatch.setenv("PAID_TEST_TOKEN", "s3cret")
    with json_server() as server:
        server.answers[CARRIER] = Answer(FIRM, kind="application/json")
        yield server


def settings(provider: JsonServer, **more: Any) -> dict[str, Any]:
    return {
        "name": "Example Data",
        "terms": "https://example.com/terms",
        "url": f"{provider.url}/v1/{{address}}",
        "header": "X-Key",
        "value": "Token {secret}",
        "secret_env": "PAID_TEST_TOKEN",
        "company": "company.name",
        "domain": "company.domain",
        "country": "where.0.cc",
        "network": "route",
        "kind": "company.type",
        "kinds": KINDS,
        "per_day": 3,
        "per_month": 4,
    } | more


def made(provider: JsonServer, folder: Path | None = None, **more: Any) -> PaidSource:
    options = Options(folder, lookups=frozenset({"paid"}), settings={"paid": settings(provider, **more)})
    source = build(options)
    assert source is not None
    return source


def said(source: PaidSource, address: str = CARRIER, worth: float | None = 1.0) -> str:
    return "; ".join(
        f"{item.claim} {item.value if item.claim != 'note' else item.rule}"
        for item in source.spend(parse(address), worth)
    )


def test_the_answer_names_the_company_inside_a_carrier(provider: JsonServer) -> None:
    identifier = Identifier(lookups=["paid"], settings={"paid": settings(provider)})
    verdict = identifier.identify([CARRIER], {CARRIER: 0.9})[0]
    assert verdict.company is not None
    assert (verdict.kind, verdict.company.key) == ("business", "pumpenwerk.de")
    assert (verdict.company.country, verdict.network, verdict.method) == ("DE", "12.0.1.0/26", "paid")
    assert provider.seen[0]["x-key"] == "Token s3cret"
    assert "s3cret" not in str(verdict.to_dict())


NOT_ASKED = {
    "activity far from any stage": (CARRIER, 0.49),
    "activity nobody told": (CARRIER, None),
    "mobile network": (POOL, 1.0),
    "cloud": (CLOUD, 1.0),
    "private": ("10.1.1.1", 1.0),
    "known without money": ("155.56.0.1", 1.0),
    "host name of an old log": ("ppp7.example-dial.net", 1.0),
}


@pytest.mark.parametrize("name", NOT_ASKED)
def test_nothing_is_spent_on(provider: JsonServer, name: str) -> None:
    address, worth = NOT_ASKED[name]
    identifier = Identifier(lookups=["paid"], settings={"paid": settings(provider)})
    identifier.identify([address], {} if worth is None else {address: worth})
    assert provider.asked == []


def test_nothing_is_sent_without_the_setting(provider: JsonServer) -> None:
    Identifier(settings={"paid": settings(provider)}).identify([CARRIER], {CARRIER: 1.0})
    assert provider.asked == []


def test_a_subscriber_named_by_a_free_source_costs_nothing(provider: JsonServer) -> None:
    class Registry:
        name = "rdap"

        def ask(self, subject: Any) -> Any:
            return [Evidence("rdap", "kind", "isp", "block named 'POOL'", 0.85, scope="block")]

    parts = replace(Identifier().parts, remotes=(Registry(),), paid=(made(provider),))
    Identifier(parts=parts).identify([CARRIER], {CARRIER: 1.0})
    assert provider.asked == []


def test_answers_and_counts_outlive_a_restart(provider: JsonServer, tmp_path: Path) -> None:
    first = said(made(provider, tmp_path))
    assert first == "kind business; company Pumpenwerk Kiel GmbH"
    assert said(made(provider, tmp_path), "12.0.1.60", None) == first, "what is kept is free"
    source = made(provider, tmp_path)
    assert "status 404" in said(source, "12.0.2.5")
    assert "status 404" in said(made(provider, tmp_path), "12.0.2.5")
    assert "status 404" in said(source, "12.0.3.5")
    assert "budget of 3 questions per day is spent" in said(made(provider, tmp_path), "12.0.4.5")
    assert source.budget.spent() == {"day": (3, 3), "month": (3, 4)}
    assert provider.asked == [CARRIER, "12.0.2.5", "12.0.3.5"]


READINGS: dict[str, tuple[Any, str]] = {
    "kind without company": ({"company": {"type": "hosting"}}, "kind hosting"),
    "word we have no kind for": ({"company": {"type": "other"}}, "note Example Data knows no company here"),
    "one who trades alone": (
        {"company": {"name": "Erika Muster trading as EM"}},
        "note Example Data knows no company here",
    ),
    "nothing at all": ({}, "note Example Data knows no company here"),
    "another shape": ([1, 2], "note Example Data knows no company here"),
    "a page for people": (Answer(b"<html>", kind="text/html"), "note answer of type 'text/html', not JSON"),
    "no JSON": (Answer(b"{"), "note the answer is no JSON"),
    "wrong secret": (Answer({}, 401), "note answered with status 401"),
    "elsewhere": (
        Answer({}, 302, headers={"Location": "http://10.0.0.1/"}),
        "note sent to '10.0.0.1', which is not on the list",
    ),
}


@pytest.mark.parametrize("name", READINGS)
def test_reading(provider: JsonServer, name: str) -> None:
    provider.answers[CARRIER], expected = READINGS[name]
    assert said(made(provider)) == expected


@pytest.mark.parametrize("status", [401, 402, 403, 429, 500])
def test_trouble_pauses_spending(provider: JsonServer, status: int) -> None:
    provider.always = Answer({}, status)
    source = made(provider)
    said(source)
    assert "pausing" in said(source, "12.0.2.5")
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("route", "network"),
    [
        ("12.0.1.0/26", "12.0.1.0/26"),
        ("0.0.0.0/0", "12.0.1.5/32"),
        ("99.0.0.0/24", "12.0.1.5/32"),
        (7, "12.0.1.5/32"),
    ],
)
def test_block_of_the_answer_must_hold_the_address(provider: JsonServer, route: Any, network: str) -> None:
    provider.answers[CARRIER] = FIRM | {"route": route}
    assert {item.network for item in made(provider).spend(parse(CARRIER), 1.0)} == {network}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no url": ({"url": None}, "missing: url"),
    "plain http": ({"url": "http://api.example.com/{address}"}, "must be https"),
    "address in the host": ({"url": "https://{address}.example.com/"}, "behind the host"),
    "no address": ({"url": "https://api.example.com/"}, "once, behind the host"),
    "no secret": ({"secret_env": "PAID_TEST_NONE"}, "no secret in the environment's PAID_TEST_NONE"),
    "no file": ({"secret_file": "/nonexistent/secret"}, "no secret in /nonexistent/secret"),
    "kind nobody knows": ({"kinds": {"x": "firm"}}, "kinds: firm; allowed: isp"),
    "setting nobody knows": ({"per_week": 3}, "no 'per_week'"),
    "worth beyond one": ({"worth": 2}, "worth is 0 to 1"),
    "number for a text": ({"company": 3}, "company = '3'; a text is needed"),
}


@pytest.mark.parametrize("name", BAD)
def test_settings_that_cannot_be_are_named(provider: JsonServer, name: str) -> None:
    change, expected = BAD[name]
    merged: dict[str, Any] = {**settings(provider), **change}
    values = {key: value for key, value in merged.items() if value is not None}
    with pytest.raises(BadData, match=expected):
        build(Options(lookups=frozenset({"paid"}), settings={"paid": values}))


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b", "x"), ("l.1", "z"), ("l.9", ""), ("a", ""), ("n", ""), ("", ""), ("a.b.c", "")],
)
def test_text_at(path: str, found: str) -> None:
    assert text_at({"a": {"b": " x\n"}, "l": ["y", "z"], "n": 3}, path) == found
