"""The collector's promises at the door: what is taken, what is declined and why, and whose address it is."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.collector import Running, running
from tests.served import eventually
from tracker.read.refused import RefusedHost, refused_hosts

BODY: dict[str, Any] = {
    "v": 1, "i": "8mdfrtaod0b", "u": "https://www.example.com/pricing?utm_source=li", "t": "Pricing",
    "c": "anon", "a": 503, "e": [["pv", 0, 0, ["https://www.bing.com/", None, 1440]], ["en", 1, 900, [9, 4]]],
}  # fmt: skip
OPEN = "/s/openopenopen"
SHOP = "/s/shopshopshop"


def body(**changes: Any) -> bytes:
    return json.dumps(BODY | changes).encode()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as server:
        yield server


@pytest.fixture
def client(door: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=door.url) as opened:
        yield opened


@pytest.mark.parametrize(
    "content_type", ["text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded", ""]
)
def test_a_batch_is_kept_byte_for_byte_whatever_its_content_type(
    door: Running, client: httpx.Client, content_type: str
) -> None:
    headers = {"Content-Type": content_type, "User-Agent": "Test/1", "Origin": "https://www.example.com"}
    answer = client.post(OPEN, content=body(), headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "x-tracker-reason" not in answer.headers
    [envelope] = door.envelopes()
    assert (envelope.site, envelope.source, envelope.agent) == ("open", "js", "Test/1")
    assert (envelope.body, envelope.origin) == (body(), "https://www.example.com")
    assert door.addresses() == ["127.0.0.1"]
    assert b"127.0.0.1" not in envelope.address


DEEP = b"[" * 100_000
DECLINED = {
    "no JSON": (b"hello", 400, "bad_json"),
    "empty": (b"", 400, "bad_json"),
    "cut short": (body()[:-5], 400, "bad_json"),
    "an array": (b"[]", 400, "bad_json"),
    "a number": (b"7", 400, "bad_json"),
    "null": (b"null", 400, "bad_json"),
    "not UTF-8": (b'{"v":1,"i":"\xff","u":"https://e.com","e":[["pv",0,0]]}', 400, "bad_json"),
    "very deep": (DEEP[:60_000], 400, "bad_json"),
    "deep inside an event": (b'{"v":1,"i":"x","u":"https://e.com/","e":' + DEEP[:60_000], 400, "bad_json"),
    "NaN": (body().replace(b"503", b"NaN"), 400, "bad_json"),
    "a number too long": (body().replace(b"503", b"9" * 4301), 400, "bad_json"),
    "infinite": (body().replace(b"503", b"1e999"), 400, "bad_json"),
    "a sequence below 0": (body(e=[["pv", -1, 0]]), 400, "bad_json"),
    "another version": (body(v=2), 400, "bad_version"),
    "no events": (body(e=[]), 400, "no_events"),
    "501 events": (body(e=[["en", n, 0] for n in range(501)]), 400, "too_many_events"),
    "a script for a URL": (body(u="javascript:alert(1)"), 400, "bad_url"),
    "a data URL": (body(u="data:text/html,x"), 400, "bad_url"),
    "over 64 KiB": (body(t="x" * 70_000), 413, "too_large"),
    "consent nobody knows": (body(c="no"), 204, "objection"),
}


@pytest.mark.parametrize(("content", "status", "reason"), DECLINED.values(), ids=DECLINED)
def test_what_is_no_batch_is_declined_with_its_reason(
    door: Running, client: httpx.Client, content: bytes, status: int, reason: str
) -> None:
    answer = client.post(OPEN, content=content)
    assert (answer.status_code, answer.headers["x-tracker-reason"]) == (status, reason)
    assert "Traceback" not in answer.text
    assert len(answer.content) < 500
    assert door.envelopes() == []
    assert door.tallies() == {("open", reason): 1}


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, gzip", "x"])
def test_encoded_bodies_are_refused_unread(door: Running, client: httpx.Client, encoding: str) -> None:
    content = gzip.compress(b"0" * 1_000_000)
    answer = client.post(OPEN, content=content, headers={"Content-Encoding": encoding})
    assert (answer.status_code, answer.headers["x-tracker-reason"]) == (415, "encoded")
    assert door.envelopes() == []


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
@pytest.mark.parametrize("path", [OPEN, f"{OPEN}.gif?u=https://www.example.com/"])
def test_an_objection_writes_nothing_but_a_count(
    door: Running, client: httpx.Client, header: str, path: str
) -> None:
    method = "GET" if ".gif" in path else "POST"
    answer = client.request(method, path, content=b"" if method == "GET" else body(), headers={header: "1"})
    assert answer.status_code == (200 if method == "GET" else 204)
    assert answer.headers["x-tracker-reason"] == "objection"
    assert door.envelopes() == []
    assert door.tallies() == {("open", "objection"): 1}


@pytest.mark.parametrize(
    ("site", "query", "kept"),
    [
        ("openopenopen", "", 1),
        ("openopenopen", "&c=no", 0),
        ("asksasksasks", "", 0),
        ("asksasksasks", "&c=wait", 0),
        ("asksasksasks", "&c=anon", 1),
    ],
    ids=["counts", "a no", "waits", "still waits", "was asked"],
)
def test_a_picture_asks_nobody(door: Running, client: httpx.Client, site: str, query: str, kept: int) -> None:
    answer = client.get(f"/s/{site}.gif?u=https://www.example.com/{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers.get("x-tracker-reason", "") == ("" if kept else "objection")
    assert len(door.envelopes()) == kept


def test_a_signal_of_0_is_no_objection(door: Running, client: httpx.Client) -> None:
    client.post(OPEN, content=body(), headers={"DNT": "0", "Sec-GPC": "0"})
    assert len(door.envelopes()) == 1


UNKNOWN = [
    "/s/unknownunknown", "/s/..%2f..%2fetc%2fpasswd", "/s/../../etc/passwd", "/s/C:%5C", "/s/con", "/s/%00",
    "/s/" + "a" * 5000, "/s/openopenopen/../other", "/s//etc/passwd", "/s/OPENOPENOPEN", "/s/", "/s",
]  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_no_site_is_404(door: Running, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: {len(body())}\r\n\r\n"
    answer = door.raw(head.encode() + body())
    assert answer.startswith(b"HTTP/1.1 404")
    assert door.envelopes() == []


HOSTS = {
    "its own page": ("https://www.example.com/a", "https://www.example.com", 204),
    "a subdomain": ("https://eu.www.example.com/a", "https://eu.www.example.com", 204),
    "its second host": ("https://shop.example.org/", "https://shop.example.org:8443", 204),
    "no origin sent": ("https://www.example.com/a", "", 204),
    "an opaque origin": ("https://www.example.com/a", "null", 204),
    "another page": ("https://evil.test/a", "", 403),
    "another origin": ("https://www.example.com/a", "https://evil.test", 403),
    "a suffix is no subdomain": ("https://wwwXexample.com/", "https://evil-www.example.com.test", 403),
    "user in front of the host": ("https://www.example.com@evil.test/", "", 403),
    "an unreadable host": ("https://[::1/", "", 403),
}


@pytest.mark.parametrize(("url", "origin", "status"), HOSTS.values(), ids=HOSTS)
def test_a_site_with_hosts_takes_only_these(
    door: Running, client: httpx.Client, url: str, origin: str, status: int
) -> None:
    answer = client.post(SHOP, content=body(u=url), headers={"Origin": origin} if origin else {})
    assert answer.status_code == status
    assert len(door.envelopes()) == (status == 204)
    if status == 403:
        assert door.tallies() == {("shop", "wrong_host"): 1}


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        ("https://staging.test/a", "https://staging.test", "staging.test"),
        ("https://www.example.com/a", "https://evil.test", "evil.test"),
        ("https://<b>/", "", ""),
    ],
    ids=["page", "sender", "no host at all"],
)
def test_which_host_was_refused_can_be_read(
    door: Running, client: httpx.Client, url: str, origin: str, host: str
) -> None:
    client.post(SHOP, content=body(u=url), headers={"Origin": origin} if origin else {})
    now = time.time_ns() // 1_000_000
    found = eventually(lambda: refused_hosts(door.folder, "shop", now))
    assert found == [RefusedHost(host, 1)]


def test_an_amp_page_in_the_cache_is_the_sites_own(door: Running, client: httpx.Client) -> None:
    referer = {"Referer": "https://www-example-com.cdn.ampproject.org/"}
    answer = client.get(f"{SHOP}.gif?u=https://www.example.com/amp", headers=referer)
    assert "x-tracker-reason" not in answer.headers
    assert client.get(f"{SHOP}.gif?u=https://evil.cdn.ampproject.org/").status_code == 403


def test_the_picture_is_a_page_view(door: Running, client: httpx.Client) -> None:
    query = {"u": "https://www.example.com/ä?x=1", "t": "Title", "r": "https://www.bing.com/"}
    answer = client.get(f"{OPEN}.gif", params=query)
    assert (answer.status_code, len(answer.content)) == (200, 43)
    assert answer.content.startswith(b"GIF89a")
    assert answer.headers["content-type"] == "image/gif"
    assert "no-store" in answer.headers["cache-control"]
    [batch] = door.batches()
    assert (batch.u, batch.t) == (query["u"], "Title")
    assert batch.e == [["pv", 0, 0, ["https://www.bing.com/", None, None]]]
    assert door.envelopes()[0].source == "gif"


def test_the_picture_without_a_url_takes_the_referer(door: Running, client: httpx.Client) -> None:
    client.get(f"{OPEN}.gif?n=mail_open", headers={"Referer": "https://www.example.com/news"})
    [batch] = door.batches()
    assert (batch.u, batch.e) == ("https://www.example.com/news", [["mail_open", 0, 0]])


@pytest.mark.parametrize(
    "query", ["", "u=javascript:alert(1)", "u=%ff%fe", "&".join(f"a{n}=1" for n in range(500))]
)
def test_a_bad_picture_query_is_declined(door: Running, client: httpx.Client, query: str) -> None:
    answer = client.get(f"{OPEN}.gif?{query}")
    assert (answer.status_code, answer.headers["x-tracker-reason"]) == (400, "bad_url")
    assert door.envelopes() == []


def test_every_view_of_the_picture_counts(door: Running, client: httpx.Client) -> None:
    for _ in range(3):
        client.get(f"{OPEN}.gif?u=https://www.example.com/")
    assert len({batch.i for batch in door.batches()}) == 3


@pytest.mark.parametrize("path", [OPEN, f"{OPEN}.gif"])
def test_preflight_is_answered_without_credentials(client: httpx.Client, path: str) -> None:
    answer = client.options(
        path, headers={"Origin": "https://x.test", "Access-Control-Request-Method": "POST"}
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"), [("GET", OPEN), ("PUT", OPEN), ("DELETE", OPEN), ("POST", f"{OPEN}.gif")]
)
def test_other_methods_are_405(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 405


def test_the_endpoint_never_redirects(door: Running, client: httpx.Client) -> None:
    assert client.post(f"{OPEN}/", content=body()).status_code == 204
    assert len(door.envelopes()) == 1


def test_a_new_site_is_known_within_seconds(door: Running, client: httpx.Client) -> None:
    assert client.post("/s/freshfresh23", content=body()).status_code == 404
    (door.folder / "sites.json").write_text('[{"id":"fresh","key":"freshfresh23"}]')
    for _ in range(100):
        if client.post("/s/freshfresh23", content=body()).status_code == 204:
            break
        __import__("time").sleep(0.05)
    assert door.envelopes()[0].site == "fresh"


FORWARDED = {
    "no proxy configured": ("", ["203.0.113.7"], "127.0.0.1"),
    "one proxy": ("127.0.0.0/8", ["203.0.113.7"], "203.0.113.7"),
    "a lie in front": ("127.0.0.0/8", ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
    "two headers": ("127.0.0.0/8", ["6.6.6.6", "203.0.113.7"], "203.0.113.7"),
    "markup": ("127.0.0.0/8", ["<script>"], "127.0.0.1"),
}


@pytest.mark.parametrize(("proxies", "forwarded", "address"), FORWARDED.values(), ids=FORWARDED)
def test_whose_address(tmp_path: Path, proxies: str, forwarded: list[str], address: str) -> None:
    with running(tmp_path, trusted_proxies=proxies) as door:
        lies = [("X-Real-IP", "9.9.9.9"), ("CF-Connecting-IP", "9.9.9.9"), ("Forwarded", "for=9.9.9.9")]
        headers = [*lies, *(("X-Forwarded-For", value) for value in forwarded)]
        httpx.post(door.url + OPEN, content=body(), headers=headers)
        assert door.addresses() == [address]


def test_a_full_disk_is_503_and_says_when_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.spool.writer._RESERVE", 2**62)
    with running(tmp_path) as door:
        from tracker.spool import writer  # what this test needs is a disk of no free bytes

        monkeypatch.setattr(writer.Writer, "_look_at_disk", _full)
        answer = httpx.post(door.url + OPEN, content=body())
        assert (answer.status_code, answer.headers["x-tracker-reason"]) == (503, "overloaded")
        assert int(answer.headers["retry-after"]) > 0
        assert door.envelopes() == []


def _full(writer: Any) -> None:
    writer.refusing = "no room"
