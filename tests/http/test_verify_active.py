"""The active check against a real installation, through websites that pass things on well and badly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPErrorProcessor, Request, build_opener

import httpx
import pytest

from tests.browser.conftest import chromium_path
from tests.served import Served, eventually, serving
from tracker.verify import Finding, Line, endpoint_of, try_line

Answer = tuple[int, dict[str, str], bytes]
Upstream = Callable[..., Answer]
Rule = Callable[[str, str, Upstream], Answer]


class _NoErrors(HTTPErrorProcessor):
    """Passes every answer on as it is, redirects and refusals too."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("active") / "data") as running:
        done = running.command("site", "add", "shop", "--host", "127.0.0.1", "--host", "localhost")
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    found = str(served.json("site", "list")[0]["key"])
    # The collector hears of a new site within a second.
    eventually(lambda: httpx.post(f"{served.url}/s/{found}").status_code == 400)
    return found


@contextmanager
def website(served: Served, key: str, rule: Rule, html: str = "") -> Iterator[str]:
    """A website whose path /x/ is passed on by ``rule``; its page names /x/KEY.js."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def upstream(path: str = "", **headers: str) -> Answer:
                target = served.url + (path or self.path.replace("/x/", "/s/", 1))
                passed = {name: value for name, value in self.headers.items() if name != "Host"}
                passed.update({name.replace("_", "-"): value for name, value in headers.items()})
                asked = Request(target, body or None, passed, method=self.command)
                try:
                    with build_opener(_NoErrors).open(asked, timeout=20) as answer:
                        return answer.status, dict(answer.headers), answer.read()
                except HTTPError as error:
                    return error.code, dict(error.headers), error.read()

            if self.path.startswith("/x/"):
                status, found, out = rule(self.command, self.path, upstream)
            else:
                status, found, out = 200, {"Content-Type": "text/html"}, html.encode()
            self.send_response(status)
            for name, value in found.items():
                if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                    self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        do_GET = do_POST = _handle  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    html = html or f'<html><head><script async src="/x/{key}.js"></script></head>'
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def passes(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream()


def only_get(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream() if method == "GET" else (405, {}, b"")


def swallows(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream() if method == "GET" else (200, {"Content-Type": "text/html"}, b"<html>")


def adds_a_slash(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream() if path.endswith(".js") else (308, {"Location": f"{path}/"}, b"")


def moves_the_script(method: str, path: str, upstream: Upstream) -> Answer:
    return 301, {"Location": "https://www.example.com" + path}, b""


def answers_itself(method: str, path: str, upstream: Upstream) -> Answer:
    return 200, {"Content-Type": "text/html"}, b"<html>not found</html>"


def knows_nothing(method: str, path: str, upstream: Upstream) -> Answer:
    return 404, {"Content-Type": "text/html"}, b"no such page"


def objects(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream(Sec_GPC="1")


def fails(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream() if method == "GET" else (502, {}, b"")


def keeps_an_old_one(method: str, path: str, upstream: Upstream) -> Answer:
    status, headers, body = upstream(Accept_Encoding="identity")
    return status, headers, body + b"//old" if method == "GET" else body


def other_key(method: str, path: str, upstream: Upstream) -> Answer:
    return upstream("/s/nobodyskey234.js")


CASES: dict[str, tuple[Rule, list[str]]] = {
    "passed on": (passes, ["script", "sent"]),
    "only the script is passed on": (only_get, ["script", "post_not_proxied"]),
    "a page instead of an answer": (swallows, ["script", "post_not_proxied"]),
    "the beacon is redirected": (adds_a_slash, ["script", "post_redirect"]),
    "the script is redirected": (moves_the_script, ["script_redirect"]),
    "a page instead of the script": (answers_itself, ["script_type"]),
    "not passed on": (knows_nothing, ["script_missing"]),
    "a proxy objects for everybody": (objects, ["script", "objection"]),
    "the proxy fails": (fails, ["script", "post_not_proxied"]),
    "a cache holds an older script": (keeps_an_old_one, ["script_old", "sent"]),
    "a key no site has": (other_key, ["unknown_key"]),
}


def tried(line: Line, number: str = "0123456789abcdef") -> list[Finding]:
    async def run() -> list[Finding]:
        async with httpx.AsyncClient(follow_redirects=False, timeout=30) as client:
            return await try_line(line, number, client)

    return asyncio.run(run())


@pytest.mark.parametrize(("rule", "codes"), CASES.values(), ids=CASES)
def test_what_stands_between_page_and_installation_is_named(
    served: Served, key: str, rule: Rule, codes: list[str]
) -> None:
    current = httpx.get(f"{served.url}/s/{key}.js").content
    with website(served, key, rule) as url:
        found = tried(Line(f"{url}/", f"{url}/x/{key}.js", current))
    assert [item.code for item in found] == codes
    assert all(item.fix for item in found if item.level != "ok")


def test_a_page_of_another_host_and_one_nobody_reaches(served: Served, key: str) -> None:
    script = f"{served.url}/s/{key}.js"
    assert [item.code for item in tried(Line("https://evil.test/", script))] == ["script", "wrong_host"]
    [nobody] = tried(Line("http://127.0.0.1/", f"http://127.0.0.1:9/s/{key}.js"))
    assert nobody.code == "script_unreachable"


@pytest.mark.parametrize(
    ("script", "endpoint"),
    [
        ("https://t.example.com/s/abcdefghjkmn.js", "https://t.example.com/s/abcdefghjkmn"),
        ("https://a.example/x/abcdefghjkmn.0123456789abcdef.js?v=2#a", "https://a.example/x/abcdefghjkmn"),
    ],
    ids=["plain", "pinned"],
)
def test_where_beacons_go(script: str, endpoint: str) -> None:
    assert endpoint_of(script) == endpoint


def test_the_command_proves_a_stored_event(served: Served, key: str) -> None:
    with website(served, key, passes) as url:
        found = served.json("verify", f"{url}/", "--site", "shop")
    assert found["ok"]
    assert [item["code"] for item in found["findings"]] == ["http", "tag", "script", "sent", "stored"]


def test_a_real_visit_is_proof_and_a_policy_in_its_way_is_named(served: Served, key: str) -> None:
    chromium_path()
    policy = "<meta http-equiv='Content-Security-Policy' content=\"connect-src 'none'\">"
    line = f'<script async src="/x/{key}.js"></script>'
    with website(served, key, passes) as url:
        found = served.json("verify", f"{url}/", "--site", "shop", "--browser")
    assert found["findings"][-1]["code"] == "browser"
    with website(served, key, passes, f"<head>{policy}{line}</head>") as url:
        done = served.command("verify", f"{url}/", "--site", "shop", "--browser", "--wait", "4")
    assert done.returncode == 1
    assert "csp_connect" in done.stdout
    assert "browser_silent" in done.stdout
