"""``tracker traffic``: every view in one class, companies with the most views first."""

from __future__ import annotations

import argparse
import io
import json
from contextlib import nullcontext
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY, event, seed, verdict
from tracker.cli import traffic
from tracker.cli.common import Context, UsageError
from tracker.read.parties import Parties, parties, span
from tracker.settings import Settings
from tracker.sites import ensure_site
from tracker.store import Store

RANGE: dict[str, Any] = {"from_day": "2026-03-02", "to_day": "2026-03-03", "zone": "UTC"}
NOW = MONDAY + 400 * DAY


@pytest.fixture
def filled(store: Store) -> Store:
    seed(
        store,
        [
            event(MONDAY, address_key="office", visitor="a"),
            event(MONDAY + HOUR, address_key="office", visitor="b", view="b"),
            event(MONDAY + HOUR, address_key="plant", visitor="c", view="c"),
            event(MONDAY + HOUR, address_key="office", visitor="d", view="d", bot="agent: crawler"),
            event(MONDAY + HOUR, address_key="dsl", visitor="e", view="e"),
            event(MONDAY + HOUR, address_key="weak", visitor="f", view="f"),
            event(MONDAY + DAY, address_key="other", visitor="g", view="g"),
            event(MONDAY + DAY, address_key="new", visitor="h", view="h"),
        ],
        [
            verdict(MONDAY, "office", "acme.example", confidence=0.9),
            verdict(MONDAY, "plant", "acme.example", confidence=0.7),
            verdict(MONDAY, "dsl"),
            verdict(MONDAY, "weak", "weak.example", confidence=0.2),
            verdict(MONDAY + DAY, "other", "other.example"),
        ],
    )
    return store


def test_views_addresses_and_companies(filled: Store) -> None:
    found = parties(filled, "shop", known_at=NOW, **RANGE)
    assert {item.kind: (item.views, item.addresses, item.visitors) for item in found.classes} == {
        "business": (5, 4, 5),
        "isp": (1, 1, 1),
        "bot": (1, 1, 1),
        "pending": (1, 1, 1),
    }
    assert [(item.key, item.views, item.addresses) for item in found.companies] == [
        ("acme.example", 3, 2),
        ("other.example", 1, 1),
    ]
    assert found.companies[0].confidence == pytest.approx(0.9)


def test_before_anything_was_known(filled: Store) -> None:
    found = parties(filled, "shop", known_at=MONDAY - DAY, **RANGE)
    assert ([item.kind for item in found.classes], found.companies) == (["pending", "bot"], [])


def test_span_and_nothing(filled: Store) -> None:
    assert span(filled, "shop", zone="UTC") == ("2026-03-02", "2026-03-03")
    assert span(filled, "nobody", zone="UTC") == ("", "")


def ask(store: Store, monkeypatch: pytest.MonkeyPatch, *argv: str, as_json: bool = True) -> str:
    monkeypatch.setattr(Context, "store", lambda _self: nullcontext(store))
    parser = argparse.ArgumentParser()
    traffic.configure(parser)
    out = io.StringIO()
    assert traffic.run(parser.parse_args(argv), Context(Settings(timezone="UTC"), json=as_json, out=out)) == 0
    return out.getvalue()


def test_command(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_site(filled, "shop", actor="test")
    data = json.loads(ask(filled, monkeypatch, "--site", "shop", "--top", "1"))
    assert (data["from_day"], data["named"], len(data["companies"])) == ("2026-03-02", 2, 1)
    assert sum(item["views"] for item in data["classes"]) == 8
    text = ask(filled, monkeypatch, "--site", "shop", "--to", "2026-03-02", as_json=False)
    assert "acme.example" in text
    assert "other.example" not in text


@pytest.mark.parametrize(
    "argv", [("--site", "none"), ("--site", "shop", "--from", "1.3.26"), ("--site", "shop", "--top", "0")]
)
def test_what_cannot_be_is_named(
    filled: Store, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    ensure_site(filled, "shop", actor="test")
    with pytest.raises(UsageError):
        ask(filled, monkeypatch, *argv)


def test_no_views_no_table() -> None:
    assert "no views" in traffic._text(Parties("", ""), argparse.Namespace(site="shop", top=20))
