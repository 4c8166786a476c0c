"""How much does durability cost? The collector against a bare Starlette endpoint, in one run.

Both are served by uvicorn with the same settings and the same number of workers; the collector answers
after the fsync, and a loader puts everything into the embedded store meanwhile, on the same cores. Runs
alternate; the bare one starts only when the loader has caught up, so that it pays for nothing of ours.
The median of the ratios is the figure that travels; at the end every accepted event must be stored.
Many connections, because beacons come from many browsers: a commit is shared by whoever waits for it.

    python -m bench.ingest [--workers 2] [--seconds 4] [--rounds 3] [--connections 128] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.client import Run, load
from bench.cpu import cpu_seconds
from tracker.cli.ledger import closes, read_ledgers
from tracker.collect.server import SERVING

KEY = "benchbench23"


def bare() -> Starlette:
    """What Starlette does at least: read the body, answer 204."""

    async def endpoint(request: Request) -> Response:
        await request.body()
        return Response(status_code=204)

    return Starlette(routes=[Route("/s/{key}", endpoint, methods=["POST"])])


def serve_bare(port: int, workers: int) -> None:
    uvicorn.run("bench.ingest:bare", factory=True, port=port, workers=workers, log_level="warning", **SERVING)


def serve_loader(folder: Path) -> None:
    """The owner's work: open the store, publish the site, load until told to stop."""
    from tracker import pipeline
    from tracker.addresses import AddressQueue
    from tracker.load import Loader
    from tracker.privacy import KeyRing
    from tracker.rules.load import default_pack
    from tracker.sites import all_sites, new_site, publish, save_site
    from tracker.spool import calm
    from tracker.store import open_store
    from tracker.work import step_back

    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    store = open_store(f"chdb:///{str(folder / 'store').lstrip('/')}")
    save_site(store, new_site("bench", key=KEY), actor="bench")
    publish(store, folder)
    keys = KeyRing(folder)
    context = pipeline.PipelineContext(all_sites(store).get, keys.day_key, default_pack())
    process = functools.partial(pipeline.process, context=context)
    calm()
    step_back()  # as the server's worker does
    loader = Loader(folder, store, keys, AddressQueue(folder / "addresses.db"), process)
    while not stopping:
        if not loader.step():
            time.sleep(0.5)
    loader.close()
    store.close()


@contextlib.contextmanager
def process(*arguments: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, "-m", *arguments], env=os.environ | env)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ready: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise SystemExit("a server did not come up in time")
        time.sleep(0.1)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Arm:
    """One of the two that are compared: where it listens, who does its work, what was measured."""

    name: str
    port: int
    pids: list[int]
    runs: list[Run] = field(default_factory=list)
    cpu: float = 0.0  # seconds, of all its processes, during its runs

    def run(self, args: argparse.Namespace, seconds: int, seed: int) -> Run:
        connections = args.connections
        return load(self.port, f"/s/{KEY}", seconds=seconds, connections=connections, seed=seed)

    def measure(self, args: argparse.Namespace, seed: int, settle: Callable[[], float]) -> float:
        """One run; seconds until ``settle`` said that its work is done."""
        before = self.busy()
        run = self.run(args, args.seconds, seed)
        waited = settle()
        self.cpu += self.busy() - before
        self.runs.append(run)
        print(f"{self.name:5} {run.rate:8,.0f}/s  p50 {run.p50:5.1f}  p99 {run.p99:6.1f} ms", file=sys.stderr)
        return waited

    def busy(self) -> float:
        return sum(map(cpu_seconds, self.pids))

    def median(self, what: str) -> float:
        return float(statistics.median(getattr(run, what) for run in self.runs))

    def cpu_us(self) -> float:
        """CPU a request, in µs."""
        return self.cpu / sum(run.requests for run in self.runs) * 1e6


def measure(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    ports = free_port(), free_port()
    workers = str(args.workers)
    collect = ("tracker", "collect", "--workers", workers, "--port", str(ports[1]), "--data-dir", str(folder))
    env = {"TRACKER_TRUSTED_PROXIES": "127.0.0.0/8", "TRACKER_LOG_LEVEL": "warning"}
    with (
        process("bench.ingest", "--bare", str(ports[0]), "--workers", workers) as bare,
        process("bench.ingest", "--loader", str(folder)) as loader,
        process(*collect, **env) as ours,
    ):
        until(lambda: all(answers(port) for port in ports) and (folder / "sites.json").exists())
        time.sleep(1.5)  # the collectors look for new sites once a second
        arms = Arm("bare", ports[0], [bare.pid]), Arm("ours", ports[1], [ours.pid, loader.pid])
        warm = [arm.run(args, 1, seed) for seed, arm in enumerate(arms)][1]
        drained(folder)
        waits: list[float] = []
        for number in range(args.rounds):
            arms[0].measure(args, 100 + number, lambda: 0.0)
            waits.append(arms[1].measure(args, 200 + number, lambda: drained(folder)))
    return summary(*arms, warm, folder) | {"loader_behind_s": round(statistics.median(waits), 1)}


def drained(folder: Path) -> float:
    """Wait until the loader has caught up; for how long, in seconds."""
    start = time.monotonic()
    until(lambda: all(ledger["pending"] == 0 for ledger in read_ledgers(folder)[0].values()), 300)
    return time.monotonic() - start


def summary(bare: Arm, ours: Arm, warm: Run, folder: Path) -> dict[str, Any]:
    ledgers, problems = read_ledgers(folder)
    total = {key: sum(ledger[key] for ledger in ledgers.values()) for key in next(iter(ledgers.values()))}
    answered = sum(run.requests - run.bad for run in [*ours.runs, warm])
    ratios = [mine.rate / theirs.rate for mine, theirs in zip(ours.runs, bare.runs, strict=True)]
    return {
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "acknowledged_per_s": round(ours.median("rate")),
        "bare_per_s": round(bare.median("rate")),
        "p50_ms": round(ours.median("p50"), 2),
        "p99_ms": round(ours.median("p99"), 2),
        "cpu_us_a_beacon_with_loading": round(ours.cpu_us(), 1),
        "bare_cpu_us_a_request": round(bare.cpu_us(), 1),
        "acknowledged": answered,
        "accepted": total["accepted"],
        "stored": total["stored"],
        "ledger_closes": not problems and all(closes(ledger) for ledger in ledgers.values()),
        "every_acknowledged_event_stored": answered <= total["accepted"] == total["stored"],
        "runs": {arm.name: [asdict(run) for run in arm.runs] for arm in (bare, ours)},
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bare", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--loader", metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.bare:
        serve_bare(args.bare, args.workers)
        return 0
    if args.loader:
        serve_loader(Path(args.loader))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="bench-ingest-"))
    try:
        result = measure(args, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    runs = result.pop("runs")
    if args.json:
        print(json.dumps(result | {"runs": runs}))
    else:
        print("\n".join(f"{key:32} {value}" for key, value in result.items()))
    return 0 if result["every_acknowledged_event_stored"] else 1


if __name__ == "__main__":
    sys.exit(main())
