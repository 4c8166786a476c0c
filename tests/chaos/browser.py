"""A very patient crowd of browsers: sends views at a steady rate, each again until it is acknowledged."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field


@dataclass
class Crowd:
    """``acknowledged``: views that got a 2xx. ``answers``: how often each status came (0: no answer)."""

    port: int
    key: str
    rate: int  # views a second
    acknowledged: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    prefix: str = "s"
    _sent: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop``, then wait until everything sent is acknowledged."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        while not stop.is_set():
            due = int((loop.time() - start) * self.rate)
            while self._sent < due:
                self._launch()
            await asyncio.sleep(0.01)
        await asyncio.gather(*self._tasks)

    def _launch(self) -> None:
        self._sent += 1
        task = asyncio.create_task(self._insist(f"view-{self.port}-{self._sent:07d}"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _insist(self, view: str) -> None:
        body = {
            "v": 1,
            "i": view,
            "u": "https://www.example.com/pricing",
            "e": [["pv", 0, 0, ["", None, 1440]]],
        }
        while True:
            status = await post(self.port, f"/{self.prefix}/{self.key}", json.dumps(body).encode())
            self.answers[status] = self.answers.get(status, 0) + 1
            if status == 204:
                self.acknowledged.append(view)
                return
            await asyncio.sleep(0.3)


async def post(port: int, path: str, body: bytes) -> int:
    """The status of one POST; 0 if there was no complete answer."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    head = f"POST {path} HTTP/1.1\r\nHost: t\r\nUser-Agent: {AGENT}\r\nConnection: close\r\n"
    try:
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line = await reader.readline()
        return int(line.split()[1]) if line.endswith(b"\r\n") else 0
    except OSError:
        return 0
    finally:
        writer.close()


AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
