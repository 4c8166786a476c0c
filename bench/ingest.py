"""How much does durability cost? The collector against a bare Starlette endpoint, in one run.

Both are served by uvicorn with the same settings and the same number of workers; the collector answers
after the fsync, and a loader puts everything into the embedded store meanwhile. Runs alternate, the
ratio of the medians is the figure that travels; at the end every accepted event must be stored.

    python -m bench.ingest [--workers 2] [--seconds 4] [--rounds 3] [--connections 64] [--json]
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
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.client import Run, load
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
    from tracker.store import open_store

    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    store = open_store(f"chdb:///{str(folder / 'store').lstrip('/')}")
    save_site(store, new_site("bench", key=KEY), actor="bench")
    publish(store, folder)
    keys = KeyRing(folder)
    context = pipeline.PipelineContext(all_sites(store).get, keys.day_key, default_pack())
    process = functools.partial(pipeline.process, context=context)
    loader = Loader(folder, store, keys, AddressQueue(folder / "addresses.db"), process)
    while not stopping:
        if not loader.step():
            time.sleep(0.5)
    busy = time.process_time()
    rows = sum(spool.ledger()["stored"] for spool in loader._found.values())
    (folder / "loader.json").write_text(json.dumps({"cpu_seconds": busy, "rows": rows}))
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


def measure(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    bare_port, our_port = free_port(), free_port()
    workers = str(args.workers)
    collect = ("tracker", "collect", "--workers", workers, "--port", str(our_port), "--data-dir", str(folder))
    env = {"TRACKER_TRUSTED_PROXIES": "127.0.0.0/8", "TRACKER_LOG_LEVEL": "warning"}
    with (
        process("bench.ingest", "--bare", str(bare_port), "--workers", workers),
        process("bench.ingest", "--loader", str(folder)),
        process(*collect, **env),
    ):
        until(lambda: answers(bare_port) and answers(our_port) and (folder / "sites.json").exists())
        time.sleep(1.5)  # the collectors look for new sites once a second
        runs = alternate(args, bare_port, our_port)
        drained = time.monotonic()
        until(lambda: all(ledger["pending"] == 0 for ledger in read_ledgers(folder)[0].values()), 300)
        drained = time.monotonic() - drained
    return summary(runs, folder) | {"drained_after_s": round(drained, 1)}


def alternate(args: argparse.Namespace, bare_port: int, our_port: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {"bare": [], "ours": []}
    warm = {"seconds": 1, "connections": args.connections}
    load(bare_port, f"/s/{KEY}", seed=1, **warm)
    runs["warm-up"] = [load(our_port, f"/s/{KEY}", seed=2, **warm)]
    for number in range(args.rounds):
        for name, port in (("bare", bare_port), ("ours", our_port)):
            run = load(
                port, f"/s/{KEY}", seconds=args.seconds, connections=args.connections, seed=100 + number
            )
            runs[name].append(run)
            print(
                f"{name:5} {run.rate:8,.0f}/s  p50 {run.p50:5.1f} ms  p99 {run.p99:6.1f} ms", file=sys.stderr
            )
    return runs


def summary(runs: dict[str, list[Run]], folder: Path) -> dict[str, Any]:
    ledgers, problems = read_ledgers(folder)
    total = {key: sum(ledger[key] for ledger in ledgers.values()) for key in next(iter(ledgers.values()))}
    answered = sum(run.requests - run.bad for run in [*runs["ours"], *runs["warm-up"]])
    medians = {name: statistics.median(run.rate for run in runs[name]) for name in ("bare", "ours")}
    loader = json.loads((folder / "loader.json").read_text())
    return {
        "ratio": round(medians["ours"] / medians["bare"], 3),
        "acknowledged_per_s": round(medians["ours"]),
        "bare_per_s": round(medians["bare"]),
        "p50_ms": round(statistics.median(run.p50 for run in runs["ours"]), 2),
        "p99_ms": round(statistics.median(run.p99 for run in runs["ours"]), 2),
        "acknowledged": answered,
        "accepted": total["accepted"],
        "stored": total["stored"],
        "ledger_closes": not problems and all(closes(ledger) for ledger in ledgers.values()),
        "every_acknowledged_event_stored": answered <= total["accepted"] == total["stored"],
        "loader_cpu_us_per_row": round(loader["cpu_seconds"] / max(loader["rows"], 1) * 1e6, 1),
        "runs": {name: [asdict(run) for run in several] for name, several in runs.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
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
