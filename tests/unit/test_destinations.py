"""What each place is sent, that nothing a visitor wrote becomes markup there, and where we may write to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from dataclasses import replace
from typing import Any

import pytest

from reports.alert import KINDS, MOST, TYPES, Alert, Hit, say
from reports.destinations import DestinationError, collect, http, place, places
from reports.destinations.http import BadTarget, Unreachable, allowed, check_url, post
from reports.destinations.webhook import new_secret
from reports.i18n import LANGUAGES
from reports.model import Because, CompanyRow
from reports.render import alert_mail
from tests.golden.seeded import DAY, seeded
from tests.hookserver import Told, hook_server

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
AT = 1_773_226_800_000
NASTY = "<!channel> <https://evil.test|x> </users/all> [x](javascript:alert(1)) <b onload=x>\r\n*bold*"


def alert(*rows: CompanyRow, kind: str = "qualified", **more: Any) -> Alert:
    hits = tuple(Hit(row, AT, "/pricing") for row in rows or seeded().companies[:1])
    values: dict[str, Any] = {
        "id": "alert/r1/x",
        "kind": kind,
        "rule": "Hot ones",
        "site": "musterwerk",
        "site_title": "Musterwerk",
        "day": DAY,
        "zone": "Europe/Berlin",
        "at": AT,
        "hits": hits,
        "link": "https://visits.example",
        **more,
    }
    return Alert(**values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, "test"])
def test_every_kind_has_words_and_a_type(kind: str, language: str) -> None:
    words = say(alert(kind=kind), language)
    assert words.title.startswith("Beispiel Maschinenbau GmbH: ")
    assert (
        words.lines[0].link == "https://visits.example/site/musterwerk/accounts/beispiel-maschinenbau.example"
    )
    if kind != "handover":  # has several: tests/unit/test_handover_message.py
        assert TYPES[kind].count(".") == 1 + (kind not in {"stage", "back", "test", "late"})


def test_the_places() -> None:
    assert set(places()) == {"slack", "teams", "google_chat", "webhook"}
    with pytest.raises(DestinationError, match="google_chat, slack"):
        place("irc")
    with pytest.raises(DestinationError, match="is missing"):
        collect([object()])
    with pytest.raises(DestinationError, match="is taken"):
        collect([place("slack"), place("slack")])


def test_slack() -> None:
    doc = json.loads(place("slack").body(alert(), "en"))
    assert doc["text"] == "Beispiel Maschinenbau GmbH: Qualified"
    assert [block["type"] for block in doc["blocks"]] == ["section", "section", "context"]
    assert "<https://visits.example/site/musterwerk/accounts/" in doc["blocks"][1]["text"]["text"]


def test_teams_is_an_adaptive_card() -> None:
    doc = json.loads(place("teams").body(alert(), "de"))
    (attached,) = doc["attachments"]
    assert (doc["type"], attached["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attached["content"]
    assert (card["type"], card["version"], card["actions"][0]["type"]) == (
        "AdaptiveCard",
        "1.4",
        "Action.OpenUrl",
    )
    assert all(part["type"] == "TextBlock" and part["wrap"] for part in card["body"])


def test_google_chat_is_a_card_with_a_text() -> None:
    doc = json.loads(place("google_chat").body(alert(), "nl"))
    (card,) = doc["cardsV2"]
    assert doc["text"].startswith("Beispiel Maschinenbau GmbH")
    widgets = card["card"]["sections"][0]["widgets"]
    assert set(widgets[0]) == {"textParagraph"}
    assert widgets[1]["buttonList"]["buttons"][0]["onClick"]["openLink"]["url"].startswith("https://visits.")


@pytest.mark.parametrize("name", ["slack", "teams", "google_chat"])
def test_what_a_visitor_wrote_is_text_in_a_chat(name: str) -> None:
    row = CompanyRow(NASTY, NASTY, city=NASTY, why=(Because("campaign", (("name", NASTY),)),), stage="MQL1")
    text = place(name).body(alert(row), "en").decode()
    for bad in ("<!channel>", "<https://evil", "</users/all>", "<b onload"):
        assert bad not in text
    if name == "teams":  # the one that reads Markdown
        assert "[x](" not in text
    assert len(text) < 28_000


def test_a_mail_holds_no_markup_of_others_and_nothing_remote() -> None:
    text, html = alert_mail(alert(CompanyRow(NASTY, NASTY, city=NASTY)), "de")
    assert "<b onload" not in html
    assert "src=" not in html
    assert "\r" not in text


def test_many_companies_are_counted() -> None:
    rows = [CompanyRow(f"c{n}.example", f"Company {n}") for n in range(MOST + 3)]
    words = say(alert(*rows), "en")
    assert (words.title, len(words.lines), words.more) == (
        f"Qualified: {MOST + 3} companies",
        MOST,
        "and 3 more companies",
    )
    assert json.loads(place("webhook").body(alert(*rows), "en"))["data"]["more"] == 3


def test_a_webhook_is_a_cloudevent_and_its_signature_holds() -> None:
    secret = new_secret()
    hook, made = place("webhook"), alert()
    body = hook.body(made, "en")
    doc = json.loads(body)
    assert (doc["specversion"], doc["type"], doc["source"]) == (
        "1.0",
        "account.mql.reached",
        "/sites/musterwerk",
    )
    assert doc["data"]["accounts"][0]["key"] == "beispiel-maschinenbau.example"
    first, second = (hook.headers(made.id, secret, now, body) for now in (1_773_226_800, 1_773_226_900))
    assert first["webhook-id"] == second["webhook-id"] == doc["id"]
    assert first["webhook-signature"] != second["webhook-signature"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{first['webhook-id']}.1773226800.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert first["webhook-signature"] == f"v1,{expected}"
    assert hook.body(replace(made, demo=True), "en") != body


REFUSED = [
    "http://example.com/x",
    "file:///etc/passwd",
    "gopher://example.com/",
    "https://user:password@example.com/",
    "https:///x",
    "https://exa mple.com/",
    "https://example.com:99999/",
    "https://example.com\\@evil.test/",
    "javascript:alert(1)",
    "",
    "https://e.example/" + "x" * 3000,
]


@pytest.mark.parametrize("url", REFUSED)
def test_addresses_that_are_refused_when_they_are_entered(url: str) -> None:
    with pytest.raises(BadTarget):
        check_url(url)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "10.1.2.3", "192.168.0.1", "172.16.0.1"),
        *(
            "169.254.169.254",
            "100.64.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "localhost",
        ),
        *("224.0.0.1", "[ff02::1]", "[2002:7f00:1::]", "255.255.255.255", "[::]"),
    ],
)
def test_private_addresses_are_refused_when_they_are_written_to(host: str) -> None:
    with pytest.raises((BadTarget, Unreachable)):
        post(f"https://{host}/hook", b"{}", {})


@pytest.mark.parametrize(
    ("address", "private", "expected"),
    [
        ("93.184.215.14", (), True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", (), True),
        ("10.1.2.3", (ipaddress.ip_network("10.1.2.0/24"),), True),
        ("10.1.3.3", (ipaddress.ip_network("10.1.2.0/24"),), False),
        ("::ffff:10.1.2.3", (), False),
    ],
)
def test_networks_may_be_allowed(address: str, private: Any, expected: bool) -> None:
    assert allowed(ipaddress.ip_address(address), private) is expected


def test_a_name_is_looked_up_once_and_the_judged_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *args, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with hook_server() as server:
        url = server.url.replace("127.0.0.1", "rebind.example")
        assert post(url + "/hook", b"{}", {}, private=LOOPBACK).ok
        assert asked == ["rebind.example"]
        assert server.got[0].headers["host"].startswith("rebind.example:")
    with pytest.raises(BadTarget, match="TRACKER_PRIVATE_TARGETS"):
        post("https://rebind.example/hook", b"{}", {})


def test_bad_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "DEADLINE_S", 1.0)
    with hook_server() as server:
        server.answers = [
            Told(302, headers={"Location": "http://127.0.0.1:1/"}),
            Told(200, b"x" * 3_000_000),
            Told(429, b"slow\x00 down", {"Retry-After": "120"}),
            Told(200, b".", trickle=True),
        ]
        found = [post(server.url, b"{}", {}, private=LOOPBACK) for _ in range(3)]
        assert [(answer.status, answer.ok) for answer in found] == [(302, False), (200, True), (429, False)]
        assert len(found[1].text) == 300
        assert (found[2].text, found[2].retry_after) == ("slow down", 120)
        with pytest.raises(Unreachable, match="no whole answer"):
            post(server.url, b"{}", {}, private=LOOPBACK)
        assert len(server.got) == 4
