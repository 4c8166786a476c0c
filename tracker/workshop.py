"""The tools of one data folder, opened together: store, keys, queue, loader, identification.

The server keeps one open for its life; a command that loads or identifies opens one for a moment.
Part of the composition root.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from enrichment import Identifier
from tracker import sites
from tracker.addresses import AddressQueue
from tracker.companies.snapshots import PUBLISHED
from tracker.event import Envelope
from tracker.identify import expire, identify_pending
from tracker.load import Loader, LoadReport
from tracker.pipeline import Outcome, PipelineContext, process
from tracker.privacy import KeyRing
from tracker.read.worth import worth_of
from tracker.rules import RulePack, load_pack
from tracker.settings import Settings, make_data_dir
from tracker.site import Site
from tracker.spool import Spool, SpoolError, calm, folder
from tracker.store import Store, open_store, records
from tracker.store.owner import serve_owner

log = logging.getLogger("tracker")
_SITES_AGE_S = 5.0
_DAY_MS = 86_400_000
_DEAD_DAYS = 14


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
        self._own_list = _stamps(settings.data_dir)
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
        """Take a new choice of look-ups, or new files, into use: from the next view on, also of addresses
        that were identified before, today. Where one cannot be read (``BadData``), the old stay in use."""
        self.identifier = self._identifier()
        gc.unfreeze()
        gc.collect()  # the old one's tables
        gc.freeze()
        self.queue.recall()

    def own_list_changed(self) -> bool:
        """Were the files that identification works from changed since the last look?"""
        stamp = _stamps(self.settings.data_dir)
        changed, self._own_list = stamp != self._own_list, stamp
        return changed

    def load(self, enough: Callable[[], bool] = lambda: False) -> LoadReport:
        """What the spools hold, into the store, until nothing waits or it is ``enough``.

        One process at a time: two would take turns with the same batch (with a server as store, any
        command may load). Raises ``StoreError`` if the store is out; nothing is lost by that.
        """
        report = LoadReport()
        with (folder(self.settings.data_dir) / "drain.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            while not enough() and self.loader.step(report):
                pass
        return report

    def identify(self, enough: Callable[[], bool] = lambda: False) -> int:
        """A verdict for every waiting address, until it is ``enough``; how many there were.

        With look-ups elsewhere a round is small, because each may take seconds.
        """
        total = 0
        limit = 64 if self.lookups else 5000
        while not enough():
            done = identify_pending(
                self.store,
                self.queue,
                self.keyring,
                self.identifier,
                now_ms=now_ms(),
                limit=limit,
                worth=self._worth,
            )
            if not done:
                break
            total += done
        return total

    def _worth(self, keys: Sequence[str]) -> dict[str, float]:
        return worth_of(self.store, sorted(sites.all_sites(self.store)), keys, at=now_ms())

    def keep_house(self) -> None:
        """Destroy keys that are due, give up addresses that waited a day, dead letters of a fortnight."""
        gone = self.keyring.destroy_old(now_ms())
        if gone:
            log.info("keys destroyed: %s", ", ".join(gone))
        late = expire(self.store, self.queue, self.identifier, now_ms=now_ms(), before_ms=now_ms() - _DAY_MS)
        if late:
            log.warning("%d addresses waited over 24 hours and were forgotten", late)
        for path, spool in each_spool(self.settings):
            old = spool.purge_dead(now_ms() - _DEAD_DAYS * _DAY_MS)
            if old:
                log.warning(
                    "%d dead letters of %s were over %d days old and are gone", old, path.stem, _DEAD_DAYS
                )

    def close(self) -> None:
        self.loader.close()
        self.queue.close()

    def _identifier(self) -> Identifier:
        made = Identifier(self.settings.data_dir, lookups=self.lookups)
        gc.freeze()  # its tables stay: looking through them for garbage took a third of bulk identification
        return made

    def _rules(self) -> RulePack:
        path = self.settings.data_dir / "rules.toml"
        return load_pack(path.read_text("utf-8"), str(path)) if path.exists() else load_pack(None)


def _stamps(data_dir: Path) -> tuple[tuple[int, int], ...]:
    bought = sorted((data_dir / "enrichment").glob("*.mmdb"))
    return tuple(map(_stamp, (*(data_dir / name for name in ("own-list.csv", *PUBLISHED)), *bought)))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)


def each_spool(settings: Settings) -> Iterator[tuple[Path, Spool]]:
    """Every spool of the data folder; one that is damaged is named in the log and passed over."""
    for path in sorted(folder(settings.data_dir).glob("*.db")):
        try:
            spool = Spool(path)
        except SpoolError as error:
            log.error("%s", error)
            continue
        with closing(spool):
            yield path, spool


@contextmanager
def open_workshop(settings: Settings) -> Iterator[Workshop]:
    """A workshop over a store opened here, or reached through the process that owns it.

    While it is open, other commands reach the store through it. Keys and addresses that are due go when
    it closes: an installation that only ever imports logs keeps its promises as well.
    """
    make_data_dir(settings)
    with ExitStack() as stack:
        store = open_store(settings.store_dsn)
        stack.callback(store.close)
        owner = serve_owner(store)
        if owner is not None:
            stack.callback(owner.stop)
        workshop = Workshop(settings, store)
        stack.callback(workshop.close)
        calm()
        yield workshop
        workshop.keep_house()
