"""The tools of one data folder, opened together: store, keys, queue, loader, identification.

The server keeps one open for its life; a command that loads or identifies opens one for a moment.
Part of the composition root.
"""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from enrichment import Identifier
from tracker import sites
from tracker.addresses import AddressQueue
from tracker.event import Envelope
from tracker.identify import identify_pending
from tracker.load import Loader, LoadReport
from tracker.pipeline import Outcome, PipelineContext, process
from tracker.privacy import KeyRing
from tracker.rules import RulePack, load_pack
from tracker.settings import Settings
from tracker.site import Site
from tracker.spool import Spool, folder
from tracker.store import Store, open_store, records

log = logging.getLogger("tracker")
_SITES_AGE_S = 5.0


def now_ms() -> int:
    """UTC milliseconds of this moment."""
    return time.time_ns() // 1_000_000


@dataclass
class KnownSites:
    """Sites by id, asked of the store at most every five seconds."""

    store: Store
    _by_id: dict[str, Site] = field(default_factory=dict)
    _asked: float = -_SITES_AGE_S

    def __call__(self, site_id: str) -> Site | None:
        # A site that was made a moment ago must not look unknown: its events would be dropped.
        if time.monotonic() - self._asked >= _SITES_AGE_S or site_id not in self._by_id:
            self._by_id = sites.all_sites(self.store)
            self._asked = time.monotonic()
        return self._by_id.get(site_id)


class Workshop:
    """Everything that turns waiting bodies into events and waiting addresses into verdicts."""

    def __init__(self, settings: Settings, store: Store, own: Sequence[Spool] = ()) -> None:
        self.settings = settings
        self.store = store
        folder(settings.data_dir).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.keyring = KeyRing(settings.data_dir)
        self.queue = AddressQueue(settings.data_dir / "addresses.db")
        self.identifier = self._identifier()
        context = PipelineContext(
            site_of=KnownSites(store),
            day_key=self.keyring.day_key,
            rules=self._rules(),
            parameters=settings.parameter_names,
        )

        def run(envelope: Envelope, address: str) -> Outcome:
            return process(envelope, address, context)

        self.loader = Loader(settings.data_dir, store, self.keyring, self.queue, run, own=own)

    @property
    def lookups(self) -> frozenset[str]:
        """Look-ups in force: what the environment names, or else what was chosen on the privacy page."""
        if self.settings.lookups:
            return self.settings.lookup_names
        chosen = records.get(self.store, "settings", "lookups") or {}
        return frozenset(chosen.get("names", ()))

    def lookups_changed(self) -> None:
        """Take a new choice of look-ups, or a new own list, into use."""
        self.identifier = self._identifier()

    def load(self) -> LoadReport:
        """Everything the spools hold, into the store. One process at a time: two would take turns
        with the same batch (with a server as store, any command may load)."""
        with (folder(self.settings.data_dir) / "drain.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self.loader.drain()

    def identify(self) -> int:
        """A verdict for every waiting address; how many there were."""
        total = 0
        while done := identify_pending(
            self.store, self.queue, self.keyring, self.identifier, now_ms=now_ms()
        ):
            total += done
        return total

    def close(self) -> None:
        self.loader.close()
        self.queue.close()

    def _identifier(self) -> Identifier:
        return Identifier(self.settings.data_dir, lookups=self.lookups)

    def _rules(self) -> RulePack:
        path = self.settings.data_dir / "rules.toml"
        return load_pack(path.read_text("utf-8"), str(path)) if path.exists() else load_pack(None)


@contextmanager
def open_workshop(settings: Settings) -> Iterator[Workshop]:
    """A workshop over a store opened here, or reached through the process that owns it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = open_store(settings.store_dsn)
    try:
        workshop = Workshop(settings, store)
        try:
            yield workshop
        finally:
            workshop.close()
    finally:
        store.close()
