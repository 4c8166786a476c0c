"""The readers over a real store: figures, identities as known then, floors, zones, and the second route."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tests.property import oracle
from tracker.intent import Touch, default_model
from tracker.read.accounts import AccountView, account, accounts
from tracker.store import Store, records

MODEL = default_model()
LATER = MONDAY + 400 * DAY


def read(store: Store, day: str = "2026-03-02", to: str = "", **changed: Any) -> dict[str, AccountView]:
    asked: dict[str, Any] = {
        "from_day": day,
        "to_day": to or day,
        "zone": "UTC",
        "at": MONDAY + 3 * DAY,
        "known_at": LATER,
        "model": MODEL,
    }
    return {view.key: view for view in accounts(store, "shop", **asked | changed)}


def test_one_day_of_one_account(store: Store) -> None:
    seed(
        store,
        [
            event(MONDAY - DAY, address_key="a0", visitor="w", url_path="/"),
            event(
                MONDAY,
                address_key="a1",
                visitor="x",
                view="p",
                url_path="/preise",
                title="Preise",
                signals=["pricing", "campaign"],
                channel="campaign",
                utm_source="news",
                utm_campaign="spring",
            ),
            event(
                MONDAY + MINUTE, address_key="a1", visitor="x", view="p", seq=1, name="en", engaged_ms=31_000
            ),
            event(
                MONDAY + 2 * MINUTE,
                address_key="a1",
                visitor="x",
                view="p",
                seq=2,
                name="add_to_cart",
                signals=["cart"],
            ),
            event(
                MONDAY + HOUR,
                address_key="a1",
                visitor="x",
                view="q",
                url_path="/preise",
                signals=["pricing"],
            ),
            event(
                MONDAY + 2 * HOUR,
                address_key="a1",
                visitor="y",
                view="r",
                ref_host="search.example",
                channel="search",
            ),
            event(MONDAY, address_key="a1", visitor="z", bot="agent"),
            event(MONDAY, address_key="a1", visitor="x", site="other", view="o"),
        ],
        [verdict(MONDAY - DAY, "a0", "acme.example"), verdict(MONDAY, "a1", "acme.example")],
    )
    facts = [("country", "DE", "rdap"), ("country", "NL", "own_list"), ("employees", "51-200", "own_list")]
    store.insert(
        "firmographics",
        [
            {
                "company": "acme.example",
                "field": f,
                "value": v,
                "source": s,
                "dated": "2026-01-01",
                "at": MONDAY,
            }
            for f, v, s in facts
        ],
    )
    records.put(
        store, "account", "shop/acme.example", {"tags": ["old"], "owner": "Ida", "target": True}, actor="t"
    )
    found = read(store)["acme.example"]
    assert (found.visits, found.views, found.visitors, found.days_active, found.engaged_ms) == (
        3,
        3,
        2,
        1,
        31_000,
    )
    assert (found.first_seen, found.last_seen, found.new) == (MONDAY - DAY, MONDAY + 2 * HOUR, False)
    assert found.signals == {"pricing": 2, "campaign": 1, "cart": 1}
    assert [(page.path, page.title, page.views, page.signals) for page in found.top_pages] == [
        ("/preise", "Preise", 2, ("pricing", "campaign")),
        ("/", "", 1, ()),
    ]
    assert (found.channels, found.sources, found.campaigns) == (
        ("campaign", "search"),
        ("news", "search.example"),
        ("spring",),
    )
    assert (found.country, found.employees, found.owner, found.target, found.tags) == (
        "NL",
        "51-200",
        "Ida",
        True,
        ("old",),
    )
    assert found.spark[-5:] == (1, 3, 0, 0, 0)
    codes = [(reason.code, reason.get("signal")) for reason in found.why]
    assert codes[:4] == [
        ("visitors", ""),
        ("signal", "cart_add"),
        ("signal", "pricing"),
        ("signal", "campaign"),
    ]
    assert found.why[2].params == (
        ("signal", "pricing"),
        ("count", 2),
        ("first", "2026-03-02"),
        ("day", "2026-03-02"),
    )
    assert found.assessment.engagement == sum(line.points for line in found.assessment.ledger)
    assert found.scores[-1] == pytest.approx(found.assessment.engagement, abs=1e-8)


DAYS: dict[str, tuple[str, str, int]] = {
    "UTC": ("UTC", "2026-03-02", 1),
    "UTC, the day after": ("UTC", "2026-03-03", 0),
    "Berlin, already the next day": ("Europe/Berlin", "2026-03-03", 1),
    "Los Angeles, still the day": ("America/Los_Angeles", "2026-03-02", 1),
}


@pytest.mark.parametrize("name", DAYS)
def test_a_day_is_a_day_of_the_zone(store: Store, name: str) -> None:
    zone, day, views = DAYS[name]
    late = MONDAY + 14 * HOUR + 30 * MINUTE  # 23:30 UTC
    seed(store, [event(late, address_key="a1")], [verdict(late, "a1", "acme.example")])
    found = read(store, day, zone=zone)
    assert sum(view.views for view in found.values()) == views


def test_identities_are_those_known_then(store: Store) -> None:
    """A better verdict tomorrow improves yesterday, and yesterday's report can still be read as it was."""
    seed(
        store,
        [event(MONDAY, address_key="a1")],
        [
            verdict(MONDAY, "a1"),
            verdict(MONDAY + DAY, "a1", "acme.example", day="2026-03-02"),
            verdict(MONDAY + 2 * DAY, "a1", "best.example", day="2026-03-02"),
        ],
    )
    known = {after: list(read(store, known_at=MONDAY + after * DAY)) for after in (0, 1, 2)}
    assert known == {0: [], 1: ["acme.example"], 2: ["best.example"]}


def test_less_sure_than_the_floor_is_left_out(store: Store) -> None:
    seed(
        store,
        [event(MONDAY, address_key="a1"), event(MONDAY + 1, address_key="a2", visitor="v2")],
        [
            verdict(MONDAY, "a1", "acme.example", confidence=0.7),
            verdict(MONDAY, "a2", "acme.example", confidence=0.4),
        ],
    )
    views = {
        floor: [view.views for view in read(store, floor=floor).values()] for floor in (0.3, 0.5, 0.7, 0.71)
    }
    assert views == {0.3: [2], 0.5: [1], 0.7: [1], 0.71: []}


def test_the_best_come_first(store: Store) -> None:
    names = {"hand": ("form", ["trial"]), "cart": ("add_to_cart", ["cart"]), "look": ("pv", [])}
    seed(
        store,
        [
            event(MONDAY + i, address_key=key, view=key, name=name, signals=signals, visitor=key)
            for i, (key, (name, signals)) in enumerate(names.items())
        ],
        [verdict(MONDAY, key, f"{key}.example") for key in names],
    )
    assert list(read(store)) == ["hand.example", "cart.example", "look.example"]


def _story(rng: random.Random, companies: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    signals = [[], ["pricing"], ["product"], ["careers"], ["docs"], ["trial"], ["campaign", "product"]]
    events, verdicts = [], []
    for company in range(companies):
        for visit in range(rng.randrange(1, 8)):
            start = MONDAY - rng.randrange(0, 60) * DAY + rng.randrange(0, 20) * 17 * MINUTE
            key = f"a{company}-{start // DAY}"
            verdicts.append(verdict(start, key, f"c{company}.example"))
            for step in range(rng.randrange(1, 6)):
                common = {
                    "address_key": key,
                    "visitor": f"{key}-{rng.randrange(2)}",
                    "view": f"{key}-{visit}-{step}",
                }
                common["source"] = "log" if company % 3 == 0 else "js"
                at = start + step * MINUTE
                events.append(event(at, signals=rng.choice(signals), **common))
                if rng.random() < 0.6:
                    read_ms = rng.randrange(60_000)
                    events.append(event(at + 30_000, name="en", seq=1, engaged_ms=read_ms, **common))
                if rng.random() < 0.2:
                    events.append(event(at + 40_000, name="form", seq=2, **common))
    rng.shuffle(events)
    return events, verdicts


def test_the_store_and_the_plain_formulae_agree(store: Store) -> None:
    """Many accounts, through SQL on one side and through plain Python over the raw rows on the other."""
    events, verdicts = _story(random.Random(7), 40)
    seed(store, events, verdicts)
    at = MONDAY + 12 * HOUR
    found = read(store, "2025-12-01", "2026-03-02", at=at)
    assert len(found) == 40
    for key, view in found.items():
        touches = [
            _plain(row)
            for row in events
            if row["address_key"].startswith(key.replace("c", "a").split(".")[0] + "-")
        ]
        assert abs(view.assessment.engagement - oracle.engagement(touches, MODEL, at)) < 1e-8
        assert view.views == sum(touch.name == "pv" for touch in touches)
        for back in (1, 7, 29):
            day_end = (at // DAY - back + 1) * DAY - 1
            assert abs(view.scores[-1 - back] - oracle.engagement(touches, MODEL, day_end)) < 1e-8


def _plain(row: dict[str, Any]) -> Touch:
    return Touch(
        ts=row["ts"],
        view=row["view"],
        name=row["name"],
        visitor=row["visitor"],
        seq=row["seq"],
        signals=tuple(row["signals"]),
        engaged_ms=row["engaged_ms"],
        measured=row["source"] == "js",
    )


def test_one_account_in_full(store: Store) -> None:
    seed(
        store,
        [
            event(
                MONDAY,
                address_key="a1",
                visitor="x",
                view="p",
                url_path="/preise",
                signals=["pricing"],
                device="desktop",
            ),
            event(
                MONDAY + MINUTE, address_key="a1", visitor="x", view="p", seq=1, name="en", engaged_ms=31_000
            ),
            event(
                MONDAY + 2 * MINUTE,
                address_key="a1",
                visitor="x",
                view="p",
                seq=2,
                name="out",
                target="https://x.example/",
            ),
            event(
                MONDAY + DAY,
                address_key="a2",
                visitor="y",
                view="q",
                url_path="/<script>",
                signals=["product"],
            ),
        ],
        [
            verdict(MONDAY, "a1", "acme.example", evidence='[{"source":"own_list"}]'),
            verdict(MONDAY + DAY, "a2", "acme.example", network="198.51.100.0/24", confidence=0.6),
        ],
    )
    found = account(
        store, "shop", "acme.example", zone="UTC", at=MONDAY + 2 * DAY, known_at=LATER, model=MODEL
    )
    assert found is not None
    assert [(v.landing, v.views, v.network, v.confidence) for v in found.timeline] == [
        ("/<script>", 1, "198.51.100.0/24", 0.6),
        ("/preise", 1, "192.0.2.0/24", 0.9),
    ]
    assert [(s.name, s.engaged_ms, s.target) for s in found.timeline[1].steps] == [
        ("pv", 31_000, ""),
        ("out", 0, "https://x.example/"),
    ]
    assert found.timeline[1].device == "desktop"
    assert [(e.network, e.views, e.items) for e in found.evidence] == [
        ("192.0.2.0/24", 1, ({"source": "own_list"},)),
        ("198.51.100.0/24", 1, ()),
    ]
    assert len(found.score_line) == 90
    assert found.score_line[-1].engagement == pytest.approx(found.view.assessment.engagement, abs=1e-8)
    assert found.score_line[-4].engagement == 0
    assert [change.to_stage for change in found.computed] == ["LEAD"]
    assert {lever.get("signal") for lever in found.levers}


def test_an_account_nobody_saw_is_none(store: Store) -> None:
    assert account(store, "shop", "acme.example", zone="UTC", at=MONDAY, known_at=LATER, model=MODEL) is None
    assert read(store) == {}


@pytest.mark.parametrize(("sure", "views"), [(0.9, 1), (0.4, 2)])
def test_weak_addresses_count_only_where_there_is_nothing_better(
    store: Store, sure: float, views: int
) -> None:
    """The page of an account shows the score its list shows; a weak one can still be looked at."""
    seed(
        store,
        [event(MONDAY, address_key="a1"), event(MONDAY + 1, address_key="a2", visitor="v2")],
        [
            verdict(MONDAY, "a1", "acme.example", confidence=sure),
            verdict(MONDAY, "a2", "acme.example", confidence=0.2),
        ],
    )
    found = account(store, "shop", "acme.example", zone="UTC", at=MONDAY + DAY, known_at=LATER, model=MODEL)
    assert found is not None
    assert found.view.views == views


#: Days of visits → what is said of the account over one day and over the week around it.
FIRSTS: dict[str, tuple[list[int], dict[str, Any], dict[str, Any]]] = {
    "one visit ever": ([0], {"new": {}}, {"new": {}}),
    "two visits, both in the week": (
        [-3, 0],
        {"returned": {"days": 3}},
        {"first_seen": {"day": "2026-02-27"}},
    ),
    "first seen long before": ([-30, 0], {"returned": {"days": 30}}, {"returned": {"days": 30}}),
}


@pytest.mark.parametrize("name", FIRSTS)
def test_a_first_visit_is_the_only_one_there_was(store: Store, name: str) -> None:
    days, of_day, of_week = FIRSTS[name]
    seed(
        store,
        [event(MONDAY + n * DAY, address_key=f"a{n}", view=f"p{n}") for n in days],
        [verdict(MONDAY + n * DAY, f"a{n}", "acme.example") for n in days],
    )
    for start, wanted in (("2026-03-02", of_day), ("2026-02-24", of_week)):
        view = read(store, start, "2026-03-02")["acme.example"]
        told = {reason.code: dict(reason.params) for reason in view.why}
        assert {code: told[code] for code in told if code in ("new", "first_seen", "returned")} == wanted
        assert view.new == (not {"new", "first_seen"}.isdisjoint(wanted))


def test_a_signal_over_several_days_names_the_first_and_the_last(store: Store) -> None:
    seed(
        store,
        [
            event(MONDAY + n * DAY, address_key=f"a{n}", view=f"p{n}", signals=["reference"])
            for n in (-9, -4, 0)
        ],
        [verdict(MONDAY + n * DAY, f"a{n}", "acme.example") for n in (-9, -4, 0)],
    )
    told = {reason.code: dict(reason.params) for reason in read(store)["acme.example"].why}
    assert told["signal"] == {"signal": "reference", "count": 3, "first": "2026-02-21", "day": "2026-03-02"}
