"""Touches into the store: an event each, of an address key of the account's own, with its verdict.

So everything that reads events reads them: the ledger, the sums, what-if, opt-outs, retention. They name no
person: whose touch it was is in ``people.db``, under the event's view id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from tracker.contacts.offline import Touched
from tracker.event import Draft, to_row
from tracker.intent.touch import OFFLINE
from tracker.store import Store

METHOD: Final = "given"
#: Said by a person, not seen on the network. A visit's own verdict goes first where there is one.
CONFIDENCE: Final = 0.9
_CHUNK: Final = 400


def new_of(store: Store, site: str, touches: Iterable[Touched]) -> list[Touched]:
    """Those that are not stored yet, each once."""
    wanted = {touch.id(site): touch for touch in touches}
    return [touch for name, touch in wanted.items() if name not in _stored(store, site, wanted)]


def _stored(store: Store, site: str, wanted: dict[str, Touched]) -> set[str]:
    found: set[str] = set()
    names = sorted(wanted)
    for start in range(0, len(names), _CHUNK):
        part = names[start : start + _CHUNK]
        times = [wanted[name].at for name in part]
        rows = store.read(
            "load/known_events", sites=[site], first=min(times), last=max(times), views=",".join(part)
        )
        found |= {row["view"] for row in rows}
    return found


def store_touches(
    store: Store, site: str, touches: Sequence[Touched], *, source: str, now: int, people: dict[str, str]
) -> None:
    """Durable on return. ``source``: which list, or by hand; ``people``: touch id → contact id."""
    if not touches:
        return
    events = [_event(site, touch, source, now, people) for touch in touches]
    token = hashlib.sha256("\n".join(row["view"] for row in events).encode()).hexdigest()[:32]
    store.insert("verdicts", _verdicts(touches, now), token=f"given-v-{token}-{now}")
    store.insert("events", events, token=f"given-{token}")
    store.sync()


def _event(site: str, touch: Touched, source: str, now: int, people: dict[str, str]) -> dict[str, Any]:
    name = touch.id(site)
    person = people.get(name, "")
    draft = Draft(
        site=site,
        ts=touch.at,
        received=now,
        source=OFFLINE,
        view=name,
        seq=0,
        name=OFFLINE,
        title=touch.campaign or source,
        channel=touch.channel,
        utm_source=source,
        utm_campaign=touch.campaign,
        signals=list(touch.signals),
        rules=[METHOD for _ in touch.signals],
        consent="",
        visitor=f"contact:{person}" if person else "",
        address_key=_key(touch),
    )
    return to_row(draft)


def _key(touch: Touched) -> str:
    text = f"{touch.account.key}\n{_day(touch.at)}"
    return "given:" + hashlib.sha256(text.encode()).hexdigest()[:24]


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def _verdicts(touches: Sequence[Touched], now: int) -> list[dict[str, Any]]:
    """One for each account and day. Without a network there is nothing to judge again."""
    rows = {
        _key(touch): {
            "address_key": _key(touch),
            "day": _day(touch.at),
            "decided": now,
            "version": "",
            "network": "",
            "kept": "",
            "asn": 0,
            "operator": "",
            "operator_country": "",
            "kind": "business",
            "rule": METHOD,
            "company": touch.account.key,
            "company_name": touch.account.name,
            "company_domain": touch.account.domain,
            "confidence": CONFIDENCE,
            "method": METHOD,
            "evidence": "",
            "batch": METHOD,
        }
        for touch in touches
    }
    return [*rows.values()]
