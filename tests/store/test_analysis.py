"""The analysis on the real store, from what rules and people wrote; told by the command, too."""

from __future__ import annotations

from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tracker.cli.analysis import to_dict, told
from tracker.lead import Request, act
from tracker.lifecycle import Given
from tracker.qualify import qualify
from tracker.read.analysis import analysis
from tracker.read.escalation import notices, waiting_notices
from tracker.store import Store

NOW = MONDAY + 12 * DAY


def test_from_events_to_figures(store: Store) -> None:
    seed(
        store,
        [
            event(
                MONDAY + day * DAY,
                address_key="a-acme",
                view=f"v{day}{n}",
                signals=["pricing"],
                utm_source="google",
                engaged_ms=40_000,
            )
            for day in range(4)
            for n in range(2)
        ]
        + [event(MONDAY, address_key="a-other", view="o1", signals=["blog"], channel="direct")],
        [verdict(MONDAY + day * DAY, "a-acme", "acme.example") for day in range(4)]
        + [verdict(MONDAY, "a-other", "other.example")],
    )
    qualify(store, "shop", zone="UTC", at=MONDAY + 4 * DAY, since=0)

    def move(name: str, role: str, day: float, **given: object) -> None:
        asked = Request(account="acme.example", move=name, role=role, who=role, given=Given(**given))  # type: ignore[arg-type]
        act(store, "shop", asked, zone="UTC", at=MONDAY + int(day * DAY))

    move("offer", "marketing", 4.1)
    waiting = notices(store, "shop", zone="UTC", at=MONDAY + 9 * DAY, team=("jo", "sam"))
    assert [(item.account, item.level) for item in waiting] == [
        ("acme.example", "owner"),
        ("acme.example", "lead"),
        ("acme.example", "reassign"),
    ]
    move("accept", "sales", 9.5)
    move("win_early", "sales", 11, reason="bought_at_once")

    found = analysis(store, "shop", zone="UTC", at=NOW, every="week")
    assert found.counts == (2, 1, 1, 1, 1, 1, 1)
    assert [(item.name, item.qualified.hits, item.qualified.n) for item in found.sources] == [
        ("google", 1, 1),
        ("direct", 0, 1),
    ]
    assert [cohort.name for cohort in found.cohorts] == ["2026-W10"]
    assert found.rates["acceptance"].value == 1
    assert "pricing_view" in {item.rule for item in found.lifts}
    assert [(item.stage, item.n, item.late) for item in found.kept] == [("OFFERED", 1, 1), ("SAL", 1, 0)]
    assert [(item.move, item.won) for item in found.bypasses] == [("win_early", 1)]
    assert to_dict(found)["rates"]["acceptance"]["few"] is True
    assert "acceptance" in told(found)
    assert waiting_notices(store, "shop", zone="UTC", at=NOW, team=("jo",)) == []
