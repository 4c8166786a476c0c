"""Several kinds of ideal customers, and needs that count: which gives the fit, and what the editor keeps."""

from __future__ import annotations

import random

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY, touch
from tracker.intent import Activity, Model, ModelError, Profile, assess, parse_model
from tracker.intent.fit import fit
from tracker.intent.parse import default_text
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.diff import diff
from tracker.modelbook.entry import Entered
from tracker.modelbook.persona import persona_fields, read_persona
from tracker.modelbook.profiles import profiles_of

BOTH = """
extends = "default"
persona_name = "Mid-size machine builders"
needs = ["Servo", "retrofit", "training", "drives"]
needs_weight = 20
[[criterion]]
field = "industry"
weight = 60
bands = [ { values = ["machine*"], points = 100 } ]
[[criterion]]
field = "employees"
weight = 40
bands = [ { low = 50, high = 1000, points = 100 } ]
[[persona]]
name = "Research institutes"
criterion = [
    { field = "industry", weight = 50, bands = [ { values = ["research*"], points = 100 } ] },
    { field = "country", weight = 50, bands = [ { values = ["de"], points = 100 } ] },
]
"""
MODEL = parse_model(BOTH)
MACHINES, RESEARCH = "Mid-size machine builders", "Research institutes"

BEST: dict[str, tuple[Profile, str, float | None, str]] = {
    "a machine builder": (Profile(industry="Machine tools", employees=200, country="FR"), MACHINES, 100, "A"),
    "an institute": (Profile(industry="Research", employees=9, country="DE"), RESEARCH, 100, "A"),
    "half of each": (Profile(industry="Retail", employees=200, country="DE"), RESEARCH, 50, "B"),
    "neither": (Profile(industry="Retail", employees=9, country="FR"), MACHINES, 0, "D"),
    "nothing known": (Profile(), MACHINES, None, "?"),
    # Too little known to judge it as the one says more than that it is surely none of the other.
    "surely not the one": (Profile(country="FR"), MACHINES, None, "?"),
    "ruled out whatever it matches": (
        Profile(industry="Machine tools", employees=200, tags=frozenset(["customer"])),
        MACHINES,
        100,
        "X",
    ),
}


@pytest.mark.parametrize("name", BEST)
def test_the_best_match_gives_the_fit(name: str) -> None:
    profile, persona, value, grade = BEST[name]
    found = fit(profile, MODEL)
    assert (found.personas[0].name, found.value, found.grade) == (persona, value, grade)
    assert {one.name for one in found.personas} == {MACHINES, RESEARCH}
    assert found.ledger == found.personas[0].ledger


def test_a_further_kind_of_customer_lowers_nobody() -> None:
    rng, order = random.Random(132), "ABC?D"
    alone = parse_model(BOTH.partition("[[persona]]")[0])
    for _ in range(300):
        profile = Profile(
            industry=rng.choice(["", "machine", "research", "retail"]),
            employees=rng.choice([None, 10, 100]),
            country=rng.choice(["", "DE", "FR"]),
        )
        one, two = fit(profile, alone), fit(profile, MODEL)
        assert order.index(two.grade) <= order.index(one.grade)


def looking(*titles: str) -> Activity:
    return Activity.of(
        [touch(n, "product", view=f"v{n}", title=title, path=f"/p/{n}") for n, title in enumerate(titles)]
    )


NEEDS: dict[str, tuple[tuple[str, ...], Profile, float | None, float]] = {
    # titles looked at, profile, fit, completeness
    "none looked at": ((), Profile(industry="Machine tools", employees=5), 60.0, 1.0),
    "one of four: a quarter of the weight": (
        ("Servo SM40",),
        Profile(industry="Machine tools", employees=5),
        100 * (60 + 5) / 105,
        1.0,
    ),
    "all": (
        ("Servo SM40", "Retrofit kits", "Drives", "Training"),
        Profile(industry="Machine tools", employees=5),
        100 * (60 + 20) / 120,
        1.0,
    ),
    "beside half a profile": (("Servo SM40",), Profile(employees=5), 100 * 5 / 45, 45 / 105),
    "and nothing else known": (("Servo SM40",), Profile(), 100.0, 5 / 105),
}


@pytest.mark.parametrize("name", NEEDS)
def test_needs_looked_at_give_points_of_their_own(name: str) -> None:
    titles, profile, value, completeness = NEEDS[name]
    alone = parse_model(BOTH.partition("[[persona]]")[0])
    found = assess(looking(*titles), profile, alone, MONDAY + HOUR)
    assert found.fit == pytest.approx(value)
    assert found.completeness == pytest.approx(completeness)
    assert sum(line.points for line in found.fit_ledger) == pytest.approx(found.fit)


def test_a_need_is_never_held_against_anybody_and_fades_with_the_window() -> None:
    alone = parse_model(BOTH.partition("[[persona]]")[0])
    profile = Profile(industry="Machine tools", employees=5)
    bare = assess(Activity(), profile, alone, MONDAY)
    for seen in (("Servo",), ("Servo", "Retrofit"), ("something else",)):
        found = assess(looking(*seen), profile, alone, MONDAY + HOUR)
        assert (found.fit or 0) >= (bare.fit or 0)
        assert found.completeness >= bare.completeness
    late = assess(looking("Servo"), profile, alone, MONDAY + 91 * DAY)
    assert late.fit == bare.fit


BAD = {
    "no name": '[[persona]]\nname = " "\ncriterion = [{ field = "kind", weight = 1, bands = [] }]',
    "no criterion": '[[persona]]\nname = "b"\ncriteria = []',
    "asks for nothing": '[[persona]]\nname = "b"\ncriterion = []',
    "a name twice": "\n".join(
        f'[[persona]]\nname = "{n}"\ncriterion = [{{ field = "kind", weight = 1, bands = [] }}]' for n in "bB"
    ),
    "no field of a company": (
        '[[persona]]\nname = "b"\ncriterion = [{ field = "mood", weight = 1, bands = [] }]'
    ),
    "a weight below 0": "needs_weight = -1",
    "no table": "persona = [1]",
    "no list": "persona = 1",
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(ModelError):
        parse_model(f'extends = "default"\n{BAD[name]}')


def again(data: dict[str, object]) -> Model:
    return parse_model(to_toml(data))


def test_the_editor_keeps_every_kind() -> None:
    data = whole(BOTH)
    for number in (0, 1):
        entered = Entered(persona_fields(data, number))
        assert again(read_persona(data, entered)).profiles == MODEL.profiles
        assert not entered.problems


def test_the_editor_adds_names_and_takes_away() -> None:
    data = whole(default_text())
    row = {"field0": "country", "weight0": "10", "else0": "0", "bands0": "100 = DE"}
    data = read_persona(data, Entered(persona_fields(data) | row))
    assert [item.get("name", "") for item in profiles_of(data)] == [""], "one profile needs no name"
    empty = Entered(persona_fields(data, 1))
    assert profiles_of(read_persona(data, empty)) == profiles_of(data)
    nameless = Entered(persona_fields(data, 1) | row)
    read_persona(data, nameless)
    assert nameless.problems["persona_name"].code == "name"
    data = read_persona(data, Entered(persona_fields(data, 1) | row | {"persona_name": "Dutch"}))
    assert [persona.name for persona in again(data).profiles] == ["", "Dutch"]
    twice = Entered(persona_fields(data, 0) | {"persona_name": "dutch"})
    read_persona(data, twice)
    assert twice.problems["persona_name"].code == "twice"
    data = read_persona(data, Entered(persona_fields(data, 0) | {"remove": "on"}))
    assert [persona.name for persona in again(data).profiles] == ["Dutch"]
    assert again(data).personas == ()


def test_what_differs_is_said_of_each_kind() -> None:
    after = BOTH.replace('name = "Research', 'name = "Old research').replace("weight = 60", "weight = 50")
    assert [str(item) for item in diff(MODEL, parse_model(after))] == [
        f"{MACHINES} criterion industry weight: 60 → 50",
        "persona Research institutes: taken away",
        "persona Old research institutes: added",
    ]


def test_an_industry_in_ones_own_language_is_known_as_lists_call_it() -> None:
    data = whole(BOTH)
    said = {"field0": "industry", "bands0": "100 = Maschinenbau, machinebouw, Machinery, Orgelbau"}
    made = read_persona(data, Entered({**persona_fields(data), **said}))
    words = profiles_of(made)[0]["criterion"][0]["bands"][0]["values"]
    assert words == ["Maschinenbau", "Machinery", "machinebouw", "Orgelbau"]
