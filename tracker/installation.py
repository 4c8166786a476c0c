"""One data folder, opened by the process that owns it, and what is done with it around the clock.

Part of the composition root.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from enrichment.age import ages
from enrichment.corrections import Correction
from tracker import sites
from tracker.companies import floor, snapshots
from tracker.companies.refresh import refresh
from tracker.dashboard.users import every_user
from tracker.deliver.alerts import queue_alerts
from tracker.deliver.chat import chat_routes
from tracker.deliver.reports import Desk, queue_reports
from tracker.deliver.sending import Sender, mail_routes
from tracker.deliver.watch import watch
from tracker.lead import offer_ripe, wake
from tracker.outbox import Outbox
from tracker.outbox.telling import note_to
from tracker.qualify import qualify
from tracker.read import gather, owntruth
from tracker.read.escalation import notices
from tracker.reidentify import after_correction
from tracker.settings import Settings, make_data_dir, note_url
from tracker.spool import Spool, claim, folder
from tracker.store import Store, StoreLocked, open_store
from tracker.store.owner import serve_owner
from tracker.store.remote import OwnerStore
from tracker.workshop import Workshop, each_spool, now_ms

log = logging.getLogger("tracker")
_HOUR_MS = 3_600_000


@dataclass
class Installation:
    """What is open while the server runs."""

    settings: Settings
    store: Store
    spool: Spool
    workshop: Workshop
    outbox: Outbox
    sender: Sender
    demo: sites.Site | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    loaded_at: int = 0
    _qualified: int = 0
    _measured: str = ""  # YYYY-MM-DD of the last measurement of accuracy
    _described: Any = None  # the identifier whose facts were stored last
    _swept: float = float("-inf")  # monotonic seconds

    def load(self) -> bool:
        report = self.workshop.load(self.stopping.is_set)
        if report.stored:
            self.loaded_at = now_ms()
        for problem in report.problems:
            log.error("%s", problem)
        return False

    def identify(self) -> bool:
        if self.workshop.own_list_changed():
            log.info("what identification works from was changed: it counts from now on")
            self.workshop.lookups_changed()
        self.workshop.identify(self.stopping.is_set)
        return False

    def qualify(self) -> bool:
        """Changes since the last look; once an hour a full sweep, because only that sees scores fall."""
        now, moment = now_ms(), time.monotonic()
        full = moment - self._swept >= 3600
        qualify_all(self.store, self.settings, since=0 if full else self._qualified - 5 * 60_000)
        self._qualified = now
        if full:
            self._swept = moment
        return False

    def companies(self) -> bool:
        """What people and new data say of companies, where identification and readers find it."""
        identifier = self.workshop.identifier
        if self._described is not identifier:
            refresh(self.store, identifier, at=now_ms())
            self._described = identifier
        floor.apply(self.store)
        snapshots.publish(self.store, self.settings.data_dir, now=now_ms())
        self._measure(identifier.data_version)
        return False

    def _measure(self, data: str) -> None:
        """Once a day, how often names were right by what each site knows itself."""
        today = time.strftime("%Y-%m-%d", time.gmtime(now_ms() / 1000))
        if today != self._measured:
            for site in sites.all_sites(self.store):
                owntruth.measure(self.store, site, now=now_ms(), day=today, data=data)
            self._measured = today

    def keep_house(self) -> bool:
        """Destroy keys that are due, forget addresses that waited too long, look for damaged parts."""
        self.workshop.keep_house()
        self.outbox.forget(now_ms())
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
                self.store.run("retention/stages", before=before)
                for site in sites.all_sites(self.store):
                    gather.forget(self.store, site)
                log.info("%d events older than %d days deleted", due, self.settings.keep_days)
        return False

    def queue_reports(self) -> bool:
        queue_reports(Desk(self.store, self.outbox, self.settings), now_ms())
        return False

    def alerts(self) -> bool:
        """What happened since the last look, and what of it may be told by now."""
        desk = Desk(self.store, self.outbox, self.settings)
        watch(desk, now_ms())
        queue_alerts(desk, now_ms())
        return False

    def send(self, patience: float = 0.25) -> bool:
        """What waits in the outbox; who wants to know what came of it waits ``patience`` seconds."""
        routes = {**mail_routes(self.settings), **chat_routes(Desk(self.store, self.outbox, self.settings))}
        self.sender.round(routes, clock=now_ms, stopping=self.stopping.is_set, patience=patience)
        return False

    def mail(self, to: str, subject: str, text: str) -> None:
        """A plain letter, by way of the outbox. Raises ``MailError`` for an address that is none."""
        self.outbox.put(
            [note_to(self.settings, to, subject, text, language=self.settings.language, now=now_ms())]
        )

    def publish(self) -> bool:
        sites.publish(self.store, self.settings.data_dir)
        return False


def qualify_all(store: Store, settings: Settings, *, since: int) -> int:
    """Record stage changes of every site, as of now, of accounts seen since; how many there were.

    What people set aside until a date, or until something new happens, comes back first; what stands at the
    level a site agreed on is offered to sales last.
    """
    changes = 0
    for site in sites.all_sites(store).values():
        zone = site.timezone or settings.timezone
        changes += len(wake(store, site.id, zone=zone, at=now_ms()))
        changes += len(qualify(store, site.id, zone=zone, at=now_ms(), since=since, remember=True))
        notices(store, site.id, zone=zone, at=now_ms(), team=_team(store))
        changes += len(offer_ripe(store, site.id, zone=zone, at=now_ms()))
    return changes


def _team(store: Store) -> list[str]:
    """Who may take accounts, in the order of turns."""
    return sorted(user.id for user in every_user(store).values() if user.may("sales"))


@contextmanager
def open_installation(settings: Settings) -> Iterator[Installation]:
    """Own the data folder. Raises ``StoreLocked`` if another process serves it."""
    make_data_dir(settings)
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
        outbox = Outbox(settings.data_dir)
        stack.callback(outbox.close)
        sender = Sender(outbox)
        stack.callback(sender.close)
        sites.publish(store, settings.data_dir)
        note_url(settings)
        yield Installation(settings, store, spool, workshop, outbox, sender)


def judge_again(place: Installation, correction: Correction) -> None:
    """What a correction speaks of, which was made or taken back a moment ago."""
    after_correction(place.store, place.workshop.identifier, correction, now_ms=now_ms())


def ledger(place: Installation) -> Mapping[str, Any]:
    total: Counter[str] = Counter()
    for _path, spool in each_spool(place.settings):
        total.update(spool.ledger())
    return total


def health(place: Installation) -> Mapping[str, Any]:
    state = place.store.health()
    return {
        "last_event": place.loaded_at or _newest(place.store),
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


def _newest(store: Store) -> int | None:
    """When the newest event came in, UTC ms; None if there is none."""
    return store.read("traffic/newest")[0]["received"] or None


def data_info(place: Installation) -> Mapping[str, Any]:
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
