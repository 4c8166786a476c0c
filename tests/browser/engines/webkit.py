"""WebKitGTK (its MiniBrowser), through WebKitWebDriver: plain W3C WebDriver over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.browser.engines import Gone, Visitor, ended, missing, program
from tests.browser.engines.actions import ActingTab

EVALUATE = """const done = arguments[arguments.length - 1];
(async () => ({source}))().then(value => done({{value}}), error => done({{error: String(error)}}))"""


class Driver:
    """The driver's HTTP interface. Raises ``Gone`` with its own words."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=60)
        self.session = ""

    def __call__(self, method: str, path: str, **body: Any) -> Any:
        content = json.dumps(body) if method == "POST" else None
        try:
            answer = self._http.request(method, self.session + path, content=content)
        except httpx.HTTPError as error:
            raise Gone(f"{method} {path}: {error!r}") from error
        value = answer.json()["value"]
        if answer.is_error:
            raise Gone(f"{method} {path}: {value}")
        return value

    def close(self) -> None:
        self._http.close()


class WebKitTab(ActingTab):
    def __init__(self, ask: Driver) -> None:
        self._ask = ask

    def go(self, url: str) -> None:
        self._ask("POST", "/url", url=url)

    def evaluate(self, source: str) -> Any:
        answer = self._ask("POST", "/execute/async", script=EVALUATE.format(source=source), args=[])
        if "error" in answer:
            raise Gone(answer["error"])
        return answer.get("value")

    def close(self) -> None:
        self._ask("DELETE", "/window")

    def perform(self, actions: list[dict[str, Any]]) -> None:
        self._ask("POST", "/actions", actions=actions)


class WebKitVisitor:
    def __init__(self, ask: Driver) -> None:
        self._ask = ask
        self.tab = WebKitTab(ask)

    def alone(self, url: str) -> None:
        self.tab.go(url)

    def background(self, url: str) -> Callable[[], None]:
        front = self._ask("GET", "/window")
        back = self._ask("POST", "/window/new", type="tab")["handle"]
        self._look(back)
        self.tab.go(url)

        def show() -> None:
            # The driver switches no tabs; but where one is closed, the other is seen.
            self._look(front)
            self.tab.close()
            self._look(back)

        return show

    def _look(self, handle: str) -> None:
        self._ask("POST", "/window", handle=handle)

    def offline(self, yes: bool) -> None:
        raise Gone("WebKitWebDriver cannot cut the network")

    def problems(self) -> list[str]:
        return []


class WebKit:
    name = "webkit"
    tells_errors = False
    cuts_network = False

    def __init__(self) -> None:
        driver = program("TRACKER_WEBKIT_DRIVER", "webkit2gtk-driver", "WebKitWebDriver")
        screen = program("TRACKER_XVFB", "xvfb", "Xvfb")
        found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        self._browser = str(found[-1]) if found else missing("no MiniBrowser (webkit2gtk-driver)")
        self._stack = ExitStack()
        try:
            self._ask = self._start(driver, self._screen(screen))
        except BaseException:
            self.close()
            raise

    def _session(self) -> str:
        options = {"binary": self._browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        return f"/session/{self._ask('POST', '/session', capabilities=wanted)['sessionId']}"

    def _screen(self, path: str) -> str:
        """A display of our own; the server itself finds a free number and tells it."""
        reading, writing = os.pipe()
        arguments = ["-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        process = subprocess.Popen([path, *arguments], pass_fds=[writing], stderr=subprocess.DEVNULL)
        self._stack.callback(ended, process)
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise Gone("Xvfb ended before it told its display")
        return f":{number}"

    def _start(self, path: str, display: str) -> Driver:
        home = tempfile.mkdtemp(prefix="webkit-")
        self._stack.callback(shutil.rmtree, home, ignore_errors=True)
        environment = {**os.environ, "DISPLAY": display, "HOME": home, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            environment.pop(name, None)
        if os.geteuid() == 0:
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        quiet = subprocess.DEVNULL
        # It takes no port 0. Between asking for a free one and its use another process may take it.
        for _ in range(5):
            port = _free_port()
            process = subprocess.Popen([path, f"--port={port}"], env=environment, stdout=quiet, stderr=quiet)
            self._stack.callback(ended, process)
            driver = Driver(f"http://127.0.0.1:{port}")
            self._stack.callback(driver.close)
            if _answers(process, driver):
                return driver
        raise Gone("WebKitWebDriver would not start")

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        # A session of its own is a browser of its own, with nothing kept; it takes a fifth of a second.
        self._begin()
        try:
            yield WebKitVisitor(self._ask)
        finally:
            self._ask("DELETE", "")
            self._ask.session = ""

    def _begin(self) -> None:
        """A session that lives: on a busy machine the browser now and then ends right after its start."""
        for turn in range(3):
            self._ask.session = ""
            try:
                self._ask.session = self._session()
                self._ask("GET", "/url")
                return
            except Gone:
                if turn == 2:
                    raise

    def close(self) -> None:
        self._stack.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(process: subprocess.Popen[bytes], driver: Driver) -> bool:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            return bool(driver("GET", "/status")["ready"])
        except Gone:
            time.sleep(0.05)
    return False
