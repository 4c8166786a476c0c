"""Load on one URL: wrk if it is there, else a plain client in Python (slower, so it says which)."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_LUA = Path(__file__).with_name("ingest.lua")


@dataclass(frozen=True)
class Run:
    """``requests`` answered in ``seconds``; p50 and p99 in ms; ``bad``: not 2xx; ``broken``: no answer."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bad: int
    broken: int

    @property
    def rate(self) -> float:
        return (self.requests - self.bad) / self.seconds


def load(port: int, path: str, *, seconds: int, connections: int, seed: int) -> Run:
    if shutil.which("wrk"):
        return _wrk(port, path, seconds, connections, seed)
    return asyncio.run(_python(port, path, seconds, connections, seed))


def _wrk(port: int, path: str, seconds: int, connections: int, seed: int) -> Run:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "-s", str(_LUA)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}", "--", str(seed)],
        check=True,
        capture_output=True,
        text=True,
    )
    return Run(**json.loads(done.stdout.splitlines()[-1]))


async def _python(port: int, path: str, seconds: int, connections: int, seed: int) -> Run:
    times: list[float] = []
    bad = [0]
    end = time.monotonic() + seconds
    await asyncio.gather(*(_one(port, path, f"{seed:x}-{n}-", end, times, bad) for n in range(connections)))
    times.sort()
    at = [times[int(len(times) * share)] * 1000 for share in (0.5, 0.99)]
    return Run(len(times), seconds, at[0], at[1], bad[0], 0)


async def _one(port: int, path: str, prefix: str, end: float, times: list[float], bad: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    while time.monotonic() < end:
        number += 1
        body = (
            f'{{"v":1,"i":"{prefix}{number}","u":"https://www.example.com/pricing/{number % 97}",'
            '"e":[["pv",0,0,["",null,1440]]]}'
        )
        head = (
            f"POST {path} HTTP/1.1\r\nHost: t\r\nUser-Agent: Mozilla/5.0 Chrome/{100 + number % 50}\r\n"
            f"X-Forwarded-For: 1.{number % 251}.3.4\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        start = time.monotonic()
        writer.write((head + body).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        times.append(time.monotonic() - start)
        bad[0] += not answer.startswith(b"HTTP/1.1 2")
    writer.close()
