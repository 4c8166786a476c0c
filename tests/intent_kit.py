"""Factories for scoring tests: events and verdicts as the store keeps them."""

from __future__ import annotations

from typing import Any

from tracker.event import COLUMNS
from tracker.intent import Touch
from tracker.read.days import utc_day
from tracker.store import Store

DAY = 86_400_000
HOUR = 3_600_000
MINUTE = 60_000
#: Monday 2026-03-02, 09:00 UTC.
MONDAY = 1_772_442_000_000


def event(ts: int, **fields: Any) -> dict[str, Any]:
    """One row of ``events``; what is not said is empty. The address key is "a-COMPANY" by convention."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    row |= {"seq": 0, "signals": [], "rules": [], "engaged_ms": 0, "scroll": 0, "value": 0.0}
    row |= {
        "site": "shop",
        "ts": ts,
        "received": ts,
        "source": "js",
        "name": "pv",
        "url_host": "shop.example",
    }
    row |= {"url_path": "/", "visitor": "v1", "view": f"view-{ts}", "consent": "anon", **fields}
    return row


def verdict(ts: int, address_key: str, company: str = "", **fields: Any) -> dict[str, Any]:
    """One row of ``verdicts`` for the UTC day of ``ts``, decided at ``ts``."""
    row: dict[str, Any] = {
        "address_key": address_key,
        "day": utc_day(ts),
        "decided": ts,
        "version": "test",
        "network": "192.0.2.0/24",
        "asn": 64500,
        "operator": "Example Net",
        "operator_country": "DE",
        "kind": "business" if company else "isp",
        "rule": "test",
        "company": company,
        "company_name": company.split(".")[0].title(),
        "company_domain": company,
        "confidence": 0.9 if company else 0.3,
        "method": "own_list",
        "evidence": "[]",
        "batch": "b1",
    }
    return row | fields


def seed(store: Store, events: list[dict[str, Any]], verdicts: list[dict[str, Any]]) -> None:
    store.insert("events", events)
    store.insert("verdicts", verdicts)


def touch(after: int, *signals: str, **fields: Any) -> Touch:
    """A touch ``after`` ms past MONDAY."""
    given: dict[str, Any] = {"view": "v", "visitor": "v1", "host": "shop.example", "path": "/"}
    return Touch(ts=MONDAY + after, signals=signals, **given | fields)
