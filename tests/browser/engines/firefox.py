"""Debian's Firefox ESR, through WebDriver BiDi: the browser itself speaks it, no driver program is needed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browser.engines import Gone, Visitor, ended, program
from tests.browser.engines.actions import ActingTab

PREFERENCES: dict[str, object] = {
    "app.update.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
LIMIT = 60.0  # seconds an answer may take: a limit, not a measure


class Connection:
    """Commands and their answers; what the browser tells in between is kept."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self.told: list[dict[str, Any]] = []

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Raises ``Gone`` with the browser's own words."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            try:
                said = json.loads(self._socket.recv(timeout=LIMIT))
            except TimeoutError as error:
                raise Gone(f"{method}: no answer within {LIMIT:.0f} s") from error
            if said.get("id") == self._last:
                if said["type"] == "error":
                    raise Gone(f"{method}: {said['error']}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result
            if said.get("type") == "event":
                self.told.append(said)


class FirefoxTab(ActingTab):
    def __init__(self, ask: Connection, context: str) -> None:
        self._ask, self.context = ask, context

    def go(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, source: str) -> Any:
        answer = self._ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({source})))()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=False,
        )
        if answer["type"] == "exception":
            raise Gone(answer["exceptionDetails"]["text"])
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    def close(self) -> None:
        self._ask("browsingContext.close", context=self.context)

    def perform(self, actions: list[dict[str, Any]]) -> None:
        self._ask("input.performActions", context=self.context, actions=actions)


class FirefoxVisitor:
    def __init__(self, ask: Connection) -> None:
        self._ask = ask
        self.person = ask("browser.createUserContext")["userContext"]
        self.tab = self._open()
        ask.told.clear()

    def _open(self, **options: Any) -> FirefoxTab:
        made = self._ask("browsingContext.create", type="tab", userContext=self.person, **options)
        return FirefoxTab(self._ask, made["context"])

    def alone(self, url: str) -> None:
        self._open().go(url)

    def background(self, url: str) -> Callable[[], None]:
        tab = self._open(background=True)
        tab.go(url)

        def show() -> None:
            self._ask("browsingContext.activate", context=tab.context)

        return show

    def offline(self, yes: bool) -> None:
        conditions = {"type": "offline"} if yes else None
        self._ask("emulation.setNetworkConditions", networkConditions=conditions, contexts=[self.tab.context])

    def problems(self) -> list[str]:
        self._ask("session.status")  # whatever was told before this answer is in
        entries = [said["params"] for said in self._ask.told if said["method"] == "log.entryAdded"]
        return [
            entry["text"] for entry in entries if (entry["type"], entry["level"]) == ("javascript", "error")
        ]


class Firefox:
    name = "firefox"
    tells_errors = True
    cuts_network = True

    def __init__(self) -> None:
        path = program("TRACKER_FIREFOX", "firefox-esr", "firefox-esr", "firefox")
        self._stack = ExitStack()
        # It may still write while it ends, so the folder is removed after it, and without complaint.
        profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        self._stack.callback(shutil.rmtree, profile, ignore_errors=True)
        lines = (
            f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in PREFERENCES.items()
        )
        (profile / "user.js").write_text("".join(lines))
        arguments = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile)]
        self._process = subprocess.Popen(
            [path, *arguments, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._stack.callback(self._end)
        try:
            socket = self._stack.enter_context(connect(self._address() + "/session", max_size=None))
            self._ask = Connection(socket)
            self._ask("session.new", capabilities={})
            self._ask("session.subscribe", events=["log.entryAdded"])
        except BaseException:
            self.close()
            raise

    def _address(self) -> str:
        assert self._process.stderr
        said = []
        for line in self._process.stderr:
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                # What it says later must not fill the pipe.
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found[1]
            said.append(line)
        raise Gone(f"Firefox ended before it listened: {''.join(said)[-2000:]}")

    def _end(self) -> None:
        ended(self._process)
        if self._process.stderr:
            self._process.stderr.close()

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        made = FirefoxVisitor(self._ask)
        try:
            yield made
        finally:
            # Its tabs go with it.
            self._ask("browser.removeUserContext", userContext=made.person)

    def close(self) -> None:
        self._stack.close()
