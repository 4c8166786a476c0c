"""What scoring every account of a site costs in the store: one model, and a what-if of two.

    python -m bench.score --events 10000000 --accounts 100000 [--json]
    python -m bench.score --quick

The set is made by the engine itself (bench/score_store.py) in a tenth, three tenths and the whole of the
size, each in a folder of its own; filling and measuring are processes of their own, so that peak memory is
that of the one alone. Seconds are the best of three, wall and CPU of the whole process: on a machine that
others use, CPU is the figure that travels. Scored is from tables gathered before; gathering is printed too.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bench.score_store import grow
from tracker.intent import Model, default_model
from tracker.read.gather import refresh
from tracker.read.sums import engagements
from tracker.read.whatif import what_if
from tracker.store import Store, open_store
from tracker.store.client import ClickHouse

END = 1_772_496_000_000  # 2026-03-03 00:00 UTC
SITE = "bench"
REPEAT = 3


def run(events: int, accounts: int, *, as_json: bool) -> None:
    results = []
    for share in (0.1, 0.3, 1.0):
        size, own = int(events * share) // 10 * 10, int(accounts * share)
        with tempfile.TemporaryDirectory() as folder:
            filled = _child("fill", folder, size, own)
            results.append(filled | _child("measure", folder, size, own))
        if not as_json:
            print(_lines(results[-1]), end="\n\n", flush=True)
    growth = {
        f"growth exponent, {name}": _exponent(results[0], results[-1], f"{name}, CPU s")
        for name in ("one model", "what-if", "every rule changed")
    }
    print(json.dumps({"sizes": results, **growth}) if as_json else _lines(growth))


def _lines(values: dict[str, Any]) -> str:
    return "\n".join(f"{name:34} {value}" for name, value in values.items())


def _exponent(small: dict[str, Any], large: dict[str, Any], name: str) -> float:
    """1: ten times the events cost ten times as much."""
    return round(math.log(large[name] / small[name]) / math.log(large["events"] / small["events"]), 2)


def _child(what: str, folder: str, events: int, accounts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.score_sums", what, folder, str(events), str(accounts)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _fill(store: Store, events: int, accounts: int) -> dict[str, Any]:
    assert isinstance(store, ClickHouse)
    made, _ = _timed(lambda: grow(store, accounts=accounts, first=0, events=events, end=END), 1)
    gathered, cpu = _timed(lambda: refresh(store, SITE, now=END), 1)
    return {
        "making, s": made,
        "gathering, s": gathered,
        "gathering, CPU s": cpu,
        "gathering, peak GB": _peak(),
    }


def _measure(store: Store, events: int) -> dict[str, Any]:
    model = default_model()
    scan, scan_cpu = _timed(lambda: _scan(store))
    found: dict[str, Any] = {"events": events, "accounts": len(engagements(store, SITE, END, [model]))}
    found |= {"load of the machine": round(os.getloadavg()[0], 1)}
    found |= {"bare scan of the events, s": scan, "bare scan of the events, CPU s": scan_cpu}
    works: dict[str, Callable[[], object]] = {
        "one model": lambda: engagements(store, SITE, END, [model]),
        "what-if": lambda: engagements(store, SITE, END, [model, one_change(model)]),
        "every rule changed": lambda: engagements(store, SITE, END, [model, every_change(model)]),
        "what-if with fit and levels": lambda: what_if(store, SITE, END, model, one_change(model)),
    }
    for name, work in works.items():
        wall, cpu = _timed(work)
        found |= {
            f"{name}, s": wall,
            f"{name}, CPU s": cpu,
            f"{name}, ratio to scan": round(cpu / scan_cpu, 1),
        }
    return found | {"scoring, peak GB": _peak()}


def _scan(store: Store) -> None:
    """The fixed point: one pass over time, view, visitor and reading time of the same events."""
    assert isinstance(store, ClickHouse)
    text = "SELECT count(), max(ts), sum(length(view)), sum(length(visitor)), sum(engaged_ms) FROM events"
    with store._readers.client() as client:
        client.query(text)


def one_change(model: Model) -> Model:
    """One rule worth more, for longer."""
    signals = tuple(
        replace(rule, points=rule.points * 2, cap=rule.cap * 2, half_life_days=21.0)
        if rule.id == "pricing_view"
        else rule
        for rule in model.signals
    )
    return replace(model, version="one", signals=signals)


def every_change(model: Model) -> Model:
    """Another sales cycle: every half-life is another."""
    return replace(model, version="every", cycle_days=180.0)


def _timed(work: Callable[[], object], repeat: int = REPEAT) -> tuple[float, float]:
    """Wall and CPU seconds of the best run."""
    best = (math.inf, math.inf)
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    return round(best[0], 3), round(best[1], 3)


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["fill", "measure"])
    parser.add_argument("folder")
    parser.add_argument("events", type=int)
    parser.add_argument("accounts", type=int)
    args = parser.parse_args()
    store = open_store(f"chdb:///{args.folder.lstrip('/')}/store")
    try:
        if args.what == "fill":
            print(json.dumps(_fill(store, args.events, args.accounts)))
        else:
            print(json.dumps(_measure(store, args.events)))
    finally:
        store.close()


if __name__ == "__main__":
    _main()
