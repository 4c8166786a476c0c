"""A small installation without HTTP: spool, keys, queue, embedded store, real pipeline; and faults."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tracker import pipeline
from tracker.addresses import AddressQueue
from tracker.event import Envelope, encode_envelope
from tracker.load import Loader
from tracker.pipeline import Outcome, PipelineContext
from tracker.privacy import KeyRing
from tracker.rules.load import default_pack
from tracker.site import Site
from tracker.spool import Spool
from tracker.store import Row, Store, StoreError, StoreUnreachable
from tracker.store.protocol import Health

SITE = Site(id="shop", key="shopshopshop")
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
NOW = 1_795_000_000_000  # UTC ms


class Rig:
    def __init__(self, folder: Path, store: Store, *, batch: int = 5000) -> None:
        self.keys = KeyRing(folder)
        self.spool = Spool(folder / "spool" / "serve-0.db")
        self.queue = AddressQueue(folder / "addresses.db")
        self.store = store
        self.context = PipelineContext(
            site_of={"shop": SITE}.get, day_key=self.keys.day_key, rules=default_pack()
        )
        self.process: Callable[[Envelope, str], Outcome] = functools.partial(
            pipeline.process, context=self.context
        )
        self._folder = folder
        self._batch = batch

    def loader(self, store: Store | None = None) -> Loader:
        """A fresh one, as after a restart."""
        return Loader(
            self._folder,
            store or self.store,
            self.keys,
            self.queue,
            lambda envelope, address: self.process(envelope, address),
            own=[self.spool],
            batch=self._batch,
        )

    def envelope(self, view: str, events: int = 1, *, address: str = "203.0.113.9", **given: Any) -> bytes:
        listed = [["pv", 0, 0, ["", None, 1440]], *([["en", n, n * 10, [n, 10]] for n in range(1, events)])]
        url = "https://www.example.com/pricing"
        body = msgspec.json.encode({"v": 1, "i": view, "u": url, "e": listed})
        fields: dict[str, Any] = {
            "site": "shop", "source": "js", "received": NOW, "address": self.keys.seal(address),
            "agent": AGENT, "body": body,
        }  # fmt: skip
        return encode_envelope(Envelope(**(fields | given)))

    def send(self, views: Sequence[str], events: int = 1) -> None:
        self.spool.append_many([(self.envelope(view, events), events) for view in views])

    def stored(self, views: Sequence[str]) -> Counter[str]:
        """How many rows the store holds of each view."""
        found: Counter[str] = Counter()
        for start in range(0, len(views), 1000):
            piece = [*views[start : start + 1000]]
            rows = self.store.read(
                "load/known_events", sites=["shop"], views=",".join(piece), first=0, last=2**42
            )
            found.update(str(row["view"]) for row in rows)
        return found

    def close(self) -> None:
        self.spool.close()
        self.queue.close()


class Faulty:
    """A store in front of the real one that fails as told.

    ``fault``: "" works · "down" nothing answers · "cut" the insert is applied, then the connection ends ·
    "half" half of the rows are applied, then the connection ends · "ignored" an insert is swallowed ·
    "no table" the insert is refused, and no row is to blame.
    """

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.fault = ""
        self.sync_fails = False
        self.inserts = 0

    def read(self, query: str, /, **params: Any) -> list[Row]:
        self._down()
        return self.inner.read(query, **params)

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        self._down()
        self.inserts += 1
        if self.fault == "ignored":
            return
        if self.fault == "no table":
            table = "no_such_table"
        if self.fault == "half":
            self.inner.insert(table, rows[: len(rows) // 2], token=token + "half")
        else:
            self.inner.insert(table, rows, token=token)
        if self.fault in {"cut", "half"}:
            raise StoreUnreachable("the connection ended before the answer")

    def run(self, query: str, /, **params: Any) -> None:
        self._down()
        self.inner.run(query, **params)

    def sync(self) -> None:
        self._down()
        if self.sync_fails:
            raise StoreError("the power goes")
        self.inner.sync()

    def health(self) -> Health:
        return self.inner.health()

    def close(self) -> None:
        return None

    def _down(self) -> None:
        if self.fault == "down":
            raise StoreUnreachable("no answer")
