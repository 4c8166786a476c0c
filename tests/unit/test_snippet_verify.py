"""The static check of an installation, on pages as they are found in the wild."""

from __future__ import annotations

import asyncio
import contextlib
import time

import httpx
import pytest

from tracker.contentpolicy import allows
from tracker.verify import FetchedPage, Level, fetch_page, fetching, inspect_page

URL = "https://t.example.com/s/abcdefghjkmn.js"
LINE = f'<script async src="{URL}"></script>'


def _page(html: str, **more: object) -> FetchedPage:
    values = {
        "url": "https://www.acme.example/",
        "status": 200,
        "headers": {"content-type": "text/html"},
        **more,
    }
    return FetchedPage(html=html, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("html", "codes", "ok"),
    [
        (f"<head>{LINE}</head>", ["tag"], True),
        ("<head></head><body>", ["missing"], False),
        (f"<head>{LINE}</head><body>{LINE}", ["tag", "twice"], True),
        (f"<head></head><body>{LINE}", ["tag", "body"], True),
        (f'<head><script src="{URL}"></script>', ["tag", "blocking"], True),
        (f'<head><script async src="{URL}?v=3"></script>', ["tag"], True),
        ('<head><script async src="/x7/abcdefghjkmn.js"></script>', ["tag"], True),
        ('<head><script async src="/s/abcdefghjkmn.0123456789abcdef.js"></script>', ["tag"], True),
        ('<head><script async src="/s/otherkey2345.js"></script>', ["missing"], False),
        (
            '<head><script async src="http://t.example.com/s/abcdefghjkmn.js"></script>',
            ["tag", "mixed"],
            False,
        ),
        (
            f'<head><script async type="rocketlazyloadscript" data-rocket-src="{URL}"></script>',
            ["tag", "delayed"],
            True,
        ),
        (f'<head><script async data-src="{URL}"></script>', ["tag", "delayed"], True),
        (f'<head><script async type="text/plain" src="{URL}"></script>', ["tag", "consent_gate"], True),
        ("<head><script>load('abcdefghjkmn')</script>", ["hidden"], True),
        ('<head><script async src="https://t.example.com/s/otherkey2345.js"></script>', ["wrong_key"], False),
        ('<head><script async src="https://localhost/s/abcdefghjkmn.js"></script>', ["tag", "local"], False),
        ("<head><script>(function(){})('GTM-AB12CD')</script>", ["tag_manager"], True),
        (f"<head><!-- {LINE} --></head>", ["hidden"], True),
        (f"<head><script async src='{URL}", ["missing"], False),
        (f'<head><script src="//["></script>{LINE}', ["tag"], True),
    ],
)
def test_what_is_found(html: str, codes: list[str], ok: bool) -> None:
    report = inspect_page(_page(html), URL)
    found = [finding.code for finding in report.findings]
    if codes == ["missing"] and "hidden" in found:
        codes = ["hidden"]
        ok = True
    assert found == codes
    assert report.ok is ok
    assert all(finding.fix for finding in report.findings if finding.level in {Level.ERROR, Level.WARNING})


def test_the_page_itself() -> None:
    report = inspect_page(
        _page(
            LINE,
            status=404,
            headers={"content-type": "text/html"},
            url="http://a.example/",
            hops=("http://b.example/",),
        ),
        URL,
    )
    assert [finding.code for finding in report.findings][:3] == ["status", "redirect", "http"]
    assert not report.ok
    assert (
        inspect_page(_page("{}", headers={"content-type": "application/json"}), URL).findings[0].code
        == "not_html"
    )


def test_policies_of_header_and_page_apply_together() -> None:
    own = "default-src 'self'"
    good = "script-src https://t.example.com; connect-src https://t.example.com"
    html = f'<head><meta http-equiv="Content-Security-Policy" content="{own}">{LINE}</head>'
    headers = {"content-type": "text/html", "content-security-policy": good}
    codes = [finding.code for finding in inspect_page(_page(html, headers=headers), URL).findings]
    assert codes == ["tag", "csp_script", "csp_connect"]
    passing = inspect_page(_page(LINE, headers=headers), URL)
    assert passing.ok


def test_systems_and_containers_are_recognised() -> None:
    html = '<link href="/wp-content/x.css"><script src="https://consent.cookiebot.com/uc.js"></script>'
    html += "GTM-ABC123 GTM-ABC123"
    report = inspect_page(_page(html), URL)
    assert report.systems == ("WordPress", "Cookiebot")
    assert report.tag_managers == ("GTM-ABC123",)


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("", True),
        ("img-src 'none'", True),
        ("default-src 'self'", False),
        ("default-src 'none'", False),
        ("default-src *", True),
        ("default-src https:", True),
        ("default-src http:", True),
        ("default-src data:", False),
        ("script-src https://t.example.com", True),
        ("script-src t.example.com", True),
        ("script-src t.example.com:443", True),
        ("script-src t.example.com:8443", False),
        ("script-src *.example.com", True),
        ("script-src *.t.example.com", False),
        ("script-src evil-t.example.com", False),
        ("script-src https://t.example.com/s/", True),
        ("script-src https://t.example.com/other/", False),
        ("default-src 'none'; script-src https://t.example.com", True),
        ("script-src https://t.example.com; script-src-elem 'self'", False),
        ("SCRIPT-SRC 'nonce-abc'", False),
        ("script-src ] https://[ t.example.com", True),
        ("script-src ]", False),
        ("script-src https://t.example.com:x", False),
    ],
)
def test_content_policies(policy: str, allowed: bool) -> None:
    assert allows(policy, "script-src", URL, "https://www.acme.example/") is allowed


def test_fetching_follows_redirects_and_says_which() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/loop":
            return httpx.Response(302, headers={"location": "/loop"})
        if request.url.path == "/":
            return httpx.Response(301, headers={"location": "/de/"})
        return httpx.Response(200, html="<title>ü</title>")

    async def run(path: str) -> FetchedPage:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            return await fetch_page(f"https://www.acme.example{path}", client=client)

    page = asyncio.run(run("/"))
    assert (page.url, page.hops) == ("https://www.acme.example/de/", ("https://www.acme.example/",))
    assert "ü" in page.html
    with pytest.raises(ValueError, match="redirects"):
        asyncio.run(run("/loop"))
    with pytest.raises(ValueError, match="http"):
        asyncio.run(fetch_page("file:///etc/passwd"))


def test_a_page_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part comes in time; it is the whole that does not."""
    monkeypatch.setattr(fetching, "DEADLINE_S", 0.5)

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)

    async def run() -> None:
        server = await asyncio.start_server(trickle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TimeoutError):
            # The outer bound only keeps a failing test from hanging.
            await asyncio.wait_for(fetch_page(f"http://127.0.0.1:{port}/"), 30)
        server.close()
        await asyncio.sleep(0.2)  # until the other side has noticed

    started = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("hosts", "codes"),
    [
        ((), ["tag"]),
        (("www.acme.example",), ["tag"]),
        (("acme.example",), ["tag"]),
        (("shop.example",), ["wrong_host", "tag"]),
    ],
    ids=["any host", "its own", "below it", "another"],
)
def test_a_page_of_another_host_is_told(hosts: tuple[str, ...], codes: list[str]) -> None:
    found = inspect_page(_page(f"<head>{LINE}</head>"), URL, hosts=hosts).findings
    assert [item.code for item in found] == codes


def test_a_policy_is_asked_for_the_address_the_page_names() -> None:
    own = {"content-type": "text/html", "content-security-policy": "default-src 'self'"}
    first_party = '<head><script async src="/x7/abcdefghjkmn.js"></script></head>'
    report = inspect_page(_page(first_party, headers=own), URL)
    assert report.ok
    assert report.source == "https://www.acme.example/x7/abcdefghjkmn.js"
