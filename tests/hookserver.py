"""A receiver of webhooks of the test's own: keeps what arrives and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = 0.0  # monotonic seconds


@dataclass
class Told:
    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    trickle: bool = False
    gate: threading.Event | None = None  # answers once it is set


class HookServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[Got] = []
        self.answers: list[Told] = []  # the next ones; then 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: HookServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append(Got(self.path, headers, body, time.monotonic()))
        told = self.server.answers.pop(0) if self.server.answers else Told()
        if told.gate is not None:
            told.gate.wait(60)
        with suppress(OSError):
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            if not told.trickle:
                self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)
            while told.trickle:
                time.sleep(0.1)
                self.wfile.write(b".")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def hook_server() -> Iterator[HookServer]:
    server = HookServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
