"""What each page of the dashboard costs the server: p50 and p95 of its time, on generated traffic.

    python -m bench.pages --events 10000000 --accounts 100000 [--json]
    python -m bench.pages --quick                                     the same, small
    python -m bench.pages --quick --only board --times 5

The set is that of ``bench.score`` (made by the engine itself, 90 days). Each page of the route table is asked
for as an admin in the process of the store, so the time is that of the server alone: queries, scoring,
template. The first call of each page is told apart: it fills caches. CPU is that of the whole process,
for machines that others use too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bench.score_sums import END, SITE
from tracker.dashboard import Dependencies, dashboard_app
from tracker.dashboard.pages import PAGES
from tracker.dashboard.sessions import begin
from tracker.dashboard.users import User, save_user
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store, open_store

TARGET_MS = 200
ACCOUNT = "c17.example"
FILLED = {
    "{site}": SITE,
    "{key:path}": ACCOUNT,
    "{key}": ACCOUNT,
    "{move}": "offer",
    "{day}": "2026-03-02",
    "{user}": "ada@example.com",
    "{form}": "json",
}


def paths(only: str) -> Iterator[str]:
    """Every page and file a reader can ask for; an export of everything is no page."""
    for entry in PAGES:
        path = entry.path
        for slot, value in FILLED.items():
            path = path.replace(slot, value)
        no_page = entry.open or "{" in path or "/export." in path
        if entry.method == "GET" and not no_page and only in path:
            yield path


def run(events: int, accounts: int, times: int, only: str, *, as_json: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.score_sums", "fill", folder, str(events), str(accounts)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        store = open_store(f"chdb:///{folder.lstrip('/')}/store")
        try:
            found = asyncio.run(_measured(store, Path(folder), times, only))
        finally:
            store.close()
    about = {"events": events, "accounts": accounts, "load of the machine": round(os.getloadavg()[0], 1)}
    print(json.dumps({**about, "pages": found}) if as_json else _table(about, found))


async def _measured(store: Store, folder: Path, times: int, only: str) -> list[dict[str, Any]]:
    transport = httpx.ASGITransport(_app(store, folder), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        client.cookies.set("session", _signed_in(store), domain="127.0.0.1")
        return [await _page(client, path, times) for path in paths(only)]


def _app(store: Store, folder: Path) -> Starlette:
    save_site(store, new_site(SITE, title="Bench"), actor="bench")
    deps = Dependencies(
        store=store,
        settings=load_settings({}, data_dir=folder),
        clock=lambda: END,
        ledger=dict,
        health=dict,
        data_info=dict,
        lookups=frozenset,
    )
    return Starlette(routes=dashboard_app(deps))


def _signed_in(store: Store) -> str:
    save_user(store, User(id="ada@example.com", role="admin", password="-", created=END), actor="bench")
    return begin(store, "ada@example.com", now=END)[0]


async def _page(client: httpx.AsyncClient, path: str, times: int) -> dict[str, Any]:
    walls, cpu = [], time.process_time()
    answer = None
    for _ in range(times + 1):
        start = time.perf_counter()
        answer = await client.get(path)
        walls.append((time.perf_counter() - start) * 1000)
    assert answer is not None
    first, rest = walls[0], sorted(walls[1:])
    return {
        "path": path,
        "status": answer.status_code,
        "kB": round(len(answer.content) / 1000, 1),
        "first, ms": round(first),
        "p50, ms": round(rest[len(rest) // 2]),
        "p95, ms": round(rest[min(len(rest) - 1, int(len(rest) * 0.95))]),
        "CPU each, ms": round((time.process_time() - cpu) * 1000 / (times + 1)),
    }


def _table(about: dict[str, Any], found: list[dict[str, Any]]) -> str:
    slowest = sorted(found, key=lambda page: -page["p95, ms"])
    names = ("first, ms", "p50, ms", "p95, ms", "CPU each, ms", "kB", "status")
    lines = [f"{name}: {value}" for name, value in about.items()]
    lines.append("  ".join(f"{name:>12}" for name in names) + "  page")
    for page in slowest:
        over = "  over the target" if page["p95, ms"] > TARGET_MS else ""
        lines.append("  ".join(f"{page[name]:>12}" for name in names) + f"  {page['path']}{over}")
    return "\n".join(lines)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20, help="calls of each page after the first")
    parser.add_argument("--only", default="", help="only pages with this in their address")
    parser.add_argument("--quick", action="store_true", help="100,000 events of 1,000 accounts")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    events, accounts = (100_000, 1_000) if args.quick else (args.events, args.accounts)
    run(events, accounts, args.times, args.only, as_json=args.json)


if __name__ == "__main__":
    _main()
