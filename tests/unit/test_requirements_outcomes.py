"""What was asked of outcomes (docs/requirements.md): sieve, losses by model, early offers, disagreement."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.unit.test_funnel import ROWS, T0, log
from tracker.read.depth import Level, revenue_by
from tracker.read.disputes import disputes
from tracker.read.funnel import Rate
from tracker.read.journeys import Journey, Origin, made
from tracker.read.lost import Month, by_model, by_month
from tracker.read.premature import Later, proposal
from tracker.read.sieve import Mesh, sieve


@pytest.fixture
def found() -> list[Journey]:
    return made(ROWS, {"a": Origin(T0, "search", "google"), "b": Origin(T0, "search", "google")})


def test_what_came_into_the_sieve_is_on_there_or_out(found: list[Journey]) -> None:
    meshes = sieve(found)
    assert meshes[0] == Mesh("LEAD", 6, 5, 1, 0, ())
    assert meshes[3] == Mesh("SAL", 2, 1, 0, 1, (("price", 1),))
    assert all(mesh.came == mesh.on + mesh.there + mesh.dropped for mesh in meshes)
    assert all(above.on == below.came for above, below in pairwise(meshes))


def way(last: str, move: str, day: int) -> list[tuple[float, str, str, str]]:
    start = [(0.0, "MQL3", "", ""), (1.0, "OFFERED", "offer", ""), (2.0, "SAL", "accept", "")]
    return [*start, (3.0, "SQL", "qualify", ""), (float(day), last, move, "")]


def test_the_share_lost_by_month_and_by_model() -> None:
    """Two deals by the old model are lost in March; the new one brings one won and one lost in April."""
    rows = [
        *log("a", *way("LOST", "lose", 5), model="old"),
        *log("b", *way("LOST", "lose", 6), model="old"),
        *log("c", *way("WON", "win", 40), model="new"),
        *log("d", *way("LOST", "lose", 41), model="new"),
        *log("e", (0, "MQL3", "", ""), (1, "OFFERED", "offer", ""), model="new"),
    ]
    found = made(rows, {})
    assert by_model(found) == [("old", Rate(2, 2)), ("new", Rate(1, 2))]
    name = lambda at: datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m")  # noqa: E731
    assert by_month(found, name) == [
        Month("2026-03", Rate(2, 2), ("old",)),
        Month("2026-04", Rate(1, 2), ("new",)),
    ]


def test_revenue_and_effort_by_source(found: list[Journey]) -> None:
    assert revenue_by(found, {"a": 5000, "b": 9999}, lambda item: item.origin.source) == [
        Level("google", 2, Rate(1, 1), 10.0, 5000)
    ]


def offers(name: str, n: int, points: float, move: str, reason: str = "") -> list[Journey]:
    to = "SAL" if move == "accept" else "RECYCLED"
    ways = (((0, "MQL2", "", ""), (1, "OFFERED", "offer", ""), (2, to, move, reason)) for _ in range(n))
    rows = [row for i, way in enumerate(ways) for row in log(f"{name}{i}", *way, engagement=points)]
    return made(rows, {})


def test_a_threshold_is_proposed_from_what_came_too_early() -> None:
    taken, early = offers("t", 25, 72, "accept"), offers("e", 10, 44, "reject", "too_early")
    assert proposal([*taken, *early]) == Later(points=45, early=10, spared=10, taken=25, missed=0)
    assert proposal([*taken, *early[:4]]) is None, "four say nothing"
    same = offers("s", 10, 72, "reject", "too_early")
    assert proposal([*taken, *same]) is None, "no threshold tells them apart"


REJECTED = ((0, "MQL2", "", ""), (1, "OFFERED", "offer", ""))
DISPUTED = {
    "turned down for what it is, qualified again": (
        (*REJECTED, (2, "RECYCLED", "reject", "wrong_fit"), (9, "MQL2", "wake", "")),
        ["refused"],
    ),
    "too early once is no dispute": (
        (*REJECTED, (2, "RECYCLED", "reject", "too_early"), (9, "MQL2", "wake", "")),
        [],
    ),
    "too early twice is one": (
        (*REJECTED, (2, "RECYCLED", "reject", "too_early"), (9, "MQL2", "wake", ""),
         (10, "OFFERED", "offer", ""), (11, "RECYCLED", "reject", "too_early"), (20, "MQL2", "wake", "")),
        ["again"],
    ),
    "set aside, and nobody says otherwise": ((*REJECTED, (2, "RECYCLED", "reject", "wrong_fit")), []),
    "offered past the points": (((0, "LEAD", "", ""), (1, "OFFERED", "offer_early", "referral")), ["past"]),
    "accepted as ever": ((*REJECTED, (2, "SAL", "accept", "")), []),
}  # fmt: skip


@pytest.mark.parametrize("name", DISPUTED)
def test_only_disagreement_is_talked_about(name: str) -> None:
    changes, kinds = DISPUTED[name]
    made_up = disputes(made(log("a", *changes), {}))
    assert [item.kind for item in made_up] == kinds
