"""The website of the matrix: one page per case, served with what watches it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.recorder import KEY, Recorder, Request, _Server

PAGES = Path(__file__).parent / "pages"
# The first script of every page. What nobody caught is told to the website, so that it is known in every
# engine and whatever the page becomes.
WATCH = """(() => {
  const tell = navigator.sendBeacon.bind(navigator, '/problem');
  addEventListener('error', (event) => event.message && tell(event.message));
  addEventListener('unhandledrejection', (event) => tell('rejected: ' + event.reason));
})();
"""
OTHER = b"<!doctype html><title>other</title><p>other"
HTML = "text/html; charset=utf-8"


@dataclass
class Site:
    """``before``: JavaScript that runs in each page before anything else. ``headers``: of each page."""

    collector: Recorder
    crossorigin: bool = False
    before: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)  # paths, in order
    problems: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)  # a page that asks for /gate waits for it

    def __post_init__(self) -> None:
        self._server = _Server(self._answer)
        self.url = self._server.url
        # The same server under another name: a link there leads out.
        self.outside = self.url.replace("localhost", "127.0.0.1")
        self.close = self._server.close

    @property
    def line(self) -> str:
        """The line to paste."""
        attribute = " crossorigin" if self.crossorigin else ""
        return f'<script async src="{self.script}"{attribute}></script>'

    @property
    def script(self) -> str:
        return f"{self.collector.url}/s/{KEY}.js"

    def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        path = urlsplit(request.path).path
        special: dict[str, Callable[[Request], tuple[int, dict[str, str], bytes]]] = {
            "/problem": self._problem,
            "/gate": self._gate,
            "/watch.js": self._watch,
        }
        if answer := special.get(path):
            return answer(request)
        self.visited.append(path)
        page = PAGES / Path(path).name
        if page.suffix != ".html" or not page.is_file():
            return 200, {"Content-Type": HTML}, OTHER
        # A cookie of the site's own. It is for "localhost", which is the collector's name too.
        headers = {"Content-Type": HTML, "Set-Cookie": "session=secret", **self.headers}
        return 200, headers, self._page(page.read_text("utf-8")).encode()

    def _page(self, text: str) -> str:
        text = text.replace("<head>", '<head><script src="/watch.js"></script>', 1)
        text = text.replace("%LINE%", self.line).replace("%SRC%", self.script)
        return text.replace("%OUTSIDE%", self.outside)

    def _problem(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        self.problems.append(request.body.decode())
        return 204, {}, b""

    def _gate(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        self.gate.wait(60)
        return 204, {}, b""

    def _watch(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        return (
            200,
            {"Content-Type": "text/javascript", "Cache-Control": "no-store"},
            (WATCH + self.before).encode(),
        )
