"""The page of all candidates, and what a correction on it changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier
from enrichment.corrections import Correction
from tests.http.dashboard_kit import DAY, NOW, SITE, Client, World, add_verdict, add_view, world
from tracker.corrections import all_corrections, history
from tracker.reidentify import after_correction
from tracker.store import Store

EVIDENCE: list[dict[str, Any]] = [
    {
        "source": "registry",
        "claim": "company",
        "value": "Acme GmbH",
        "rule": "registered holder",
        "confidence": 0.88,
        "scope": "block",
        "network": "192.0.2.0/24",
        "domain": "acme.example",
        "dated": "2026-02-01",
        "used": True,
    },
    {
        "source": "listed",
        "claim": "company",
        "value": "<b>Rival</b> Inc.",
        "rule": "listed company of that name",
        "confidence": 0.9,
        "scope": "as",
        "domain": "rival.example",
        "used": False,
        "why": "outweighed by Acme GmbH",
    },
    {"source": "operator", "claim": "operator", "value": "Example Net", "rule": "announced by",
     "confidence": 0.9, "asn": 64496, "used": True},
]  # fmt: skip
PAGE = f"/site/{SITE}/why/acme.example"


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        identifier = Identifier(tmp_path)

        def again(said: Correction) -> None:
            after_correction(store, identifier, said, now_ms=made.now)

        made.deps = replace(made.deps, corrected=again)
        add_view(store)
        add_verdict(store, evidence=json.dumps(EVIDENCE), method="registry", rule="registered holder")
        yield made


def say(client: Client, **fields: str) -> Any:
    return client.post(f"/site/{SITE}/correct", {"csrf": client.csrf, "key": "acme.example", **fields})


def test_every_candidate_with_source_date_and_why_it_lost(shop: World) -> None:
    text = shop.signed_in_as("viewer").get(PAGE).text
    assert "Acme GmbH" in text
    assert "&lt;b&gt;Rival&lt;/b&gt; Inc." in text
    assert "outweighed by Acme GmbH" in text
    assert "Feb" in text
    assert "Correct it" not in text


@pytest.mark.parametrize(
    ("language", "words"), [("de", "unterliegt Acme GmbH"), ("nl", "verliest van Acme GmbH")]
)
def test_reasons_are_in_the_readers_language(shop: World, language: str, words: str) -> None:
    client = shop.signed_in_as("viewer")
    client.cookies.set("language", language, domain="127.0.0.1")
    assert words in client.get(PAGE).text


def test_a_correction_changes_the_report_at_once_and_not_what_was_known_then(shop: World) -> None:
    client = shop.signed_in_as("sales")
    shop.now = NOW + 86_400_000
    report = f"/site/{SITE}/reports/{DAY}"
    before = client.get(report).text
    assert "Acme GmbH" in before
    answer = say(client, says="is", name="Beta B.V.", domain="www.beta.example", why="I rang them")
    assert answer.status_code == 303, answer.text
    shop.now += 1000
    after = client.get(report).text
    assert "Beta B.V." in after
    assert "Acme GmbH" not in after
    assert "Acme GmbH" in client.get(report + "?known=then").text
    page = client.get("/site/shop/why/beta.example").text
    assert "I rang them" in page
    assert "sales@example.com" in page
    assert [item.domain for item in all_corrections(shop.store)] == ["beta.example"]


def test_taking_it_back_brings_the_name_back(shop: World) -> None:
    client = shop.signed_in_as("marketing")
    assert say(client, says="provider", provider_kind="hosting").status_code == 303
    shop.now += 1000
    gone = client.get(PAGE)
    assert "No visit carries this name now." in gone.text
    (made,) = all_corrections(shop.store)
    back = client.post(
        f"/site/{SITE}/correct/undo", {"csrf": client.csrf, "key": "acme.example", "id": made.id}
    )
    assert back.status_code == 303
    shop.now += 1000
    assert "No visit carries this name now." not in client.get(PAGE).text
    (entry,) = history(shop.store)
    assert (entry.undone_by, entry.correction.by) == ("marketing@example.com", "marketing@example.com")


def test_not_this_company_names_the_next_best(shop: World) -> None:
    client = shop.signed_in_as("admin")
    assert say(client, says="not").status_code == 303
    shop.now += 1000
    rows = shop.store.read("identify/verdicts_of_day", day=DAY)
    assert rows[-1]["company"] != "acme.example"
    assert rows[0]["company"] == "acme.example"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        pytest.param({"says": "nonsense"}, 422, "Choose what is right", id="says nothing we know"),
        pytest.param({"says": "is"}, 422, "Which company is it", id="another company without a name"),
        pytest.param({"says": "is", "domain": "localhost"}, 422, "acme.com", id="no domain"),
        pytest.param({"says": "not", "network": "10.0.0.0/8"}, 422, "one of the", id="not its network"),
    ],
)
def test_a_form_that_makes_no_sense(shop: World, fields: dict[str, str], status: int, words: str) -> None:
    answer = say(shop.signed_in_as("sales"), **fields)
    assert answer.status_code == status
    assert words in answer.text
    assert all_corrections(shop.store) == []


def test_a_viewer_corrects_nothing(shop: World) -> None:
    assert say(shop.signed_in_as("viewer"), says="not").status_code == 403
    assert all_corrections(shop.store) == []


def test_an_unknown_company_has_no_page(shop: World) -> None:
    assert shop.signed_in_as("viewer").get(f"/site/{SITE}/why/nobody.example").status_code == 404
