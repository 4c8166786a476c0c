"""Password tries are few: per address and per account, or per browser that has signed in before.

An account is never locked: a browser that has signed in to it (its own cookie says so) is counted by
itself and not with the others, and a one-time link from the console always works.  [pure]
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address

WINDOW_MS = 15 * 60 * 1000
PER_ADDRESS = 10
PER_BROWSER = 10
PER_ACCOUNT = 20
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Trier:
    """``address`` in its usual spelling; ``browser``: the secret of a known one or of a session, else ""."""

    address: str
    account: str
    browser: str = ""

    def counts(self) -> tuple[tuple[str, int], ...]:
        """(key, how many are allowed). What somebody typed is kept as a digest: of one size, and unread."""
        if self.browser:
            return ((f"browser {_short(self.browser)} {_short(self.account)}", PER_BROWSER),)
        address = f"address {neighbourhood(self.address)}"
        return ((address, PER_ADDRESS), (f"account {_short(self.account)}", PER_ACCOUNT))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def neighbourhood(address: str) -> str:
    """IPv6 by its /64: whoever has one address of it has them all."""
    if ":" not in address:
        return address
    return str(IPv6Address(int(IPv6Address(address)) >> 64 << 64))


class Throttle:
    """Failures of the last 15 minutes by key; in memory, bounded, oldest keys forgotten first."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, list[int]] = OrderedDict()

    def wait_ms(self, trier: Trier, *, now: int) -> int:
        """0 if a try is allowed, else how long until one is."""
        return max(self._wait(key, limit, now) for key, limit in trier.counts())

    def failed(self, trier: Trier, *, now: int) -> None:
        for key, _ in trier.counts():
            self._note(key, now)

    def succeeded(self, trier: Trier) -> None:
        for key, _ in trier.counts():
            self._failures.pop(key, None)

    def _wait(self, key: str, limit: int, now: int) -> int:
        recent = [at for at in self._failures.get(key, ()) if now - at < WINDOW_MS]
        return 0 if len(recent) < limit else recent[-limit] + WINDOW_MS - now

    def _note(self, key: str, now: int) -> None:
        kept = [at for at in self._failures.pop(key, []) if now - at < WINDOW_MS]
        self._failures[key] = [*kept, now][-PER_ACCOUNT:]
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
