"""The composition root: opens everything, wires rooms and jobs together, serves, drains, closes.

Nobody imports this but the command. The public surface (collector, script) and the private one
(dashboard) are two sets of routes; they share a process only here.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from tracker import sites
from tracker.collect import Collector, Front, collector_routes
from tracker.collect.server import SERVING
from tracker.dashboard import Dependencies, dashboard_app, first_token
from tracker.dashboard.users import User, find_user, save_user
from tracker.demo.people import meet
from tracker.demo.post import plan, planned
from tracker.demo.seed import Trickle, fill, prepare
from tracker.demo.shop import BASE as SHOP
from tracker.demo.shop import shop_routes
from tracker.demo.team import TEAM
from tracker.demo.way import tell
from tracker.installation import Installation, data_info, health, judge_again, ledger, open_installation
from tracker.lead import act
from tracker.settings import Settings
from tracker.site import Site
from tracker.snippet.serve import snippet_routes
from tracker.spool import calm
from tracker.store import Store
from tracker.work import Chore, Worker
from tracker.workshop import now_ms

Say = Callable[[str], None]
_TRICKLE_S = 7.0
#: So long a person waits for what a mail server or a receiver answers to a test.
_ANSWER_S = 20.0


def workers(place: Installation, trickle: Trickle | None) -> list[Worker]:
    """The workers of the hot line, the slow one and the post: no look-up may hold up an event on its way."""
    hot = [Chore("load", 0.5, place.load), Chore("publish sites", 5, place.publish)]
    if trickle is not None:
        hot.append(Chore("demonstration", _TRICKLE_S, lambda: _send(trickle)))
    slow = [
        Chore("identify", 0.5, place.identify),
        Chore("companies", 30, place.companies),
        Chore("qualify", 60, place.qualify, due=time.monotonic() + 5),
        Chore("keep house", 900, place.keep_house),
        Chore("forget", 6 * 3600, place.forget),
    ]
    # A mail server that does not answer holds up nobody but the mail.
    post = [
        Chore("queue reports", 20, place.queue_reports, due=time.monotonic() + 5),
        Chore("alerts", 15, place.alerts, due=time.monotonic() + 10),
        Chore("send", 2, place.send),
    ]
    lines = (("hot", hot), ("slow", slow), ("post", post))
    return [Worker(name, chores, place.stopping) for name, chores in lines]


def _send(trickle: Trickle) -> bool:
    trickle.send(now_ms())
    return False


def application(place: Installation, collector: Collector, book: sites.SiteBook) -> ASGIApp:
    """Beacons first and past all middleware; then the script; then the private surface for the rest."""
    app = Starlette(routes=_routes(place, book), lifespan=_lifespan(collector))
    return Front(app, collector_routes(place.settings.collect_prefix, collector))


def _routes(place: Installation, book: sites.SiteBook) -> list[BaseRoute]:
    settings = place.settings
    found: list[BaseRoute] = [*snippet_routes(settings, book)]
    if place.demo is not None:
        found += shop_routes(f"/{settings.collect_prefix}/{place.demo.key}.js")
    return [*found, *dashboard_app(_dependencies(place))]


def _dependencies(place: Installation) -> Dependencies:
    return Dependencies(
        store=place.store,
        settings=place.settings,
        clock=now_ms,
        ledger=lambda: ledger(place),
        health=lambda: health(place),
        data_info=lambda: data_info(place),
        identifier=lambda: place.workshop.identifier,
        lookups=lambda: place.workshop.lookups,
        lookups_changed=lambda _names: place.workshop.lookups_changed(),
        corrected=lambda said: judge_again(place, said),
        act=lambda site, asked, zone, at: act(place.store, site, asked, zone=zone, at=at),
        send=partial(place.send, _ANSWER_S),
        mail=place.mail if place.settings.smtp_host else None,
    )


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
        background = workers(place, trickle)
        app = application(place, collector, book)
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
        calm()
        for worker in background:
            worker.start()
        announcer.start()
        try:
            server.run(sockets=[listener])
        finally:
            _wind_down(place, background)
            if trickle is not None:
                trickle.close()


def _wind_down(place: Installation, background: list[Worker]) -> None:
    """End the workers, then load what still waits for a few seconds: the rest is safe in the spools."""
    place.stopping.set()
    for worker in background:
        worker.join(8)
    end = time.monotonic() + 4
    if not any(worker.is_alive() for worker in background):
        place.workshop.load(lambda: time.monotonic() > end)


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
    say("Demonstration: visits by fictional companies, through the whole line …")
    fill(site, place.settings.data_dir, place.workshop.keyring, now=now_ms())
    place.load()
    place.identify()
    meet(
        place.store,
        site,
        place.settings.data_dir,
        zone=site.timezone or place.settings.timezone,
        now=now_ms(),
    )
    zone = site.timezone or place.settings.timezone
    tell(place.store, site, zone=zone, now=now_ms())
    if not planned(place.store, site):
        _staff(place.store, site)
        plan(place.store, site, zone=zone, now=now_ms())
    place.qualify()
    place.demo = site
    return Trickle(site, place.settings.data_dir, place.workshop.keyring)


def _staff(store: Store, site: Site) -> None:
    """The demonstration's people as users: on its site alone, and without a password."""
    for member in TEAM:
        if find_user(store, member.mail) is None:
            made = User(id=member.mail, role="viewer", sites={site.id: member.role}, created=now_ms())
            save_user(store, made, actor="demonstration")


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
        say("              (signs you in once; set a password there to come back)")
    if not sites.all_sites(place.store):
        say("  Next        add your website under Sites, or: tracker site add NAME --host www.example.com")
    if place.demo is not None:
        say(f"  Shop        {url}{SHOP}/   click around: it appears under Live within seconds")
    say("  Stop        Ctrl-C\n")
