"""Two small servers of the tests' own: the website under test, and a collector that keeps what it got."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker.snippet.compose import SnippetConfig, compose

KEY = "testkey23456"
PAGES = Path(__file__).parent / "pages"
KINDS = {".js": "text/javascript", ".xhtml": "application/xhtml+xml"}


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


class _Server:
    """A threaded server on a free port; ``answer`` says status, headers and body."""

    def __init__(self, answer: Callable[[Request], tuple[int, dict[str, str], bytes]]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _handle(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, extra, out = answer(Request(self.command, self.path, headers, body))
                self.send_response(status)
                for name, value in {**extra, "Content-Length": str(len(out))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(out)

            do_GET = do_POST = do_OPTIONS = do_HEAD = _handle  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A browser that hangs up early is no error."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        # "localhost" for both: cookies know no ports, so a request that may carry cookies would.
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Event:
    name: str
    payload: Any
    view: str
    seq: int
    ms: float
    batch: dict[str, Any]


class Recorder:
    """A collector that keeps requests. ``statuses``: answers to the next beacons, then 204."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.statuses: list[int] = []
        self.options: dict[str, Any] = {}
        self.modules: tuple[str, ...] = ("auto",)
        self.hangs_up = False  # a connection that breaks
        self.redirect = ""  # where beacons are sent on to
        self.asked: list[str] = []  # paths of GET requests
        self._server = _Server(self._answer)
        self.url = self._server.url
        self.close = self._server.close

    def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        opened = {"Access-Control-Allow-Origin": "*"}
        if request.method == "GET":
            self.asked.append(request.path)
            config = SnippetConfig(url=f"{self.url}/s/{KEY}", key=KEY, **self.options)
            return 200, {**opened, "Content-Type": "text/javascript"}, compose(config, self.modules).body
        if self.hangs_up:
            raise ConnectionAbortedError
        self.requests.append(request)
        if self.redirect:
            return 301, {**opened, "Location": self.redirect}, b""
        return (self.statuses.pop(0) if self.statuses else 204), opened, b""

    def batches(self) -> list[dict[str, Any]]:
        """Every body as it came, repeated ones too."""
        return [msgspec.json.decode(request.body) for request in list(self.requests)]

    def times(self, name: str) -> int:
        """How often an event of that name came, repeats included."""
        return sum(item[0] == name for batch in self.batches() for item in batch["e"])

    def events(self, *names: str) -> list[Event]:
        """Events in order of receipt, once each by (view, sequence); of these names, if any are given."""
        seen: dict[tuple[str, int], Event] = {}
        for batch in self.batches():
            for item in batch["e"]:
                name, seq, ms, *payload = item
                event = Event(name, payload[0] if payload else None, batch["i"], seq, ms, batch)
                seen.setdefault((batch["i"], seq), event)
        return [event for event in seen.values() if not names or event.name in names]


@dataclass
class Website:
    """Serves tests/browser/pages; %SCRIPT% becomes the line to paste, %COLLECTOR% its origin."""

    collector: str
    headers: dict[str, str] = field(default_factory=dict)
    key: str = KEY
    pages: Path = PAGES

    def __post_init__(self) -> None:
        self._server = _Server(self._answer)
        self.url = self._server.url
        self.close = self._server.close

    def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        path = urlsplit(request.path).path
        file = self.pages / Path(path).name
        if not file.is_file():
            # Other addresses of a single-page site, targets of links.
            return 200, {"Content-Type": "text/html"}, b"<!doctype html><title>other</title><p>other"
        script = f'<script async src="{self.collector}/s/{self.key}.js"></script>'
        text = file.read_text(encoding="utf-8")
        text = text.replace("%SCRIPT%", script).replace("%COLLECTOR%", self.collector)
        kind = KINDS.get(file.suffix, "text/html; charset=utf-8")
        return 200, {"Content-Type": kind, **self.headers}, text.encode()
