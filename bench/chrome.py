"""A Chromium of its own, spoken to without a driver: drivers put scripts of theirs into what is measured."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

from tests.browser.engines.chromium import FLAGS, chromium_path

LIMIT: Final = 60.0  # seconds an answer may take: a limit, not a measure
CATEGORIES: Final = ["devtools.timeline", "v8", "toplevel"]


class Chrome:
    """One browser; each page gets a context (cookies, storage, cache) of its own.

    Raises ``TimeoutError`` where it does not answer, ``RuntimeError`` with its words where it refuses.
    """

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={self._profile.name}"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [chromium_path(), *FLAGS, *options, "about:blank"], stdout=quiet, stderr=quiet
        )
        self._last = 0
        self._socket = self._connected()

    def _connected(self) -> ClientConnection:
        port = Path(self._profile.name, "DevToolsActivePort")
        end = time.monotonic() + LIMIT
        while not (port.exists() and len(lines := port.read_text().split()) == 2):
            if time.monotonic() > end:
                raise TimeoutError("the browser did not start")
            time.sleep(0.1)
        return connect(f"ws://127.0.0.1:{lines[0]}{lines[1]}", max_size=None, compression=None)

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._profile.cleanup()

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        asked: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        self._socket.send(json.dumps({**asked, "sessionId": session} if session else asked))
        said = self._heard("id", self._last)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']['message']}")
        result: dict[str, Any] = said["result"]
        return result

    def _heard(self, name: str, value: object) -> dict[str, Any]:
        while True:
            said: dict[str, Any] = json.loads(self._socket.recv(timeout=LIMIT))
            if said.get(name) == value:
                return said

    def open(self, slower: float) -> tuple[str, str]:
        """(context, session) of an empty page whose processor is that many times slower."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        if slower > 1:
            self.ask("Emulation.setCPUThrottlingRate", session, rate=slower)
        return context, session

    def record(self) -> None:
        traced = {"includedCategories": CATEGORIES}
        self.ask("Tracing.start", traceConfig=traced, transferMode="ReturnAsStream")

    def recorded(self) -> list[dict[str, Any]]:
        """Events of the trace, which ends here."""
        self.ask("Tracing.end")
        handle = self._heard("method", "Tracing.tracingComplete")["params"]["stream"]
        parts = []
        while True:
            part = self.ask("IO.read", handle=handle, size=1 << 20)
            parts.append(part["data"])
            if part["eof"]:
                break
        self.ask("IO.close", handle=handle)
        events: list[dict[str, Any]] = json.loads("".join(parts))["traceEvents"]
        return events
