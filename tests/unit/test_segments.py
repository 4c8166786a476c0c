"""Conditions of segments, one account each way."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.intent import Assessment
from tracker.read.segments import Conditions, slug
from tracker.read.shapes import AccountView


def view(**of: Any) -> AccountView:
    rated = {"stage": of.pop("stage", "MQL2"), "grade": of.pop("grade", "B")}
    assessment = Assessment.__new__(Assessment)
    for name, value in rated.items():
        object.__setattr__(assessment, name, value)
    known = {
        "key": "acme.example",
        "name": "Acme",
        "domain": "acme.example",
        "kind": "business",
        "confidence": 0.9,
        "method": "registry",
        "assessment": assessment,
        "visits": 1,
        "views": 1,
        "visitors": 1,
        "days_active": 1,
        "engaged_ms": 0,
        "first_seen": 0,
        "last_seen": 0,
        "country": "DE",
        "city": "Kiel",
        "signals": {"pricing": 2},
        "owner": "eva@example.com",
    }
    return AccountView(**{**known, **of})


CASES: dict[str, tuple[Conditions, dict[str, Any], bool]] = {
    "nothing is asked": (Conditions(), {}, True),
    "its stage": (Conditions(stage="MQL2"), {}, True),
    "any of its levels": (Conditions(stage="MQL"), {}, True),
    "another stage": (Conditions(stage="SAL"), {}, False),
    "SQL is no MQL": (Conditions(stage="MQL"), {"stage": "SQL"}, False),
    "B or better, with B": (Conditions(fit="B"), {}, True),
    "B or better, with A": (Conditions(fit="B"), {"grade": "A"}, True),
    "B or better, with C": (Conditions(fit="B"), {"grade": "C"}, False),
    "an excluded one is never good": (Conditions(fit="C"), {"grade": "X"}, False),
    "fit not known": (Conditions(fit="?"), {"grade": "?"}, True),
    "did it": (Conditions(did="pricing"), {}, True),
    "did not": (Conditions(did="cart_add"), {}, False),
    "country": (Conditions(country="NL"), {}, False),
    "mine": (Conditions(owner="me"), {}, True),
    "somebody else's": (Conditions(owner="me"), {"owner": "jan@example.com"}, False),
    "nobody's, but somebody has it": (Conditions(owner="nobody"), {}, False),
    "nobody's": (Conditions(owner="nobody"), {"owner": ""}, True),
    "wanted": (Conditions(target=True), {"target": True}, True),
    "not on the list": (Conditions(target=True), {}, False),
    "new": (Conditions(new=True), {}, False),
    "text in the place": (Conditions(text="KIEL"), {}, True),
    "text nowhere": (Conditions(text="Ulm"), {}, False),
    "all of several": (Conditions(stage="MQL", fit="B", did="pricing"), {}, True),
    "one of several not": (Conditions(stage="MQL", fit="A", did="pricing"), {}, False),
}


@pytest.mark.parametrize("name", CASES)
def test_conditions(name: str) -> None:
    conditions, of, holds = CASES[name]
    assert conditions.hold(view(**of), "eva@example.com") is holds


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Großkunden Süd", "grosskunden-sud"),
        ("  A&B / C ", "a-b-c"),
        ("日本", "cf2abf0c5be3"),
        ("– !", ""),
        ("x" * 80, "x" * 40),
    ],
)
def test_a_name_makes_an_id(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_the_days_alone_are_no_condition() -> None:
    assert not Conditions(days=7).any
    assert Conditions(new=True).any
