"""What the snippet costs the page's main thread, on a device four times slower than this one.

    python -m bench.mainthread [--rounds 15] [--slower 4] [--bare] [--json]

Loads the same page in Chromium with each composition of the script, interleaved, beside an empty script (the
fixed point: starting any script costs something) and beside two that do nothing but send: one `fetch` and one
`sendBeacon`, the least any tracker can cost. A trace of each load is recorded, without a driver.
Counted is what the trace ascribes to the script (EvaluateScript, v8.compile, and each FunctionCall that names
its address), in ms of the main thread's own time.

Twice: on a browser at its own speed, times ``--slower`` ("×4": as Lighthouse does by default), and on one
whose main thread is really held up ("held": waiting, and other work on this machine, count as well).

    load    compiling and running the script while the page loads, the empty script taken off
    view    the first page view, in a task of its own a moment later
    batch   the first batch, in another: has somebody objected (the storage), writing it, fetch
    beyond  view and batch without one bare fetch: the script's own part
    page    whole-page difference, by pairs: all the main thread did, with the script and with the empty one
    task    the longest single piece
    long    pieces of more than 50 ms by the clock, on the held browser, in all rounds

Shown are medians over the rounds. The page has a small script of its own, as every page that carries a tag;
--bare: it has none, so the first look at `document`, `navigator` and the like is the snippet's to pay.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Final
from urllib.parse import quote, unquote

from bench.chrome import Chrome
from bench.size import EVERYTHING
from tracker.snippet.compose import DEFAULT, SnippetConfig, compose

KEY: Final = "benchbench12"
EMPTY: Final = "empty script"
FETCH: Final = "bare fetch"
OWN: Final = """<script>(function (d, w) {
d.documentElement.className = 'js'; w.dataLayer = w.dataLayer || [];
w.addEventListener('resize', function () {});
w.touch = /mobile/i.test(navigator.userAgent) && location.href; w.began = performance.now();
})(document, window)</script>"""
PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>OWN
<script async src="/s/KEY.js?WHICH"></script></head><body><h1>A page</h1>BODY</body></html>"""
BODY: Final = "".join(f"<section><h2>Part {n}</h2><p>{'Some words. ' * 40}</p></section>" for n in range(40))
COUNTED: Final = ("EvaluateScript", "v8.compile", "FunctionCall")
LONG: Final = 50.0  # ms


def scripts(url: str) -> dict[str, bytes]:
    """Each script by its name; "everything": of the vendors of which a site has one, one."""
    core = SnippetConfig(url=url, key=KEY)
    sent = "JSON.stringify({v: 1, u: location.href, e: []})"
    fetch = f"fetch('{url}', {{method: 'POST', body: {sent}, keepalive: true, credentials: 'omit'}})"
    return {
        EMPTY: b"/* nothing */",
        FETCH: fetch.encode(),
        "bare beacon": f"navigator.sendBeacon('{url}', {sent})".encode(),
        "lite": compose(SnippetConfig(url=url, key=KEY, edition="lite"), ()).body,
        "core": compose(core, ()).body,
        "core + auto": compose(core, ("auto",)).body,
        "default": compose(core, DEFAULT).body,
        "everything": compose(core, EVERYTHING).body,
    }


class Site:
    """Serves the page, the scripts, and takes the beacons."""

    def __init__(self, *, bare: bool = False) -> None:
        self.told = Event()  # a beacon has come
        site = self
        page = PAGE.replace("OWN", "" if bare else OWN).replace("KEY", KEY).replace("BODY", BODY)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path, _, which = self.path.partition("?")
                if path.endswith(".js"):
                    self._answer(200, site.scripts[unquote(which)], "text/javascript")
                else:
                    self._answer(200, page.replace("WHICH", which).encode(), "text/html; charset=utf-8")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self._answer(204, b"", "text/plain")
                site.told.set()

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
class Cost:
    """Of one load, in ms of the main thread's time; ``clock``: the longest piece by the clock."""

    load: float
    view: float
    batch: float
    page: float
    task: float
    clock: float


@dataclass
class Loads:
    """Of one script: each load at the browser's own speed, and each held up."""

    free: list[Cost] = field(default_factory=list)
    held: list[Cost] = field(default_factory=list)


def load(chrome: Chrome, site: Site, name: str, slower: float) -> Cost:
    """One load, until the first batch has come (an empty script sends none)."""
    context, session = chrome.open(slower)
    site.told.clear()
    chrome.record()
    chrome.ask("Page.navigate", session, url=f"{site.url}/?{quote(name)}")
    site.told.wait(1.0 if name == EMPTY else 15.0)
    time.sleep(0.3)
    events = chrome.recorded()
    chrome.ask("Target.disposeBrowserContext", browserContextId=context)
    return cost(events)


def cost(events: list[dict[str, Any]]) -> Cost:
    """What the trace of one load ascribes to the script."""
    slices = [event for event in events if event.get("ph") == "X" and "tdur" in event]
    named = [event for event in slices if event["name"] in COUNTED and f"/{KEY}.js" in json.dumps(event)]
    ours = outermost(named)
    sends = [
        event for event in events if event["name"] == "ResourceSendRequest" and f"/{KEY}" in json.dumps(event)
    ]
    sends = [event for event in sends if f"/{KEY}.js" not in event["args"]["data"]["url"]]
    first = [event for event in ours if event["name"] != "FunctionCall"]
    later = [event for event in ours if event["name"] == "FunctionCall"]
    batch = [event for event in later if any(within(send, event) for send in sends)]
    threads = {(event["pid"], event["tid"]) for event in ours}
    tasks = [
        event for event in slices if "RunTask" in event["name"] and (event["pid"], event["tid"]) in threads
    ]
    return Cost(
        load=ms(first),
        view=ms(later) - ms(batch),
        batch=ms(batch),
        page=ms(outermost(tasks)),
        task=max((event["tdur"] / 1000 for event in ours), default=0.0),
        clock=max((event["dur"] / 1000 for event in ours), default=0.0),
    )


def ms(slices: list[dict[str, Any]]) -> float:
    return float(sum(event["tdur"] for event in slices)) / 1000


def outermost(slices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that lie in no other of them."""
    found: list[dict[str, Any]] = []
    for one in sorted(slices, key=lambda event: (event["ts"], -event["dur"])):
        if not any(within(one, other) for other in found[-8:]):
            found.append(one)
    return found


def within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return (
        (inner["pid"], inner["tid"]) == (outer["pid"], outer["tid"])
        and outer["ts"] <= inner["ts"]
        and inner["ts"] + inner.get("dur", 0) <= outer["ts"] + outer["dur"]
    )


def measure(rounds: int, slower: float, *, bare: bool) -> dict[str, Loads]:
    site, chrome = Site(bare=bare), Chrome()
    found = {name: Loads() for name in site.scripts}
    try:
        for name in found:  # warm: the first page of a browser pays for the browser
            load(chrome, site, name, 1)
        for _ in range(rounds):
            for name, loads in found.items():
                loads.free.append(load(chrome, site, name, 1))
                loads.held.append(load(chrome, site, name, slower))
    finally:
        chrome.close()
        site.close()
    return found


def table(found: dict[str, Loads], slower: float) -> list[dict[str, Any]]:
    """A row for each script; times in ms."""
    return [row(name, loads, found, slower) for name, loads in found.items()]


def row(name: str, loads: Loads, found: dict[str, Loads], slower: float) -> dict[str, Any]:
    def typical(costs: list[Cost], *fields: str) -> float:
        return statistics.median(float(sum(getattr(cost, field) for field in fields)) for cost in costs)

    base, floor = found[EMPTY], found[FETCH]
    sent = typical(floor.free, "load") - typical(base.free, "load")
    own = typical(loads.free, "view", "batch") - sent
    pairs = [one.page - other.page for one, other in zip(loads.free, base.free, strict=True)]
    times = {
        f"load ×{slower:g}": (typical(loads.free, "load") - typical(base.free, "load")) * slower,
        "load held": typical(loads.held, "load") - typical(base.held, "load"),
        f"view ×{slower:g}": typical(loads.free, "view") * slower,
        f"batch ×{slower:g}": typical(loads.free, "batch") * slower,
        "beyond": max(own, 0) * slower,
        f"page ×{slower:g}": statistics.median(pairs) * slower,
        f"task ×{slower:g}": typical(loads.free, "task") * slower,
        "task held": typical(loads.held, "task"),
    }
    return {
        "script": name,
        **{label: round(value, 1) for label, value in times.items()},
        "long": sum(cost.clock > LONG for cost in loads.held),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--slower", type=float, default=4, help="how many times slower the processor is made")
    parser.add_argument("--bare", action="store_true", help="a page without a script of its own")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = table(measure(args.rounds, args.slower, bare=args.bare), args.slower)
    if args.json:
        print(json.dumps(rows))
        return
    print("".join(f"{name:>13}" for name in rows[0]))
    for one in rows:
        print("".join(f"{value:>13}" for value in one.values()))


if __name__ == "__main__":
    main()
