"""What the snippet costs the page's main thread while it loads, on a device four times slower than this one.

    python -m bench.mainthread [--rounds 30] [--slower 4] [--json]

Loads the same page in Chromium with each composition of the script, interleaved, beside an empty script
(the fixed point: fetching and starting any script costs something). Per load, from the protocol's
Performance.getMetrics: TaskDuration (all work of the main thread) and ScriptDuration (JavaScript only), in
ms as the slowed device spends them, in the thread's own time, so that other work on this machine counts
little. Shown are medians and what each adds to the empty script. Long tasks (over 50 ms, by the clock) are
counted by the page's PerformanceObserver; those of the empty script stand beside them.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.browser.engines.chromium import launch
from tracker.snippet.compose import MODULES, SnippetConfig, compose

KEY: Final = "benchbench12"
EMPTY: Final = "empty script"
PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><script>
window.long = [];
const seen = (list) => long.push(...list.getEntries().map((entry) => entry.duration));
new PerformanceObserver(seen).observe({ type: 'longtask', buffered: true });
</script><script async src="/s/KEY.js?WHICH"></script></head><body><h1>A page</h1>BODY</body></html>"""
BODY: Final = "".join(f"<section><h2>Part {n}</h2><p>{'Some words. ' * 40}</p></section>" for n in range(40))


def scripts(url: str) -> dict[str, bytes]:
    """Each composition by its name; "everything" holds every module there is."""
    core = SnippetConfig(url=url, key=KEY)
    return {
        EMPTY: b"/* nothing */",
        "lite": compose(SnippetConfig(url=url, key=KEY, edition="lite"), ()).body,
        "core": compose(core, ()).body,
        "core + auto": compose(core, ("auto",)).body,
        "everything": compose(core, MODULES).body,
    }


class Site:
    """Serves the page, the scripts, and takes the beacons."""

    def __init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path, _, which = self.path.partition("?")
                if path.endswith(".js"):
                    self._answer(200, site.scripts[which.replace("%20", " ")], "text/javascript")
                else:
                    text = PAGE.replace("KEY", KEY).replace("WHICH", which).replace("BODY", BODY)
                    self._answer(200, text.encode(), "text/html; charset=utf-8")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self._answer(204, b"", "text/plain")

            def _answer(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A browser that hangs up early is no error."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.scripts = scripts(f"{self.url}/s/{KEY}")
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Loads:
    """Of one composition, each load: ms of script, ms of all tasks, and every long task's ms."""

    script: list[float] = field(default_factory=list)
    task: list[float] = field(default_factory=list)
    long: list[float] = field(default_factory=list)


@contextmanager
def fresh(browser: Browser, slower: float) -> Iterator[tuple[Page, CDPSession]]:
    """A page of its own, with nothing cached, on a slowed processor."""
    context: BrowserContext = browser.new_context()
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        yield page, session
    finally:
        context.close()


def load(browser: Browser, url: str, slower: float, into: Loads) -> None:
    """One load, up to a second after it: the first batch has gone out by then."""
    with fresh(browser, slower) as (page, session):
        page.goto(url)
        page.wait_for_timeout(1000)
        values = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        into.script.append(1000 * values["ScriptDuration"])
        into.task.append(1000 * values["TaskDuration"])
        into.long += page.evaluate("window.long")


def measure(rounds: int, slower: float) -> dict[str, Loads]:
    site = Site()
    found = {name: Loads() for name in site.scripts}
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for name in found:  # warm: the first page of a browser pays for the browser
                load(browser, f"{site.url}/?{name}", slower, Loads())
            for _ in range(rounds):
                for name, loads in found.items():
                    load(browser, f"{site.url}/?{name}", slower, loads)
            browser.close()
    finally:
        site.close()
    return found


def table(found: dict[str, Loads]) -> list[dict[str, Any]]:
    """A row for each composition; times in ms."""
    base = found[EMPTY]
    rows = []
    for name, loads in found.items():
        script, task = statistics.median(loads.script), statistics.median(loads.task)
        rows.append(
            {
                "script": name,
                "script ms": round(script, 2),
                "added script ms": round(script - statistics.median(base.script), 2),
                "task ms": round(task, 1),
                "added task ms": round(task - statistics.median(base.task), 1),
                "long tasks": len(loads.long),
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--slower", type=float, default=4, help="how many times slower the processor is made")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = table(measure(args.rounds, args.slower))
    if args.json:
        print(json.dumps(rows))
        return
    print("".join(f"{name:>18}" for name in rows[0]))
    for row in rows:
        print("".join(f"{value:>18}" for value in row.values()))


if __name__ == "__main__":
    main()
