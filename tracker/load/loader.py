"""Drains every spool of the data folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracker.addresses import AddressQueue
from tracker.load.batch import BatchLoader
from tracker.load.rows import Process
from tracker.load.tallies import move_tallies
from tracker.privacy import KeyRing
from tracker.spool import FrozenBatch, Plan, Spool, SpoolError, folder
from tracker.store import Store

BATCH = 5000  # bodies


@dataclass
class LoadReport:
    """What a drain did, in events. ``problems``: spools that could not be read, each in a sentence."""

    batches: int = 0
    stored: int = 0
    duplicate: int = 0
    dropped: int = 0
    dead: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, batch: FrozenBatch, plan: Plan) -> None:
        self.batches += 1
        self.stored += plan.stored
        self.duplicate += plan.duplicate
        self.dropped += plan.dropped
        self.dead += sum(batch.items[buried.index].events for buried in plan.dead)

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


class Loader:
    """One per data folder. ``own``: spools this process appends to; the others are found in the folder."""

    def __init__(
        self,
        data_dir: Path,
        store: Store,
        keys: KeyRing,
        addresses: AddressQueue,
        process: Process,
        *,
        own: Sequence[Spool] = (),
        batch: int = BATCH,
    ) -> None:
        self._folder = folder(data_dir)
        self._store = store
        self._limit = batch
        self._batches = BatchLoader(store, keys, addresses, process)
        self._own = {spool.path: spool for spool in own}
        self._found: dict[Path, Spool] = {}

    def drain(self) -> LoadReport:
        """Load until nothing waits. Raises ``StoreError`` if the store is out; nothing is lost by that."""
        report = LoadReport()
        while self.step(report):
            pass
        return report

    def step(self, report: LoadReport | None = None) -> bool:
        """At most one batch of each spool; False if nothing waited (then counts are moved as well)."""
        report = report or LoadReport()
        spools = self._spools(report)
        busy = sum(self._load_one(spool, report) for spool in spools)
        if not busy:
            for spool in spools:
                move_tallies(spool, self._store)
        return busy > 0

    def close(self) -> None:
        """Close the spools this loader opened itself."""
        for spool in self._found.values():
            spool.close()
        self._found = {}

    def _load_one(self, spool: Spool, report: LoadReport) -> bool:
        try:
            batch = spool.freeze(self._limit)
            if batch is None:
                return False
            report.add(batch, self._batches.load(spool, batch))
        except SpoolError as error:  # this file's trouble must not stop the other spools
            report.problems.append(str(error))
            return False
        return True

    def _spools(self, report: LoadReport) -> list[Spool]:
        for path in sorted(self._folder.glob("*.db")):
            if path not in self._own and path not in self._found:
                self._open(path, report)
        return [*self._own.values(), *self._found.values()]

    def _open(self, path: Path, report: LoadReport) -> None:
        try:
            self._found[path] = Spool(path)
        except SpoolError as error:
            if str(error) not in report.problems:
                report.problems.append(str(error))
