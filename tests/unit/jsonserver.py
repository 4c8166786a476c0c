"""A server of the test's own that answers as it is told, also badly: the peer of sources that ask others."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    body: Any = None  # JSON, or bytes as they are
    status: int = 200
    kind: str = "application/rdap+json"
    headers: dict[str, str] = field(default_factory=dict)
    trickle: bool = False  # a byte now and then, for ever


class JsonServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Any] = {}  # last part of the path → Answer, or what JSON says
        self.always: Answer | None = None
        self.asked: list[str] = []
        self.seen: list[dict[str, str]] = []  # headers of each question
        self.open = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: JsonServer

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        self.server.seen.append({key.lower(): value for key, value in self.headers.items()})
        found = self.server.always or self.server.answers.get(name, Answer({"errorCode": 404}, 404))
        answer = found if isinstance(found, Answer) else Answer(found)
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for key, value in answer.headers.items():
            self.send_header(key, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self._send(body, answer)

    def _send(self, body: bytes, answer: Answer) -> None:
        if not answer.trickle:
            self.wfile.write(body)
        for at in range(len(body) if answer.trickle else 0):
            if not self.server.open:
                return
            self.wfile.write(body[at : at + 1])
            time.sleep(0.05)

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def json_server() -> Iterator[JsonServer]:
    server = JsonServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.open = False
        server.shutdown()
        thread.join()
        server.server_close()
