"""The process that is killed: collector, loader and store together, as the app composes them.

``python -m tests.chaos.server DIR PORT [POINT COUNT]`` serves and, if told to, kills itself with SIGKILL
when POINT is passed for the COUNTth time. ``python -m tests.chaos.server DIR report FILE`` drains what is
left and prints the ledger and how often each view of FILE (one a line) is stored, as JSON.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from tracker import pipeline
from tracker.addresses import AddressQueue
from tracker.collect import Collector, collector_routes
from tracker.collect.server import SERVING
from tracker.load import Loader
from tracker.load import batch as batch_module
from tracker.pipeline import PipelineContext
from tracker.privacy import KeyRing
from tracker.rules.load import default_pack
from tracker.settings import load_settings
from tracker.sites import SiteBook, all_sites, new_site, publish, save_site
from tracker.spool import Spool, claim
from tracker.spool import writer as writer_module
from tracker.spool.desk import Desk
from tracker.store import Store, open_store

KEY = "chaoschaos23"
SITE = "chaos"

#: Where it can die: name → (what is wrapped, die before it runs?). Both sides of every durable step.
POINTS: dict[str, tuple[Any, str, bool]] = {
    "before-append": (writer_module.Writer, "_commit", True),
    "append-unanswered": (writer_module, "_answer", True),
    "after-freeze": (Desk, "freeze", False),
    "after-note": (Desk, "note", False),
    "before-insert": (batch_module.BatchLoader, "_insert", True),
    "after-insert": (batch_module.BatchLoader, "_insert", False),
    "before-finish": (Desk, "finish", True),
    "after-finish": (Desk, "finish", False),
}


def arm(point: str, count: int) -> None:
    """Die when ``point`` is passed for the ``count``th time."""
    owner, name, before = POINTS[point]
    inner: Callable[..., Any] = getattr(owner, name)
    left = [count]

    @functools.wraps(inner)
    def deadly(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = inner(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[tuple[Store, KeyRing, Callable[[Spool | None], Loader]]]:
    store = open_store(f"chdb:///{str(folder / 'store').lstrip('/')}")
    if SITE not in all_sites(store):
        save_site(store, new_site(SITE, key=KEY), actor="test")
    publish(store, folder)
    keys = KeyRing(folder)
    queue = AddressQueue(folder / "addresses.db")
    context = PipelineContext(site_of=all_sites(store).get, day_key=keys.day_key, rules=default_pack())
    process = functools.partial(pipeline.process, context=context)

    def loader(own: Spool | None) -> Loader:
        return Loader(folder, store, keys, queue, process, own=[own] if own else [])

    try:
        yield store, keys, loader
    finally:
        queue.close()
        store.close()


def serve(folder: Path, port: int) -> None:
    settings = load_settings({}, data_dir=str(folder), port=port)
    with contextlib.ExitStack() as stack:
        _store, keys, make = stack.enter_context(opened(folder))
        path = stack.enter_context(claim(folder, "serve"))
        spool = Spool(path)
        collector = Collector(settings, spool, keys, SiteBook(folder))
        stopping = threading.Event()
        thread = threading.Thread(target=_load, args=(make(spool), stopping))

        @contextlib.asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            thread.start()
            yield
            # In here, not after run(): uvicorn ends by raising the signal again.
            stopping.set()
            thread.join()
            spool.close()

        app = Starlette(routes=collector_routes(settings.collect_prefix, collector), lifespan=lifespan)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", **SERVING)


def _load(loader: Loader, stopping: threading.Event) -> None:
    while not stopping.is_set():
        loader.step()
        time.sleep(0.05)


def report(folder: Path, views_file: Path) -> None:
    views = views_file.read_text().split()
    with opened(folder) as (store, _keys, make):
        loader = make(None)
        loader.drain()
        found: Counter[str] = Counter()
        for start in range(0, len(views), 1000):
            piece = views[start : start + 1000]
            rows = store.read("load/known_events", sites=[SITE], views=",".join(piece), first=0, last=2**42)
            found.update(str(row["view"]) for row in rows)
        ledgers = {spool.path.stem: spool.ledger() for spool in loader._found.values()}
        loader.close()
    print(json.dumps({"found": found, "ledgers": ledgers}))


def main(argv: list[str]) -> None:
    folder = Path(argv[0])
    if argv[1] == "report":
        report(folder, Path(argv[2]))
        return
    if len(argv) > 2:
        arm(argv[2], int(argv[3]))
    serve(folder, int(argv[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
