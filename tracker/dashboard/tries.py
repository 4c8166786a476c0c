"""Trying a password: counted against whoever tries, and hashed two at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import anyio
import anyio.to_thread

from tracker.clientaddress import AddressRule
from tracker.dashboard.page import Page, blocking
from tracker.dashboard.throttle import Throttle, Trier
from tracker.dashboard.users import check_password, find_user

T = TypeVar("T")
#: argon2 takes 64 MiB and a core each: two at a time.
_hashing: Final = anyio.CapacityLimiter(2)


class TooMany(Exception):
    """No try is allowed now; ``text`` says so to the reader."""

    def __init__(self, page: Page, wait_ms: int) -> None:
        super().__init__(wait_ms)
        self.retry_after = str(wait_ms // 1000 + 1)
        self.text = page.gettext(
            "Too many tries. Wait %(time)s, or use a one-time link.", time=page.words.duration(wait_ms / 1000)
        )


async def hashing(work: Callable[..., T], *args: Any) -> T:
    """Run what hashes a password off the event loop, and never many at once."""
    return await anyio.to_thread.run_sync(partial(work, *args), limiter=_hashing)


def client_address(page: Page) -> str:
    """Whose try it is, behind trusted proxies too: by the collector's rule."""
    peer = page.request.client.host if page.request.client else ""
    forwarded = page.request.headers.getlist("x-forwarded-for")
    return AddressRule(page.deps.settings.proxies).client(peer, forwarded)[0]


async def password_right(page: Page, user_id: str, password: str, trier: Trier) -> bool:
    """True if it is that user's password. Raises ``TooMany``."""
    throttle: Throttle = page.request.app.state.throttle
    if wait := throttle.wait_ms(trier, now=page.now):
        raise TooMany(page, wait)
    throttle.failed(trier, now=page.now)
    user = await blocking(find_user, page.deps.store, user_id)
    if not await hashing(check_password, user, password):
        return False
    throttle.succeeded(trier)
    return True
