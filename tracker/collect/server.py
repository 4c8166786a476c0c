"""A collector process: HTTP in, spool out, and nothing else. The engine is never loaded here.

``SERVING`` are the settings of uvicorn that the default single process uses too.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from tracker.collect import Collector, Front, collector_routes
from tracker.collect.protocol import BoundedProtocol
from tracker.privacy import KeyRing
from tracker.settings import Settings, load_settings
from tracker.sites import SiteBook
from tracker.spool import Spool, calm, claim

#: proxy_headers stays off: who sent it is decided by tracker.clientaddress alone.
SERVING: Final[dict[str, Any]] = {
    "http": BoundedProtocol,
    "ws": "none",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": 6,
    "backlog": 2048,
}


def app() -> Front:
    """The app of one worker; its settings come from ``TRACKER_*`` variables."""
    return collector_app(load_settings())


def collector_app(settings: Settings, name: str = "collect") -> Front:
    """Collector with a spool of its own: the first free NAME-0.db, NAME-1.db, … of the data folder."""
    routes: list[BaseRoute] = []

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with claim(settings.data_dir, name) as path, contextlib.closing(Spool(path)) as spool:
            collector = Collector(settings, spool, KeyRing(settings.data_dir), SiteBook(settings.data_dir))
            routes[:] = collector_routes(settings.collect_prefix, collector)
            calm()
            refreshing = asyncio.create_task(collector.refresh())
            try:
                yield
            finally:
                refreshing.cancel()

    return Front(Starlette(lifespan=lifespan), routes)


def serve(settings: Settings, workers: int) -> None:
    """Run until SIGTERM or SIGINT. With more than one worker settings must be in the environment."""
    uvicorn.run(
        "tracker.collect.server:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_level=settings.log_level,
        **SERVING,
    )
