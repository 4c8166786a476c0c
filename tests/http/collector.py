"""A collector over a real socket: uvicorn as in production, in a thread, on a port the system chose."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from tracker.collect.server import SERVING, collector_app
from tracker.event import Batch, Envelope, decode_batch, decode_envelope
from tracker.privacy import KeyRing
from tracker.settings import load_settings
from tracker.site import Site
from tracker.spool import Spool, writer

SITES = [
    Site(id="open", key="openopenopen"),
    Site(id="shop", key="shopshopshop", hosts=("www.example.com", "shop.example.org")),
    Site(id="asks", key="asksasksasks", consent="wait"),
]


@dataclass
class Running:
    folder: Path
    port: int
    listening: Any = None  # the socket; its options are those of every connection

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def small_buffers(self) -> None:
        """The system keeps little of what is sent on connections from now on."""
        self.listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

    def raw(self, data: bytes, *, then_wait: float = 5.0) -> bytes:
        """Send bytes as they are; all that comes back until the server closes or ``then_wait`` s pass."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=then_wait) as peer:
            with contextlib.suppress(OSError):
                peer.sendall(data)
            received = b""
            with contextlib.suppress(OSError):
                while part := peer.recv(65536):
                    received += part
            return received

    def spool(self) -> Path:
        return self.folder / "spool" / "collect-0.db"

    def envelopes(self) -> list[Envelope]:
        with contextlib.closing(Spool(self.spool())) as spool:
            batch = spool.freeze()
            return [decode_envelope(item.data) for item in batch.items] if batch else []

    def batches(self) -> list[Batch]:
        return [decode_batch(envelope.body) for envelope in self.envelopes()]

    def addresses(self) -> list[str]:
        keys = KeyRing(self.folder)
        return [keys.open(envelope.address) for envelope in self.envelopes()]

    def tallies(self, total: int = 1) -> dict[tuple[str, str], int]:
        """(site, reason) → n, once the writer has written ``total`` of them, a tick at a time."""
        deadline = time.monotonic() + 20
        found: Counter[tuple[str, str]] = Counter()
        with contextlib.closing(Spool(self.spool())) as spool:
            while found.total() < total and time.monotonic() < deadline:
                frozen = spool.freeze_tallies()
                if frozen:
                    found.update({(site, reason): n for site, _day, reason, n in frozen[1]})
                    spool.finish_tallies(frozen[0])
                time.sleep(0.05)
        return dict(found)


@contextlib.contextmanager
def running(folder: Path, **settings: object) -> Iterator[Running]:
    folder.mkdir(parents=True, exist_ok=True)
    writer.TICK_S = 0.05  # counts are read at once here
    (folder / "sites.json").write_bytes(msgspec.json.encode(SITES))
    app = collector_app(load_settings({}, data_dir=str(folder), **settings))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on", **SERVING))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    listening = server.servers[0].sockets[0]
    try:
        yield Running(folder, listening.getsockname()[1], listening)
    finally:
        server.should_exit = True
        thread.join()
