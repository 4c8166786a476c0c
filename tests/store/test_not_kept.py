"""What was not kept: since yesterday, of the sites asked for and of keys nobody has."""

from __future__ import annotations

from tracker.read.notkept import NotKept, limited, not_kept
from tracker.store import Store

NOON = 1_773_144_000_000  # 2026-03-10 12:00 UTC


def test_since_yesterday_most_first_and_only_of_these_sites(store: Store) -> None:
    rows = [
        ("shop", "2026-03-08", "rate_limited", 99),
        ("shop", "2026-03-09", "rate_limited", 2),
        ("shop", "2026-03-10", "rate_limited", 3),
        ("shop", "2026-03-10", "moved", 1),
        ("blog", "2026-03-10", "rate_limited", 7),
        ("", "2026-03-10", "unknown_site", 4),
    ]
    docs = [
        {"site": site, "day": day, "reason": reason, "n": n, "batch": str(number)}
        for number, (site, day, reason, n) in enumerate(rows)
    ]
    store.insert("tallies", docs)
    found = not_kept(store, ["shop"], at=NOON)
    expected = [("shop", "rate_limited", 5), ("", "unknown_site", 4), ("shop", "moved", 1)]
    assert found == [NotKept(*row) for row in expected]
    assert (limited(found, "shop"), limited(found, "blog")) == (5, 0)
