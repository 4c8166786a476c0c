"""The composition root: opens everything, wires rooms and jobs together, serves, drains, closes.

Nobody imports this but the command. The public surface (collector, script) and the private one
(dashboard) are two sets of routes; they share a process only here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from enrichment.age import ages
from tracker import sites
from tracker.collect import Collector, collector_routes
from tracker.collect.server import SERVING
from tracker.dashboard import Dependencies, dashboard_app, first_token
from tracker.demo.seed import Trickle, fill, prepare
from tracker.demo.shop import BASE as SHOP
from tracker.demo.shop import shop_routes
from tracker.qualify import qualify
from tracker.settings import Settings
from tracker.snippet.serve import snippet_routes
from tracker.spool import Spool, claim, folder
from tracker.store import Store, StoreLocked, open_store
from tracker.store.owner import serve_owner
from tracker.store.remote import OwnerStore
from tracker.work import Chore, Worker
from tracker.workshop import Workshop, now_ms

log = logging.getLogger("tracker")
Say = Callable[[str], None]
_HOUR_MS = 3_600_000
_TRICKLE_S = 7.0


@dataclass
class Installation:
    """What is open while the server runs."""

    settings: Settings
    store: Store
    spool: Spool
    workshop: Workshop
    demo: sites.Site | None = None
    loaded_at: int = 0
    _qualified: int = 0
    _swept: int = 0

    def load(self) -> bool:
        report = self.workshop.load()
        if report.stored:
            self.loaded_at = now_ms()
        for problem in report.problems:
            log.error("%s", problem)
        return False

    def identify(self) -> bool:
        self.workshop.identify()
        return False

    def qualify(self) -> bool:
        """Changes since the last look; once an hour a full sweep, because only that sees scores fall."""
        now = now_ms()
        full = now - self._swept >= _HOUR_MS
        qualify_all(self.store, self.settings, since=0 if full else self._qualified - 5 * 60_000)
        self._qualified = now
        if full:
            self._swept = now
        return False

    def keep_house(self) -> bool:
        """Destroy keys that are due, forget addresses that waited too long, look for damaged parts."""
        gone = self.workshop.keyring.destroy_old(now_ms())
        if gone:
            log.info("keys destroyed: %s", ", ".join(gone))
        purged = self.workshop.queue.purge(now_ms() - 24 * _HOUR_MS)
        if purged:
            log.warning("%d addresses waited over 24 hours and were forgotten", purged)
        for problem in self.store.health().problems:
            log.error("%s", problem)
        return False

    def forget(self) -> bool:
        """Delete what is older than ``keep_days``; asked first, because deleting rewrites parts."""
        if self.settings.keep_days:
            before = now_ms() - self.settings.keep_days * 24 * _HOUR_MS
            due = self.store.read("retention/due", before=before)[0]["n"]
            if due:
                self.store.run("retention/events", before=before)
                self.store.run("retention/verdicts", before=before)
                log.info("%d events older than %d days deleted", due, self.settings.keep_days)
        return False

    def publish(self) -> bool:
        sites.publish(self.store, self.settings.data_dir)
        return False


def qualify_all(store: Store, settings: Settings, *, since: int) -> int:
    """Record stage changes of every site, as of now, of accounts seen since; how many there were."""
    return sum(
        len(qualify(store, site.id, zone=site.timezone or settings.timezone, at=now_ms(), since=since))
        for site in sites.all_sites(store).values()
    )


@contextmanager
def open_installation(settings: Settings) -> Iterator[Installation]:
    """Own the data folder. Raises ``StoreLocked`` if another process serves it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        store = open_store(settings.store_dsn)
        stack.callback(store.close)
        if isinstance(store, OwnerStore):
            raise StoreLocked(
                f"{settings.data_dir} is served by another process already. Stop that one first, or name "
                "another folder with --data-dir. For more collectors: tracker collect --workers N."
            )
        owner = serve_owner(store)
        if owner is not None:
            stack.callback(owner.stop)
        folder(settings.data_dir).mkdir(parents=True, exist_ok=True, mode=0o700)
        spool = Spool(stack.enter_context(claim(settings.data_dir, "serve")))
        stack.callback(spool.close)
        workshop = Workshop(settings, store, own=[spool])
        stack.callback(workshop.close)
        sites.publish(store, settings.data_dir)
        yield Installation(settings, store, spool, workshop)


def chores(place: Installation, trickle: Trickle | None) -> list[Chore]:
    """The background work, in order: a beacon is on a page about a second after it came."""
    found = [
        Chore("load", 0.5, place.load),
        Chore("identify", 0.5, place.identify),
        Chore("publish sites", 5, place.publish),
        Chore("qualify", 60, place.qualify, due=time.monotonic() + 5),
        Chore("keep house", 900, place.keep_house),
        Chore("forget", 6 * 3600, place.forget),
    ]
    if trickle is not None:
        found.append(Chore("demonstration", _TRICKLE_S, lambda: _send(trickle)))
    return found


def _send(trickle: Trickle) -> bool:
    trickle.send(now_ms())
    return False


def routes(place: Installation, collector: Collector, book: sites.SiteBook) -> list[BaseRoute]:
    """The public surface first, then the private one, which answers everything else."""
    settings = place.settings
    found: list[BaseRoute] = [
        *collector_routes(settings.collect_prefix, collector),
        *snippet_routes(settings, book),
    ]
    if place.demo is not None:
        found += shop_routes(f"/{settings.collect_prefix}/{place.demo.key}.js")
    return [*found, *dashboard_app(_dependencies(place))]


def _dependencies(place: Installation) -> Dependencies:
    return Dependencies(
        store=place.store,
        settings=place.settings,
        clock=now_ms,
        ledger=lambda: _ledger(place),
        health=lambda: _health(place),
        data_info=lambda: _data_info(place),
        lookups=lambda: place.workshop.lookups,
        lookups_changed=lambda _names: place.workshop.lookups_changed(),
    )


def _ledger(place: Installation) -> Mapping[str, Any]:
    total: Counter[str] = Counter()
    for path in folder(place.settings.data_dir).glob("*.db"):
        with contextlib.closing(Spool(path)) as spool:
            total.update(spool.ledger())
    return total


def _health(place: Installation) -> Mapping[str, Any]:
    state = place.store.health()
    return {
        "last_event": place.loaded_at or None,
        "detached_parts": sum(state.detached.values()),
        "free_bytes": state.free,
        "problems": state.problems,
        "waiting_addresses": place.workshop.queue.count(),
        "versions": {
            "Visitrace": product_version(),
            "ClickHouse": state.version,
            "schema": str(state.schema),
        },
    }


def _data_info(place: Installation) -> Mapping[str, Any]:
    found = {age.source: age for age in ages(place.workshop.identifier.parts, datetime.now(UTC).date())}
    operators = found.get("operator")
    return {
        "version": place.workshop.identifier.data_version,
        "date": operators.dated if operators else "",
        "days": operators.days if operators else 0,
        "old": bool(operators and operators.old),
        "licence": "CC BY 4.0",
    }


def product_version() -> str:
    try:
        return version("visitrace")
    except PackageNotFoundError:
        return "unknown"


def serve(settings: Settings, *, demo: bool, say: Say) -> None:
    """Run until SIGTERM or SIGINT. ``say`` tells a person what happens and where to look.

    Raises ``CannotListen`` if the address is taken, before anything is opened.
    """
    with _listen(settings) as listener, ExitStack() as stack:
        settings = replace(settings, port=listener.getsockname()[1])
        place = stack.enter_context(open_installation(settings))
        trickle = _demonstrate(place, say) if demo else None
        book = sites.SiteBook(settings.data_dir)
        collector = Collector(settings, place.spool, place.workshop.keyring, book)
        worker = Worker(chores(place, trickle))
        app = Starlette(routes=routes(place, collector, book), lifespan=_lifespan(collector))
        server = _Server(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_level="warning",  # what it would say at start, _announce says better
                log_config=None,
                **SERVING,
            )
        )
        announcer = threading.Thread(target=_announce, args=(server, place, say), daemon=True)
        worker.start()
        announcer.start()
        try:
            server.run(sockets=[listener])
        finally:
            worker.stop()
            if trickle is not None:
                trickle.close()
            place.load()


class CannotListen(OSError):
    """The address is taken or not ours; the text says which and what to do."""


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Stop what uses it, or choose another with --port (0: any free one)."
        ) from None


class _Server(uvicorn.Server):
    """uvicorn raises the signal again once it has stopped, which would end us before we have drained."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _lifespan(collector: Collector) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        refreshing = asyncio.create_task(collector.refresh())
        yield
        refreshing.cancel()

    return lifespan


def _demonstrate(place: Installation, say: Say) -> Trickle:
    site = prepare(place.store, place.settings.data_dir)
    place.workshop.lookups_changed()  # the own list may be new
    sites.publish(place.store, place.settings.data_dir)
    say("Demonstration: two months of visits by fictional companies, through the whole line …")
    fill(site, place.settings.data_dir, place.workshop.keyring, now=now_ms())
    place.load()
    place.identify()
    place.qualify()
    place.demo = site
    return Trickle(site, place.settings.data_dir, place.workshop.keyring)


def _announce(server: uvicorn.Server, place: Installation, say: Say) -> None:
    """Once the server answers, say where. The port may have been chosen by the system."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    url = place.settings.public_url
    token = first_token(place.store, now_ms())
    say(f"\n  Dashboard   {url}/" + (f"welcome?token={token}" if token else ""))
    if token:
        say("              (this link works once, until a password is set)")
    if place.demo is not None:
        say(f"  Shop        {url}{SHOP}/   click around: it appears under Live within seconds")
    say("  Stop        Ctrl-C\n")
