"""What was asked of stages (docs/requirements.md): definitions are each site's own, and agreed in data."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.intent_kit import HOUR, MONDAY, touch
from tracker.intent import (
    Activity,
    Assessment,
    Model,
    ModelError,
    Profile,
    Reason,
    assess,
    default_model,
    parse_model,
)
from tracker.intent.levels import mqls, threshold
from tracker.intent.model import Band, Criterion

EARLY = parse_model('extends = "default"\nname = "early"\nengagement_bounds = [30, 20, 5]\n')
LATE = parse_model('extends = "default"\nname = "late"\nengagement_bounds = [95, 90, 80]\n')


def test_levels_are_as_many_as_the_grid_names() -> None:
    """One level only: whoever is in its cells is MQL1, nobody is more."""
    text = "\n".join(
        f'{cell} = "MQL1"' for cell in ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "C1", "C2", "D1")
    )
    one = parse_model(f'extends = "default"\n[cells]\n{text}\n')
    much = [touch(i, "trial", name="form", view=f"v{i}") for i in range(3)]
    much += [touch(i, "cart", name="add_to_cart", view=f"w{i}") for i in range(3)]
    assert [threshold(level, "A", one) for level in (1, 2, 3)] == [5, None, None]
    assert assess(Activity.of(much), Profile(), one, MONDAY + HOUR).stage == "MQL1"
    known = assess(Activity.of(much), Profile(country="DE"), with_country(one), MONDAY + HOUR)
    assert (known.grade, known.stage, known.missing) == ("A", "MQL1", ()), (
        "a hand gives no level there is not"
    )


GRID_OF_FIVE = """
[cells]
A1 = "MQL5"
A2 = "MQL4"
A3 = "MQL3"
A4 = "MQL2"
B4 = "MQL1"
"""
FIVE = parse_model(f'extends = "default"\n{GRID_OF_FIVE}')


def with_country(model: Model) -> Model:
    """A German company is an A, an Austrian one a D."""
    band = Band(points=100, values=("de",))
    return replace(model, criteria=(Criterion("country", 1, (band,)),))


@pytest.mark.parametrize(("level", "bound"), [(1, 5), (2, 5), (3, 20), (4, 40), (5, 60), (6, None)], ids=str)
def test_five_levels(level: int, bound: float | None) -> None:
    assert (FIVE.levels, mqls(FIVE)[-1]) == (5, "MQL5")
    assert threshold(level, "A", FIVE) == bound


def test_what_it_takes_is_said_up_to_the_highest_level() -> None:
    model = with_country(FIVE)
    warm = Activity.of([touch(0, "cart", name="add_to_cart")])
    found = assess(warm, Profile(country="DE"), model, MONDAY + HOUR)
    assert (found.stage, found.levels, found.missing[0].get("stage")) == ("MQL3", 5, "MQL4")
    hand = Activity.of([touch(0, "trial", name="form")])
    assert assess(hand, Profile(country="DE"), model, MONDAY + HOUR).stage == "MQL5"
    assert assess(hand, Profile(country="AT"), model, MONDAY + HOUR).stage == "MQL1"


@pytest.mark.parametrize("stage", ["MQL0", "MQL10", "MQLx", "SAL"])
def test_a_level_there_cannot_be(stage: str) -> None:
    with pytest.raises(ModelError, match="MQL1 to MQL9"):
        parse_model(f'extends = "default"\n[cells]\nA1 = "{stage}"')


HURRY = replace(with_country(default_model()), urgency_raises=True)
RAISED: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    # what they did, country, stage if in no hurry, stage in a hurry
    "one level more": (("pricing",), "DE", "MQL1", "MQL2"),
    "no more than there are": (("demo",), "DE", "MQL3", "MQL3"),
    "without a level there is none to raise": (("blog",), "DE", "IQL", "IQL"),
    "not enough points": (("product",), "AT", "LEAD", "LEAD"),
    "a hand raised with a poor fit": (("demo",), "AT", "MQL1", "MQL2"),
}


@pytest.mark.parametrize("name", RAISED)
def test_urgency_raises_the_level_by_one_where_the_model_says_so(name: str) -> None:
    signals, country, calm, hurried = RAISED[name]
    done = [
        touch(i, signal, name="form" if signal == "demo" else "pv", view=f"v{i}", engaged_ms=30_000)
        for i, signal in enumerate(signals)
    ]

    def stage(urgency: str, model: Model) -> Assessment:
        profile = Profile(country=country, urgency=urgency)
        return assess(Activity.of(done), profile, model, MONDAY + HOUR)

    assert [stage(urgency, HURRY).stage for urgency in ("", "mid")] == [calm] * 2
    found = stage("high", HURRY)
    assert found.stage == hurried
    assert stage("high", replace(HURRY, urgency_raises=False)).stage == calm
    assert (Reason("raised") in found.reasons) == hurried.startswith("MQL")
    asks = [reason.get("stage") for reason in stage("", HURRY).missing if reason.code == "hurry"]
    assert asks == ([hurried] if hurried != calm else [])
    assert stage("high", HURRY).ledger == stage("", HURRY).ledger, "points stay as they are"


def test_nothing_says_that_somebody_will_buy() -> None:
    """Chances are shown, promises are not: in no text, in no language."""
    promise = re.compile(
        r"\b(will buy|sure to buy|guaranteed (customer|sale)|wird kaufen|werden kaufen|kauft sicher|"
        r"gaat kopen|zal kopen|zullen kopen|koopt zeker)\b",
        re.IGNORECASE,
    )
    root = Path(__file__).parents[2]
    texts = {path: path.read_text() for path in root.glob("reports/locale/*/*.po")}
    assert len(texts) >= 4
    assert [path.name for path, text in texts.items() if promise.search(text)] == []


def test_two_models_two_thresholds() -> None:
    """The same visit qualifies under one site's definition and not under another's."""
    seen = Activity.of([touch(0, "pricing", engaged_ms=30_000), touch(1, "cart", name="add_to_cart")])
    stages = {model.name: assess(seen, Profile(), model, MONDAY + HOUR).stage for model in (EARLY, LATE)}
    assert stages == {"early": "MQL2", "late": "LEAD"}
    assert EARLY.version != LATE.version
