"""A paid source in the job: nothing is spent on a first look, once an interest shows the next view asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier
from tests.intent_kit import MINUTE, MONDAY, event, seed
from tests.unit.jsonserver import Answer, JsonServer, json_server
from tracker.addresses import AddressQueue
from tracker.identify import identify_pending
from tracker.privacy import KeyRing
from tracker.read.worth import worth_of
from tracker.store import Store

ADDRESS, DAY = "12.0.1.5", "2026-03-02"
FIRM = {"company": {"name": "Pumpenwerk Kiel GmbH", "domain": "pumpenwerk.de"}, "route": "12.0.1.0/26"}
STRONG = ("pricing", "product", "docs", "contact", "form", "demo", "download")


@pytest.fixture
def provider() -> Iterator[JsonServer]:
    with json_server() as server:
        server.answers[ADDRESS] = Answer(FIRM, kind="application/json")
        yield server


class Rig:
    def __init__(self, store: Store, folder: Path, provider: JsonServer) -> None:
        self.store, self.now = store, MONDAY + 60 * MINUTE
        self.keys = KeyRing(folder, clock=lambda: self.now / 1000)
        self.queue = AddressQueue(folder / "queue.db")
        paid = {
            "name": "Example Data",
            "terms": "https://example.com/terms",
            "url": f"{provider.url}/{{address}}",
            "company": "company.name",
            "domain": "company.domain",
            "network": "route",
            "per_day": 5,
            "per_month": 5,
        }
        self.identifier = Identifier(folder, lookups=["paid"], settings={"paid": paid})

    def view(self) -> dict[str, Any]:
        """The address is seen once more and the job runs; its verdict."""
        self.queue.put([("visitor", DAY, self.keys.seal(ADDRESS))])
        self.now += MINUTE

        def worth(keys: Any) -> dict[str, float]:
            return worth_of(self.store, ["shop"], keys, at=self.now)

        identify_pending(self.store, self.queue, self.keys, self.identifier, now_ms=self.now, worth=worth)
        rows = self.store.read("identify/verdicts_of_day", day=DAY)
        return dict(max(rows, key=lambda row: row["decided"]))


def done(store: Store, *signals: str, at: int) -> None:
    rows = [
        event(at + n * MINUTE, address_key="visitor", visitor="v", view=f"{at}-{n}", signals=[signal])
        for n, signal in enumerate(signals)
    ]
    seed(store, rows, [])


def test_money_is_spent_when_interest_shows_and_only_once(
    store: Store, tmp_path: Path, provider: JsonServer
) -> None:
    rig = Rig(store, tmp_path, provider)
    done(store, "", at=MONDAY)
    first = rig.view()
    assert (first["kind"], first["company"], provider.asked) == ("isp", "", [])
    assert "could not change a stage yet" in first["evidence"]
    assert rig.view() == first, "still too little: nothing is decided anew"
    done(store, *STRONG, at=MONDAY + 10 * MINUTE)
    done(store, *STRONG, at=MONDAY + 20 * MINUTE)
    bought = rig.view()
    assert (bought["kind"], bought["company"]) == ("business", "pumpenwerk.de")
    assert rig.view() == bought
    assert provider.asked == [ADDRESS]
    rig.queue.close()


def test_worth_is_nought_to_one_and_absent_without_activity(store: Store) -> None:
    done(store, "", at=MONDAY)
    found = worth_of(store, ["shop", "other"], ["visitor", "nobody"], at=MONDAY + MINUTE)
    assert set(found) == {"visitor"}
    little = found["visitor"]
    done(store, *STRONG, at=MONDAY + 10 * MINUTE)
    done(store, *STRONG, at=MONDAY + 20 * MINUTE)
    much = worth_of(store, ["shop"], ["visitor"], at=MONDAY + 40 * MINUTE)["visitor"]
    assert 0 <= little < 0.5 <= much <= 1
