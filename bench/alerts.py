"""From a hand raised on the website to the alert at a receiver, while the collector is under load.

    python -m bench.alerts [--alerts 30] [--every 4] [--beacons 200] [--hang] [--json]

Starts ``tracker serve`` in a folder of its own, with a rule that tells a webhook on this machine when a demo
is asked for. Beacons of other visitors arrive evenly all the time; every few seconds another company asks for
a demo. Measured is the time from the acknowledgement of that beacon to the request at the receiver: loading,
identification, the look of the alert rules, the outbox and the way itself. ``--hang`` adds a second
receiver, told of each alert too, that never answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.hookserver import HookServer, Told, hook_server
from tests.served import Served, serving

HOST = "www.example.com"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/148.0.0.0 Safari/537.36"
ENV = {
    "TRACKER_TRUSTED_PROXIES": "127.0.0.0/8",
    "TRACKER_PRIVATE_TARGETS": "127.0.0.0/8",
    "TRACKER_LOG_LEVEL": "warning",
}
_CONNECTIONS = 32
#: Seconds to wait for the last ones.
PATIENCE_S = 120.0


@dataclass
class Load:
    """Beacons sent evenly until told to stop. ``acks``: milliseconds each took to be acknowledged."""

    url: str
    rate: int
    acks: list[float] = field(default_factory=list)
    refused: int = 0
    stopping: bool = False

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(_CONNECTIONS):
                group.create_task(self._connection(number))

    async def _connection(self, first: int) -> None:
        """Its share of the beacons, at even distances; late ones follow at once."""
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        begin, count = time.monotonic() + first / self.rate, 0
        while not self.stopping:
            await asyncio.sleep(max(0.0, begin + count * _CONNECTIONS / self.rate - time.monotonic()))
            number, count = first + count * _CONNECTIONS, count + 1
            text = body(f"load-{number}", f"/pages/{number % 97}", [])
            told = said(f"1.{number % 200}.{number // 200 % 250}.7") | {"Content-Length": str(len(text))}
            head = "".join(f"{name}: {value}\r\n" for name, value in ({"Host": parts.netloc} | told).items())
            start = time.monotonic()
            writer.write(f"POST {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + text)
            answer = await reader.readuntil(b"\r\n\r\n")
            self.acks.append((time.monotonic() - start) * 1000)
            self.refused += not answer.startswith(b"HTTP/1.1 204")
        writer.close()


def body(view: str, path: str, more: list[Any]) -> bytes:
    events = [["pv", 0, 0, ["", None, 1440]], *more]
    return json.dumps({"v": 1, "i": view, "u": f"https://{HOST}{path}", "e": events}).encode()


def said(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address, "User-Agent": AGENT, "Content-Type": "text/plain"}


def ask_for_demo(url: str, number: int) -> float:
    """A company asks for a demo; when that was acknowledged (monotonic seconds)."""
    form = ["form", 100, 1, ["demo", f"https://{HOST}/demo", "email"]]
    answer = httpx.post(url, content=body(f"hand-{number}", "/demo", [form]), headers=said(address(number)))
    answer.raise_for_status()
    return time.monotonic()


def address(number: int) -> str:
    return f"198.51.100.{number}"


def own_list(count: int) -> str:
    rows = [f"{address(n)}/32,Company {n} GmbH,c{n}.example,business" for n in range(1, count + 1)]
    return "\n".join(["network,company,domain,kind", *rows]) + "\n"


def connect(served: Served, title: str, url: str) -> str:
    command = ("alerts", "connect", "--kind", "webhook", "--title", title, "--json")
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *command, "--data-dir", str(served.data_dir)],
        input=url,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | ENV,
    )
    found = [item for item in json.loads(done.stdout) if item["title"] == title]
    return str(found[0]["id"])


def set_up(served: Served, hooks: dict[str, str]) -> str:
    """A site, the receivers and the rule; the address that takes beacons."""
    (site,) = served.json("site", "add", "bench", "--host", HOST)
    ids = [connect(served, title, url) for title, url in hooks.items()]
    ways = [part for name in ids for part in ("--destination", name)]
    served.json("alerts", "add", "--site", "bench", "--when", "hand", *ways)
    time.sleep(6)  # collectors look for new sites every five seconds
    return f"{served.url}/s/{site['key']}"


@contextmanager
def loading(url: str, rate: int) -> Iterator[Load]:
    load = Load(url, rate)
    thread = threading.Thread(target=load.run)
    thread.start()
    try:
        yield load
    finally:
        load.stopping = True
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--alerts", type=int, default=30)
    parser.add_argument("--every", type=float, default=4.0, help="seconds between two of them")
    parser.add_argument("--beacons", type=int, default=200, help="a second, of other visitors")
    parser.add_argument("--hang", action="store_true", help="with a second receiver that never answers")
    parser.add_argument("--json", action="store_true")
    figures = measure(parser.parse_args())
    as_json = "--json" in sys.argv
    print(json.dumps(figures) if as_json else "\n".join(f"{k}: {v}" for k, v in figures.items()))


def measure(args: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, hook_server() as hook, hook_server() as dead:
        dead.answers = [Told(gate=threading.Event()) for _ in range(10_000)]
        data = Path(folder) / "data"
        data.mkdir()
        (data / "own-list.csv").write_text(own_list(args.alerts), encoding="utf-8")
        with serving(data, **ENV) as served:
            hooks = {"receiver": hook.url, **({"hanging": dead.url} if args.hang else {})}
            url = set_up(served, hooks)
            with loading(url, args.beacons) as load:
                time.sleep(5)
                begin = time.monotonic()
                asked = {}
                for number in range(1, args.alerts + 1):
                    asked[f"c{number}.example"] = ask_for_demo(url, number)
                    time.sleep(args.every)
                arrived = wait(hook, len(asked))
                seconds = time.monotonic() - begin
    return summary(asked, arrived, load, seconds)


def wait(hook: HookServer, count: int) -> dict[str, float]:
    """Company → when its alert came in (monotonic seconds)."""
    end = time.monotonic() + PATIENCE_S
    while len(hook.got) < count and time.monotonic() < end:
        time.sleep(0.2)
    found: dict[str, float] = {}
    for got in list(hook.got):
        for account in json.loads(got.body)["data"]["accounts"]:
            found.setdefault(account["key"], got.at)
    return found


def summary(asked: dict[str, float], arrived: dict[str, float], load: Load, seconds: float) -> dict[str, Any]:
    delays = sorted(arrived[key] - at for key, at in asked.items() if key in arrived)
    acks = sorted(load.acks)
    return {
        "alerts": len(asked),
        "arrived": len(delays),
        "median_s": round(statistics.median(delays), 1),
        "p95_s": round(delays[max(0, round(len(delays) * 0.95) - 1)], 1),
        "max_s": round(delays[-1], 1),
        "beacons_a_second": round(len(acks) / (seconds + 5)),
        "acknowledged_p50_ms": round(acks[len(acks) // 2], 1),
        "acknowledged_p99_ms": round(acks[int(len(acks) * 0.99)], 1),
        "refused": load.refused,
    }


if __name__ == "__main__":
    main()
