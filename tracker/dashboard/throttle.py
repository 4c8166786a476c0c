"""Password tries are few: per address, and per account from browsers that never signed in to it.

An account is never locked: a browser that has signed in before (its own cookie says so) is not
counted with the others, and a one-time link from the console always works.
"""

from __future__ import annotations

from collections import OrderedDict

WINDOW_MS = 15 * 60 * 1000
PER_ADDRESS = 10
PER_ACCOUNT = 20
_REMEMBERED = 10_000


class Throttle:
    """Failures of the last 15 minutes by key; in memory, bounded, oldest keys forgotten first."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, list[int]] = OrderedDict()

    def wait_ms(self, address: str, account: str, *, known: bool, now: int) -> int:
        """0 if a try is allowed, else how long until one is."""
        waits = [self._wait(f"address {address}", PER_ADDRESS, now)]
        if not known:
            waits.append(self._wait(f"account {account}", PER_ACCOUNT, now))
        return max(waits)

    def failed(self, address: str, account: str, *, known: bool, now: int) -> None:
        self._note(f"address {address}", now)
        if not known:
            self._note(f"account {account}", now)

    def succeeded(self, address: str) -> None:
        self._failures.pop(f"address {address}", None)

    def _wait(self, key: str, limit: int, now: int) -> int:
        recent = [at for at in self._failures.get(key, ()) if now - at < WINDOW_MS]
        return 0 if len(recent) < limit else recent[-limit] + WINDOW_MS - now

    def _note(self, key: str, now: int) -> None:
        kept = [at for at in self._failures.pop(key, []) if now - at < WINDOW_MS]
        self._failures[key] = [*kept, now][-PER_ACCOUNT:]
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
