"""What is older than the limit goes, with the verdicts that spoke of it; imported logs stay."""

from __future__ import annotations

from typing import Any

from tracker.event import Draft, to_row
from tracker.store import Store

DAY = 86_400_000
NOW = 1_790_000_000_000
BEFORE = NOW - 400 * DAY


def _event(view: str, ts: int, source: str) -> dict[str, Any]:
    draft = Draft(site="s", ts=ts, received=ts, source=source, view=view, seq=0, name="pv", address_key=view)
    return to_row(draft)


def _verdict(key: str, day: str) -> dict[str, Any]:
    return {"address_key": key, "day": day, "decided": NOW, "kind": "business", "company": "a.example"}


def test_old_events_and_their_verdicts_go_and_imported_logs_stay(store: Store) -> None:
    store.insert(
        "events",
        [
            _event("old", BEFORE - DAY, "js"),
            _event("oldlog", BEFORE - DAY, "log"),
            _event("young", BEFORE + DAY, "js"),
        ],
    )
    store.insert(
        "verdicts",
        [_verdict("old", "2025-01-01"), _verdict("oldlog", "2025-01-01"), _verdict("young", "2026-01-01")],
    )
    assert store.read("retention/due", before=BEFORE) == [{"n": 1}]

    store.run("retention/events", before=BEFORE)
    store.run("retention/verdicts", before=BEFORE)

    assert store.read("retention/due", before=BEFORE) == [{"n": 0}]
    left = store.read("retention/left")
    assert left == [{"views": ["oldlog", "young"], "keys": ["oldlog", "young"]}]
