"""The model as data, and fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.intent_kit import HOUR, MINUTE, touch
from tracker.intent import ModelError, Profile, Touch, default_model, parse_model
from tracker.intent.fit import fit
from tracker.intent.visits import visits
from tracker.read.profiles import number

FIT = parse_model(
    """
extends = "default"
[[criterion]]
field = "industry"
weight = 50
bands = [ { values = ["machine*"], points = 100 } ]
[[criterion]]
field = "employees"
weight = 50
otherwise = 10
bands = [ { low = 50, high = 1000, points = 100 } ]
"""
)

FITS: dict[str, tuple[Profile, float | None, float, str]] = {
    "all known, all right": (Profile(industry="Machines", employees=50), 100.0, 1.0, "A"),
    "one wrong": (Profile(industry="Fishing", employees=999), 50.0, 1.0, "B"),
    "upper edge is outside": (Profile(industry="Fishing", employees=1000), 5.0, 1.0, "D"),
    "half known and right: just an A": (Profile(industry="MACHINES"), 100.0, 0.5, "A"),
    "half known and wrong": (Profile(employees=1), 10.0, 0.5, "D"),
    "nothing known": (Profile(country="DE"), None, 0.0, "?"),
}


@pytest.mark.parametrize("name", FITS)
def test_fit(name: str) -> None:
    profile, value, completeness, grade = FITS[name]
    found = fit(profile, FIT)
    assert (found.value, found.completeness, found.grade) == (value, completeness, grade)
    assert sum(entry.points for entry in found.ledger) == (value or 0.0)


def test_thin_knowledge_cannot_make_an_a() -> None:
    """One of three criteria known and perfect: 100 x (0.5 + 0.5 x 0.4) = 70 is a B."""
    model = parse_model(
        'extends = "default"\n'
        + "".join(
            f'[[criterion]]\nfield = "{name}"\nweight = {weight}\n'
            'bands = [{ values = ["x"], points = 100 }]\n'
            for name, weight in (("industry", 40), ("country", 30), ("region", 30))
        )
    )
    assert fit(Profile(industry="x"), model).grade == "B"
    assert fit(Profile(industry="x", country="x"), model).grade == "A"
    assert fit(Profile(country="x"), model).grade == "B"


SIGNAL = '[[signal]]\nid = "a"\nsignal = "a"\npoints = 1\ncap = 1\nhalf_life_days = 1\n'
PENALTY = '[[penalty]]\nid = "p"\nwhen = "bounce"\npoints = 1\ncap = 1\nhalf_life_days = 1\n'
COUNTRY = '[[criterion]]\nfield = "country"\nweight = 1\nbands = [{ BAND }]\n'

MISTAKES: dict[str, tuple[str, str]] = {
    "not toml": ("name = ", "not TOML"),
    "unknown setting": ("window = 3", "unknown setting 'window'"),
    "two rules of one id": (SIGNAL + SIGNAL, "'a'"),
    "no half-life": (SIGNAL.replace("days = 1", "days = 0"), "half_life_days"),
    "unknown group": (SIGNAL + 'group = "zz"', "zz"),
    "wrong word for on": (SIGNAL + 'on = "click"', "click"),
    "a penalty that gives": (PENALTY, "below 0"),
    "no such field": (COUNTRY.replace("country", "colour").replace("BAND", "points = 1"), "colour"),
    "a rating above 100": (COUNTRY.replace("BAND", 'values = ["de"], points = 101'), "0 to 100"),
    "an empty band": (COUNTRY.replace("BAND", "points = 1"), "needs values"),
    "a cell that is none": ('[cells]\nE9 = "MQL1"', "cells.E9"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named(name: str) -> None:
    text, says = MISTAKES[name]
    with pytest.raises(ModelError, match=re.escape(says)):
        parse_model('extends = "default"\n' + text)


def test_only_the_default_can_be_extended() -> None:
    with pytest.raises(ModelError, match='only "default"'):
        parse_model('extends = "mine"')


def test_the_version_is_the_content() -> None:
    text = 'extends = "default"\nname = "mine"'
    assert parse_model(text).version == parse_model(text + "\n# a remark\n").version
    assert parse_model(text).version != default_model().version
    assert parse_model(text + "\nbreadth_cap = 1").version != parse_model(text).version


def test_half_lives_follow_the_sales_cycle() -> None:
    cycles = {30: 0.5, 90: 1.0, 180: 2.0, 900: 3.0}
    for days, stretch in cycles.items():
        assert parse_model(f'extends = "default"\ncycle_days = {days}').stretch == stretch


VISITS: dict[str, tuple[list[Touch], list[int]]] = {
    "nothing": ([], []),
    "29:59 apart is one visit": ([touch(0), touch(30 * MINUTE - 1)], [2]),
    "30:00 apart are two": ([touch(0), touch(30 * MINUTE)], [1, 1]),
    "a chain longer than half an hour": ([touch(i * 20 * MINUTE) for i in range(5)], [5]),
    "two visitors at once": ([touch(0), touch(1, visitor="v2"), touch(2)], [2, 1]),
    "a heartbeat keeps it open": ([touch(0), touch(20 * MINUTE, name="en"), touch(HOUR - 11 * MINUTE)], [3]),
}


@pytest.mark.parametrize("name", VISITS)
def test_visits(name: str) -> None:
    touches, sizes = VISITS[name]
    assert [len(visit.touches) for visit in visits(touches)] == sizes
    assert visits(list(reversed(touches))) == visits(touches)


def test_engaged_time_of_a_visit_counts_each_view_once() -> None:
    read = [touch(0, view="a"), touch(9, name="en", view="a", engaged_ms=4000), touch(10, view="b")]
    read += [touch(20, name="en", view="a", engaged_ms=7000), touch(30, name="en", view="b", engaged_ms=500)]
    assert [visit.engaged_ms for visit in visits(read)] == [7500]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("250", 250),
        ("1.000", 1000),
        ("10,000+", 10000),
        ("51-200", 125),
        ("51 – 200", 125),
        ("", None),
        ("many", None),
    ],
)
def test_a_number_out_of_what_a_source_wrote(text: str, value: int | None) -> None:
    assert number(text) == value


def test_the_grid_of_the_docs_is_the_grid_of_the_model() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "scoring.md").read_text("utf-8")
    rows = {line[4]: line for line in text.splitlines() if re.match(r"\| \*\*[ABCD]\*\*", line)}
    told = {
        f"{grade}{number}": cell.strip()
        for grade, line in rows.items()
        for number, cell in enumerate(line.strip("|").split("|")[1:], 1)
        if cell.strip() != "–"
    }
    assert told == dict(default_model().cells)


def test_the_example_of_the_docs_is_a_model() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "scoring.md").read_text("utf-8")
    example, *others = (part.split("```")[0] for part in text.split("```toml\n")[1:])
    assert [bool(parse_model(f'extends = "default"\n{other}')) for other in others] == [True, True]
    assert [criterion.field for criterion in parse_model(example).criteria] == [
        "industry",
        "employees",
        "country",
    ]
