"""One line of a log: what it says, and whether it is a page."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.event import Reason
from tracker.logformat import Malformed, Request, is_asset, parse_line, refusal

TIME = "30/Jun/2017:00:00:28 +0000"
MS = 1_498_780_828_000
USUAL = Request("", "192.0.2.1", MS, "GET", "/a", 200, "", None)
PLAIN = f'192.0.2.1 - - [{TIME}] "GET /a HTTP/1.1" 200 5'


@pytest.mark.parametrize(
    ("name", "line", "differs"),
    [
        ("common", PLAIN, {}),
        (
            "combined",
            f'{PLAIN} "https://a.example/" "Fox"',
            {"referrer": "https://a.example/", "agent": "Fox"},
        ),
        ("dashes", f'{PLAIN} "-" "-"', {}),
        ("empty agent was sent empty", f'{PLAIN} "-" ""', {"agent": ""}),
        ("more fields", f'{PLAIN} "-" "Fox" "10.0.0.1" 0.003 rt=1', {"agent": "Fox"}),
        ("virtual host", f"shop.example:443 {PLAIN}", {"host": "shop.example"}),
        ("virtual host without port", f"shop.example {PLAIN}", {"host": "shop.example"}),
        ("user", f'192.0.2.1 - jane [{TIME}] "GET /a HTTP/1.1" 200 5', {}),
        ("user with a blank", f'192.0.2.1 - jane doe [{TIME}] "GET /a HTTP/1.1" 200 5', {}),
        ("IPv6", f'2001:db8::1 - - [{TIME}] "GET /a HTTP/2.0" 200 5', {"address": "2001:db8::1"}),
        (
            "host name",
            f'ppp1.provider.example - - [{TIME}] "GET /a HTTP/1.0" 200 5',
            {"address": "ppp1.provider.example"},
        ),
        ("no protocol", f'192.0.2.1 - - [{TIME}] "GET /a" 304 -', {"status": 304}),
        ("no answer", f'192.0.2.1 - - [{TIME}] "GET /a HTTP/1.1" 0 5', {"status": 0}),
        ("time zone", '192.0.2.1 - - [30/Jun/2017:02:00:28 +0200] "GET /a HTTP/1.1" 200 5', {}),
        ("time zone west", '192.0.2.1 - - [29/Jun/2017:19:30:28 -0430] "GET /a HTTP/1.1" 200 5', {}),
        ("quote in agent", f'{PLAIN} "-" "a \\"b\\" c"', {"agent": 'a "b" c'}),
        ("nginx escapes", f'{PLAIN} "-" "\\xC3\\xBCber\\x22"', {"agent": 'über"'}),
        (
            "proxy request",
            f'192.0.2.1 - - [{TIME}] "GET http://shop.example/a?b=1 HTTP/1.1" 200 5',
            {"host": "shop.example", "target": "/a?b=1"},
        ),
        ("blank in path", f'192.0.2.1 - - [{TIME}] "GET /a b HTTP/1.1" 200 5', {"target": "/a b"}),
    ],
)
def test_line(name: str, line: str, differs: dict[str, Any]) -> None:
    assert parse_line(line) == USUAL._replace(**differs)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("empty", ""),
        ("words", "this is no log"),
        ("cut in the agent", f'{PLAIN} "-" "Mozil'),
        ("cut in the request", f'192.0.2.1 - - [{TIME}] "GET /a'),
        ("TLS to a plain port", f'192.0.2.1 - - [{TIME}] "\\x16\\x03\\x01\\x02" 400 150'),
        ("no request", f'192.0.2.1 - - [{TIME}] "-" 408 0'),
        ("no path", f'192.0.2.1 - - [{TIME}] "OPTIONS * HTTP/1.0" 200 0'),
        ("CONNECT", f'192.0.2.1 - - [{TIME}] "CONNECT evil.example:443 HTTP/1.1" 405 0'),
        ("no such month", '192.0.2.1 - - [30/Juni/2017:00:00:28 +0000] "GET /a HTTP/1.1" 200 5'),
        ("no such day", '192.0.2.1 - - [39/Jun/2017:00:00:28 +0000] "GET /a HTTP/1.1" 200 5'),
        ("other format", '{"remote_addr":"192.0.2.1","request":"GET /"}'),
        ("too few words", f'192.0.2.1 [{TIME}] "GET /a HTTP/1.1" 200 5'),
        ("many quotes", f"{PLAIN} " + '"' * 4001),
        ("many backslashes", f'{PLAIN} "' + "\\" * 4001),
    ],
)
def test_malformed(name: str, line: str) -> None:
    with pytest.raises(Malformed):
        parse_line(line)


@pytest.mark.parametrize(
    ("method", "target", "status", "reason"),
    [
        ("GET", "/a", 200, None),
        ("GET", "/a", 203, None),
        ("GET", "/a", 304, None),
        ("GET", "/a.pdf", 206, Reason.STATUS),
        ("GET", "/a", 301, Reason.STATUS),
        ("GET", "/a", 404, Reason.STATUS),
        ("GET", "/a", 0, Reason.STATUS),
        ("HEAD", "/a", 200, Reason.NOT_GET),
        ("POST", "/a", 404, Reason.NOT_GET),
        ("GET", "/a.css", 200, Reason.ASSET),
        ("GET", "/a.css", 404, Reason.STATUS),
    ],
)
def test_refusal(method: str, target: str, status: int, reason: Reason | None) -> None:
    assert refusal(Request("", "192.0.2.1", MS, method, target, status, "", None)) is reason


@pytest.mark.parametrize(
    ("target", "asset"),
    [
        ("/style.css?v=3", True),
        ("/IMG/Logo.PNG", True),
        ("/a/b.woff2", True),
        ("/favicon.ico", True),
        ("/film.mpg", True),
        ("/robots.txt", True),
        ("/sitemap.xml", True),
        ("/sitemap_index-2.xml.gz", True),
        ("/app.js.map", True),
        ("/", False),
        ("/about", False),
        ("/report.pdf", False),
        ("/filing.xml", False),
        ("/page.html?img=x.png", False),
        ("/v1.2/notes", False),
        ("/x.jsp", False),
        ("/sitemap", False),
    ],
)
def test_asset(target: str, asset: bool) -> None:
    assert is_asset(target) is asset
