"""Health: does everything that came in add up, and is anything about to go wrong?"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.notkept import NotKept, limited, not_kept
from tracker.read.silence import SilentHost, silent_hosts

FATES: Final = ("stored", "duplicate", "dropped", "dead", "erased", "pending")
#: Free disk below which to say so, in bytes.
LITTLE_ROOM: Final = 2 * 1024**3
QUIET_MS: Final = 24 * 3600 * 1000


async def health(page: Page) -> Response:
    ledger = await blocking(page.deps.ledger)
    facts = await blocking(page.deps.health)
    refused = await blocking(_not_kept, page)
    return page.render(
        "health.html",
        ledger=ledger,
        fates=FATES,
        difference=difference(ledger),
        facts=facts,
        versions=facts.get("versions", {}),
        little_room=LITTLE_ROOM,
        quiet=QUIET_MS,
        silent=await blocking(_silent, page),
        not_kept=refused,
        crowded=[(site, n) for site in page.sites if (n := limited(refused, site))],
    )


def _not_kept(page: Page) -> list[NotKept]:
    return not_kept(page.deps.store, page.sites, at=page.now)


def _silent(page: Page) -> list[tuple[str, SilentHost]]:
    """(site id, host) of every host that used to send and no longer does."""
    return [(site, host) for site in page.sites for host in silent_hosts(page.deps.store, site, at=page.now)]


def difference(ledger: Any) -> int:
    """Accepted events whose fate is not known; 0 when the ledger closes."""
    return int(ledger.get("accepted", 0)) - sum(int(ledger.get(fate, 0)) for fate in FATES)


ENTRIES: Final = (Entry("/health", health),)
