"""What the dashboard is given by the composition root, and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from enrichment import Identifier
from enrichment.corrections import Correction
from tracker.lifecycle import Refused, Request
from tracker.settings import Settings
from tracker.store import Store


def _nobody_acts(_site: str, asked: Request, _zone: str, _at: int) -> object:
    raise Refused("unknown", f"{asked.move}: nobody moves accounts here")


@dataclass(frozen=True)
class Dependencies:
    """Callables are synchronous and may block: the dashboard calls them in a worker thread.

    ``clock``            UTC milliseconds.
    ``ledger``           events of all spools: accepted, stored, duplicate, dropped, dead, erased, pending.
    ``health``           ``last_event`` (UTC ms or None), ``detached_parts``, ``free_bytes``,
                         ``waiting_addresses`` (int each), ``problems`` (texts), ``versions``
                         (name → version). A missing key is shown as not known.
    ``data_info``        the operator data: ``version`` or ``name``, ``date`` (a day), ``licence``, ``rows``.
    ``lookups``          names of the look-ups in force now, out of "rdns" and "rdap".
    ``lookups_changed``  called after the dashboard stored a new choice (record "settings"/"lookups",
                         document ``{"names": [...], "by": e-mail, "at": UTC ms}``).
    ``corrected``        called after a correction was made or taken back: judges again what it speaks of,
                         and returns when readers see the difference.
    ``act``              makes a move on the way from lead to customer: site, what is asked, the site's zone,
                         UTC ms. Raises ``tracker.lifecycle.Refused``; then nothing was written.
    """

    store: Store
    settings: Settings
    clock: Callable[[], int]
    ledger: Callable[[], Mapping[str, Any]]
    health: Callable[[], Mapping[str, Any]]
    data_info: Callable[[], Mapping[str, Any]]
    lookups: Callable[[], frozenset[str]]
    lookups_changed: Callable[[frozenset[str]], None] = lambda _names: None
    corrected: Callable[[Correction], None] = lambda _correction: None
    act: Callable[[str, Request, str, int], object] = _nobody_acts
    #: Identification as it runs now, for the forecast; None where nothing is identified.
    identifier: Callable[[], Identifier] | None = None
    #: Sends what waits in the outbox, now; returns when each was tried.
    send: Callable[[], object] = lambda: None
    #: Sends a mail: to, subject, text. None where no mail server is set; links are then shown to be copied.
    mail: Callable[[str, str, str], None] | None = None
    #: Ties forms shown before sign-in to their cookie; a new process makes a new one.
    form_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def https(self) -> bool:
        return self.settings.public_url.startswith("https://")
