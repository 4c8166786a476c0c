"""What the snippet costs the page's main thread while it loads, on a device four times slower than this one.

    python -m bench.mainthread [--rounds 30] [--slower 4] [--json]

Loads the same page in Chromium with each composition of the script, interleaved, beside an empty script
(the fixed point: starting any script costs something), and records a trace of each load. Counted is what the
trace ascribes to the script: compiling and running it, and each later call of one of its functions
(EvaluateScript, v8.compile, FunctionCall with its address), in ms of the main thread's own time, so that
other work on this machine counts less. Not counted: the page's own work, which the script neither starts nor
forces (it reads no layout while it loads).

"load" is all of that up to 100 ms after the page's load event but the first batch; "first batch" is the timer
half a second after the view: asking whether somebody objects (the first look into the storage), writing and
sending the batch. Shown are medians; "least" is the quietest load, for a busy machine adds but never
takes away. Long tasks (over 50 ms, by the clock) are those that hold such a slice of ours.
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

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.engines.chromium import chromium_path, launch
from tracker.snippet.compose import DEFAULT, MODULES, SnippetConfig, compose

KEY: Final = "benchbench12"
EMPTY: Final = "empty script"
PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<script async src="/s/KEY.js?WHICH"></script></head><body><h1>A page</h1>BODY</body></html>"""
CATEGORIES: Final = ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8"]
COUNTED: Final = ("EvaluateScript", "v8.compile", "FunctionCall")
LONG_US: Final = 50_000
BODY: Final = "".join(f"<section><h2>Part {n}</h2><p>{'Some words. ' * 40}</p></section>" for n in range(40))


def scripts(url: str) -> dict[str, bytes]:
    """Each composition by its name; "everything" holds every module there is."""
    core = SnippetConfig(url=url, key=KEY)
    return {
        EMPTY: b"/* nothing */",
        "lite": compose(SnippetConfig(url=url, key=KEY, edition="lite"), ()).body,
        "core": compose(core, ()).body,
        "core + auto": compose(core, ("auto",)).body,
        "default": compose(core, DEFAULT).body,
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
    """Of one composition, each load: ms on the load path, ms of the first batch; long tasks in all."""

    load: list[float] = field(default_factory=list)
    batch: list[float] = field(default_factory=list)
    long: int = 0


@contextmanager
def fresh(browser: Browser, slower: float) -> Iterator[Page]:
    """A page of its own, with nothing cached, on a slowed processor."""
    context: BrowserContext = browser.new_context()
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        yield page
    finally:
        context.close()


def load(browser: Browser, url: str, slower: float, into: Loads) -> None:
    """One load, up to a second after it: the first batch has gone out by then."""
    with fresh(browser, slower) as page:
        browser.start_tracing(page=page, categories=CATEGORIES)
        page.goto(url)
        page.wait_for_timeout(1000)
        events = json.loads(browser.stop_tracing())["traceEvents"]
    add(events, into)


def add(events: list[dict[str, Any]], into: Loads) -> None:
    """What the trace of one load ascribes to the script."""
    slices = [event for event in events if event.get("ph") == "X"]
    ours = outermost(
        [event for event in slices if event["name"] in COUNTED and KEY in json.dumps(event["args"])]
    )
    timers = [event for event in slices if event["name"] == "TimerFire"]
    later = [event for event in ours if any(within(event, timer) for timer in timers)]
    into.batch.append(sum(event["tdur"] for event in later) / 1000)
    into.load.append(sum(event["tdur"] for event in ours) / 1000 - into.batch[-1])
    tasks = [event for event in slices if event["name"] == "RunTask" and event["dur"] > LONG_US]
    into.long += sum(any(within(event, task) for event in ours) for task in tasks)


def outermost(slices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that lie in no other of them."""
    return [one for one in slices if not any(one is not other and within(one, other) for other in slices)]


def within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return (
        (inner["pid"], inner["tid"]) == (outer["pid"], outer["tid"])
        and outer["ts"] <= inner["ts"]
        and inner["ts"] + inner["dur"] <= outer["ts"] + outer["dur"]
    )


def measure(rounds: int, slower: float) -> dict[str, Loads]:
    site = Site()
    found = {name: Loads() for name in site.scripts}
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright, chromium_path())
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
    return [
        {
            "script": name,
            "load": round(statistics.median(loads.load), 2),
            "added": round(statistics.median(loads.load) - statistics.median(base.load), 2),
            "least": round(min(loads.load), 2),
            "first batch": round(statistics.median(loads.batch), 2),
            "least batch": round(min(loads.batch), 2),
            "long tasks": loads.long,
        }
        for name, loads in found.items()
    ]


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
    print("".join(f"{name:>14}" for name in rows[0]))
    for row in rows:
        print("".join(f"{value:>14}" for value in row.values()))


if __name__ == "__main__":
    main()
