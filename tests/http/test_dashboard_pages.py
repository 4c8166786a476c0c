"""What the pages say: on an empty site, on real events, and with hostile text in every field."""

from __future__ import annotations

import html
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.http.dashboard_kit import DAY, NOW, SITE, World, add_verdict, add_view, csrf_of, world
from tracker.sites import all_sites
from tracker.store import Store, records


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


GLOBAL = ("/sites", "/settings", "/setup", "/health")
OF_SITE = ("today", "accounts", "live", "live/rows", f"reports/{DAY}", "traffic", "install", "install/check",
           "accuracy")  # fmt: skip
ALL = (*GLOBAL, *(f"/site/{SITE}/{name}" for name in OF_SITE))


@pytest.mark.parametrize("path", ALL)
def test_an_empty_site_teaches(place: World, path: str) -> None:
    answer = place.signed_in().get(path)
    assert answer.status_code == 200, answer.text[:500]


def test_the_start_page_of_an_empty_site_leads_to_the_snippet(place: World) -> None:
    text = place.signed_in().get(f"/site/{SITE}/today").text
    assert f'href="/site/{SITE}/install"' in text


def test_a_view_is_on_every_page(place: World) -> None:
    add_view(place.store, url_path="/pricing", signals=["pricing"], rules=["x"])
    add_verdict(place.store)
    client = place.signed_in()
    for name in ("today", "accounts", "live", f"reports/{DAY}", "accounts/acme.example"):
        answer = client.get(f"/site/{SITE}/{name}")
        assert answer.status_code == 200, name
        assert "Acme GmbH" in answer.text, name
    assert "the classes add up to all views" in client.get(f"/site/{SITE}/traffic").text
    assert "It works." in client.get(f"/site/{SITE}/install/check").text


def test_live_answers_304_until_something_arrives(place: World) -> None:
    client = place.signed_in()
    add_view(place.store, view="v1")
    first = client.get(f"/site/{SITE}/live/rows")
    mark = {"X-Mark": first.headers["x-mark"]}
    assert client.get(f"/site/{SITE}/live/rows", headers=mark).status_code == 304
    add_view(place.store, view="v2", at=NOW - 1000, url_path="/new")
    second = client.get(f"/site/{SITE}/live/rows", headers=mark)
    assert (second.status_code, "/new" in second.text) == (200, True)


@pytest.mark.parametrize(
    "query",
    [
        "days=8",
        "days=' OR 1=1--",
        "sort=toString(1))",
        "sort=name;drop",
        "stage=UTC'); select",
        "kind=isp",
        "until=file('/etc/passwd')",
        "until=2026-13-40",
        "until=2999-01-01",
        "until=20260310",
    ],
)
@pytest.mark.parametrize("name", ["accounts", "export.csv"])
def test_a_filter_takes_only_what_is_listed(place: World, name: str, query: str) -> None:
    assert place.signed_in().get(f"/site/{SITE}/{name}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True),
        ("q=acme", True),
        ("q=nobody", False),
        ("kind=business", True),
        ("kind=education", False),
        ("stage=MQL3", False),
        ("department=it", True),
        ("department=hr", False),
        ("sort=name", True),
        ("sort=views", True),
        ("days=90", True),
    ],
)
def test_the_sentence_filters(place: World, query: str, there: bool) -> None:
    add_view(place.store)
    for name in ("api", "webhooks"):  # what those of the IT department read
        add_view(place.store, view=name, url_path=f"/docs/{name}", title=name)
    add_verdict(place.store)
    client = place.signed_in()
    assert ("Acme GmbH" in client.get(f"/site/{SITE}/accounts?{query}").text) is there
    assert ("Acme GmbH" in client.get(f"/site/{SITE}/export.csv?{query}").text) is there


def test_an_export_is_written_down(place: World) -> None:
    add_view(place.store)
    add_verdict(place.store, company_name="=HYPERLINK(1)")
    client = place.signed_in()
    text = client.get(f"/site/{SITE}/export.csv").text
    assert "'=HYPERLINK" in text
    assert client.get(f"/site/{SITE}/export.xlsx").content.startswith(b"PK")
    assert client.get(f"/site/{SITE}/export.exe").status_code == 404
    notes = records.every(place.store, "export").values()
    assert sorted((note["form"], note["rows"], note["by"]) for note in notes) == [
        ("csv", 1, "admin"),
        ("xlsx", 1, "admin"),
    ]


def test_a_site_is_added_and_published(place: World, tmp_path: Path) -> None:
    client = place.signed_in()
    csrf = csrf_of(client.get("/sites").text)
    form = {"csrf": csrf, "id": "blog", "title": "<b>Blog</b>", "hosts": "blog.example.com", "timezone": ""}
    assert client.post("/sites", {**form, "id": "No!"}).status_code == 422
    assert client.post("/sites", {**form, "timezone": "Mars/Base"}).status_code == 422
    assert client.post("/sites", form).headers["location"] == "/site/blog/install"
    assert client.post("/sites", form).status_code == 422
    site = all_sites(place.store)["blog"]
    assert site.hosts == ("blog.example.com",)
    assert site.key in (tmp_path / "sites.json").read_text()
    assert f"/s/{site.key}.js" in client.get("/site/blog/install").text


def test_look_ups_are_off_until_somebody_says_yes(place: World) -> None:
    client = place.signed_in()
    csrf = csrf_of(client.get("/settings").text)
    client.post("/settings/lookups", {"csrf": csrf, "rdap": "on", "other": "on"})
    assert records.get(place.store, "settings", "lookups") == {"names": ["rdap"], "by": "admin", "at": NOW}
    assert place.changed == [frozenset({"rdap"})]


def test_a_ledger_that_does_not_close_is_said(place: World) -> None:
    assert ">closed<" in place.signed_in().get("/health").text
    from tracker.dashboard.pages.health import difference

    assert difference({"accepted": 5, "stored": 3}) == 2


def test_report_forms(place: World) -> None:
    add_view(place.store)
    add_verdict(place.store)
    client = place.signed_in()
    base = f"/site/{SITE}/reports/{DAY}"
    assert "Acme GmbH" in client.get(f"{base}/csv").text
    assert (
        msgspec.json.decode(client.get(f"{base}/json").content)["report"]["companies"][0]["name"]
        == "Acme GmbH"
    )
    assert "Acme GmbH" in client.get(f"{base}/text").text
    assert "multipart/alternative" in client.get(f"{base}/mail").text
    assert client.get(f"{base}/exe").status_code == 404
    assert client.get(f"/site/{SITE}/reports/yesterday").status_code == 400


POLYGLOTS = (
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)//http://x.test",
    "<!--<img src=x onerror=alert(1)>-->",
    "{{7*7}}{% raw %}${7*7}",
    "\u2028</title><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "<a href=javascript:alert(1)>x</a>",
    "</textarea><details open ontoggle=alert(1)>",
)
TEXTS = (
    "title",
    "url_path",
    "url_host",
    "ref_host",
    "utm_source",
    "utm_campaign",
    "browser",
    "os",
    "device",
    "target",
)


class Watch(HTMLParser):
    """Notes what must never come from a visitor: scripts of our own only, no handlers, no odd links."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = (value or "").strip().lower()
            link = name in {"href", "src", "action", "formaction"}
            if (
                name.startswith("on")
                or name == "style"
                or (link and not text.startswith(("/", "#", "?", "http")))
            ):
                self.bad.append(f"{tag} {name}={value}")
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/static/"):
            self.bad.append("inline script")
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "img" and ("src", "x") in attrs):
            self.bad.append(tag)


@pytest.mark.parametrize("text", POLYGLOTS)
def test_hostile_text_stays_text(place: World, text: str) -> None:
    hostile: dict[str, Any] = dict.fromkeys(TEXTS, text)
    add_view(place.store, **hostile, signals=[text], rules=[text], channel=text)
    add_view(place.store, view="v2", at=NOW - 1000, url_path="/" + text, name=text)
    claim = {"source": text, "claim": text, "value": text, "detail": text, "used": True}
    add_verdict(
        place.store,
        company=f"~{text}",
        company_name=text,
        company_domain=text,
        operator=text,
        network=text,
        rule=text,
        method=text,
        evidence=msgspec.json.encode([claim]).decode(),
    )
    client = place.signed_in()
    watch = Watch()
    accounts = client.get(f"/site/{SITE}/accounts")
    paths = [*ALL]
    paths += [html.unescape(line.split('"')[0]) for line in accounts.text.split('data-href="')[1:]]
    assert len(paths) > len(ALL)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        watch.feed(answer.text)
    assert watch.bad == []


def test_templates_do_not_evaluate_what_visitors_send(place: World) -> None:
    add_view(place.store, title="{{7*7}}|${7*7}", url_path="/{{7*7}}")
    text = place.signed_in().get(f"/site/{SITE}/live").text
    assert "{{7*7}}" in text
    assert "/49" not in text
