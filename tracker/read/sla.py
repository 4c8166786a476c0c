"""When sales works and how long an account may stand where it is: agreed for each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from tracker.audit import audit
from tracker.lifecycle.clock import Calendar
from tracker.lifecycle.due import Times
from tracker.store import Store, records

KIND: Final = "settings"
LONGEST: Final = 365  # days; hours are bounded alike


@dataclass(frozen=True)
class Sla:
    """The business calendar and the times agreed."""

    calendar: Calendar
    times: Times


def sla_of(store: Store, site: str, zone: str, *, known_at: int = records.EVER) -> Sla:
    """What was agreed for the site by ``known_at`` (UTC ms); else Monday to Friday 9 to 17 in ``zone`` and
    the usual times."""
    doc = records.get(store, KIND, f"sla:{site}", known_at=known_at) or {"zone": zone}
    return _parsed(msgspec.json.encode(doc, order="sorted"))


def save_sla(store: Store, site: str, doc: Mapping[str, Any], *, actor: str) -> Sla:
    """Agree on this from now on. Raises ``ValueError`` that names what is wrong, and then saves nothing.

    ``doc``: zone, country, region, opens and closes ("09:00"), weekdays (0 is Monday), times (see ``Times``).
    """
    sla = parse(doc)
    before = records.get(store, KIND, f"sla:{site}")
    records.put(store, KIND, f"sla:{site}", dict(doc), actor=actor)
    audit(store, who=actor, what="site.hours", site=site, subject=site, before=before, after=doc)
    return sla


@lru_cache(maxsize=64)
def _parsed(text: bytes) -> Sla:
    return parse(msgspec.json.decode(text))


def parse(doc: Mapping[str, Any]) -> Sla:
    """Raises ``ValueError``."""
    zone = str(doc.get("zone") or "UTC")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"time zone: there is none called {zone!r}; e.g. Europe/Berlin") from None
    calendar = Calendar(
        zone=zone,
        country=str(doc.get("country") or "").upper(),
        region=str(doc.get("region") or "").upper(),
        opens=time.fromisoformat(str(doc.get("opens") or "09:00")),
        closes=time.fromisoformat(str(doc.get("closes") or "17:00")),
        weekdays=frozenset(int(day) for day in doc.get("weekdays", range(5))),
    )
    if not calendar.weekdays <= set(range(7)):
        raise ValueError("business hours: weekdays are 0 (Monday) to 6")
    times = msgspec.convert(doc.get("times", {}), Times)
    if not all(0 < value <= LONGEST for value in vars(times).values()):
        raise ValueError(f"times: more than 0 and at most {LONGEST}")
    return Sla(calendar, times)
