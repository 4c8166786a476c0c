"""Versions of models: who may sign and activate, what differs, what the editor's fields say."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.intent import default_model, parse_model
from tracker.intent.parse import default_text
from tracker.lifecycle.worth import spread
from tracker.modelbook.agreement import (
    NotAgreed,
    check_reason,
    check_sign,
    check_take,
    refusal_to_activate,
    sides,
)
from tracker.modelbook.combine import combine_fields, handover_fields, own_bounds, read_combine, read_handover
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.diff import diff, diff_handover
from tracker.modelbook.entry import Entered
from tracker.modelbook.interactions import interaction_fields, read_interactions
from tracker.modelbook.learnt import NothingLearnt, Rule, learnt_model
from tracker.modelbook.persona import persona_fields, read_persona
from tracker.modelbook.versions import SHIPPED, Book, Handover, Step, Version

ICP = """
extends = "default"
name = "machine builders"
[[criterion]]
field = "industry"
weight = 40
otherwise = 10
bands = [{ values = ["Machinery", "Pack*"], points = 100 }]
[[criterion]]
field = "employees"
weight = 30
bands = [{ low = 100, high = 2000, points = 100 }, { low = 50, points = 60.5 }]
"""
ONE = Version(id=SHIPPED, number=1, name="as delivered", text="", content="a", source="shipped")
TWO = Version(id="2", number=2, name="ours", text="", content="b", by="mia")
THREE = Version(id="3", number=3, name="next", text="", content="c", site="shop", by="mia")
LEARNT = Version(id="4", number=4, name="learnt", text="", content="d", source="learnt", verdict="keep")


def step(version: str, what: Any, by: str = "mia", **more: Any) -> Step:
    return Step(version=version, what=what, by=by, role="marketing", at=1, **more)


def signed(version: str, *sides: str) -> tuple[Step, ...]:
    return tuple(step(version, "signed", by=f"{side}@example.com", side=side) for side in sides)


def book(*steps: Step) -> Book:
    return Book((ONE, TWO, THREE, LEARNT), steps)


BOTH = signed("2", "marketing", "sales")
SIGN: dict[str, tuple[tuple[Step, ...], str, str, str, str]] = {
    # steps, side, who, role, refused with
    "marketing for marketing": ((), "marketing", "mia", "marketing", ""),
    "sales for sales": ((), "sales", "sam", "sales", ""),
    "marketing for sales": ((), "sales", "mia", "marketing", "side"),
    "sales for marketing": ((), "marketing", "sam", "sales", "side"),
    "a viewer": ((), "marketing", "vic", "viewer", "side"),
    "a side there is not": ((), "board", "ada", "admin", "side"),
    "an admin stands in for one side": ((), "sales", "ada", "admin", ""),
    "an admin for both": (
        (step("2", "signed", by="ada", side="marketing"),),
        "sales",
        "ada",
        "admin",
        "same_person",
    ),
    "twice": (signed("2", "sales"), "sales", "sue", "sales", "signed"),
    "after it was withdrawn": (
        (*signed("2", "sales"), step("2", "withdrawn", side="sales")),
        "sales",
        "sue",
        "sales",
        "",
    ),
    "a discarded draft": ((step("2", "discarded"),), "sales", "sue", "sales", "discarded"),
}


@pytest.mark.parametrize("name", SIGN)
def test_who_may_sign(name: str) -> None:
    steps, side, who, role, refused = SIGN[name]
    standing = book(*steps).standing(TWO)
    try:
        check_sign(standing, side, who, role)
        code = ""
    except NotAgreed as error:
        code = error.code
    assert code == refused
    assert (side in sides(standing, who, role)) == (refused == "")


def test_the_shipped_model_needs_no_signature() -> None:
    assert sides(book().standing(ONE), "ada", "admin") == []


ACTIVATE: dict[str, tuple[tuple[Step, ...], Version, str, str, str]] = {
    # steps, version, site, role, refused with
    "signed by both": (BOTH, TWO, "", "marketing", ""),
    "signed by one": (BOTH[:1], TWO, "", "admin", "signatures"),
    "by a viewer": (BOTH, TWO, "", "viewer", "role"),
    "in force already": ((*BOTH, step("2", "activated")), TWO, "", "sales", "in_force"),
    "in force there, as everywhere": ((*BOTH, step("2", "activated")), TWO, "shop", "sales", "in_force"),
    "of another site": (signed("3", "marketing", "sales"), THREE, "other", "sales", "site"),
    "back to the one delivered": ((*BOTH, step("2", "activated")), ONE, "", "sales", ""),
    "back without new signatures": (
        (*BOTH, step("2", "activated"), step("2", "withdrawn", side="sales"), step(SHIPPED, "activated")),
        TWO,
        "",
        "sales",
        "",
    ),
    "the one delivered, at once": ((), ONE, "", "sales", "in_force"),
    "a discarded draft": ((*BOTH, step("2", "discarded")), TWO, "", "sales", "discarded"),
    "learnt, but it did not hold": (signed("4", "marketing", "sales"), LEARNT, "", "sales", "verdict"),
}


@pytest.mark.parametrize("name", ACTIVATE)
def test_what_may_be_put_in_force(name: str) -> None:
    steps, version, site, role, refused = ACTIVATE[name]
    found = refusal_to_activate(book(*steps), version, site, role)
    assert (found.code if found else "") == refused


def test_what_is_in_force_where() -> None:
    steps = (*BOTH, step("2", "activated"), step("3", "taken", site="shop"))
    found = book(*steps)
    assert [found.in_force(site).number for site in ("", "shop", "other")] == [2, 3, 2]
    assert book(*steps, step("3", "released", site="shop")).in_force("shop").number == 2
    assert book().in_force("shop").id == SHIPPED
    assert found.since("other") == steps[2]


def test_a_shadow_ends_when_it_comes_into_force() -> None:
    dark = (*BOTH, step("2", "shadow", site="shop"))
    assert book(*dark).shadow("shop") == TWO
    assert book(*dark).shadow("other") is None
    assert book(*dark, step("2", "activated")).shadow("shop") is None
    assert book(*dark, step("2", "unshadow", site="shop")).shadow("shop") is None


def test_the_first_agreement_closes_the_way_past_it() -> None:
    check_take(book(step("3", "taken", site="shop")), "shop")
    with pytest.raises(NotAgreed, match="have agreed"):
        check_take(book(*BOTH, step("2", "activated")), "shop")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_every_step_has_its_reason(reason: str) -> None:
    with pytest.raises(NotAgreed):
        check_reason(reason)


@pytest.mark.parametrize("name", ["2", "Ours", "b"])
def test_a_version_is_found_by_number_name_or_hash(name: str) -> None:
    assert book().find(name) == TWO
    with pytest.raises(KeyError):
        book().find("nothing")


@pytest.mark.parametrize("text", [default_text(), ICP], ids=["shipped", "of a team"])
def test_toml_says_what_the_model_said(text: str) -> None:
    again = to_toml(whole(text))
    assert parse_model(again) == parse_model(text)
    assert "extends" not in again


def test_odd_texts_survive_toml() -> None:
    name = 'a "quoted" \\ name\n\t\x7f ü 💡'
    assert parse_model(to_toml({**whole(ICP), "name": name})).name == name


DIFFS: dict[str, tuple[str, list[str]]] = {
    "nothing": ("", []),
    "thresholds": (
        "engagement_bounds = [50, 40, 20]",
        ["setting engagement_bounds: 60, 40, 20 → 50, 40, 20"],
    ),
    "a mode": ('mql_mode = "manual"', ["setting mql_mode: points → manual"]),
    "a cell": ('[cells]\nA1 = "MQL2"', ["cell A1: MQL3 → MQL2", "cell A2: MQL3 → –"]),
    "a criterion": (
        '[[criterion]]\nfield = "country"\nweight = 1\nbands = [{ values = ["de"], points = 100 }]',
        ["criterion country: added"],
    ),
    "an exclusion": (
        '[[exclude]]\nfield = "tag"\nvalues = ["customer", "vip"]\nreason = "tag"',
        ["exclusion tag: added", "exclusion tag: taken away"],
    ),
    "a signal": (
        '[[signal]]\nid = "pricing_view"\nsignal = "pricing"\npoints = 25\ncap = 30\nhalf_life_days = 14',
        ["signal pricing_view points: 15 → 25", "signal pricing_view on: view → any"],
    ),
}


@pytest.mark.parametrize("name", DIFFS)
def test_what_differs(name: str) -> None:
    text, expected = DIFFS[name]
    found = [str(item) for item in diff(default_model(), parse_model(f'extends = "default"\n{text}'))]
    assert [line for line in expected if line not in found] == []
    assert (found == []) == (expected == [])


def test_what_differs_in_the_hand_over() -> None:
    found = diff_handover(Handover(), Handover(people=3, slots=4))
    assert [str(item) for item in found] == ["handover people: 1 → 3", "handover slots: 5 → 4"]
    assert Handover(people=3, slots=4).capacity == 12


@pytest.mark.parametrize("text", [default_text(), ICP], ids=["shipped", "of a team"])
def test_the_editor_changes_nothing_by_itself(text: str) -> None:
    data, shipped = whole(text), whole(default_text())
    for read, fields in (
        (read_persona, persona_fields(data)),
        (lambda d, e: read_interactions(d, shipped, e), interaction_fields(data, shipped)),
        (read_combine, combine_fields(data)),
    ):
        entered = Entered(fields)
        data = read(data, entered)
        assert entered.problems == {}
    assert diff(parse_model(text), parse_model(to_toml(data))) == []
    agreed = Handover(act_now_hours=1.5, people=3)
    assert read_handover(Entered(handover_fields(agreed))) == agreed


WRONG: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    # step, what is entered, problems by field
    "a word for a number": (
        "interactions",
        {"points:pricing_view": "many"},
        {"points:pricing_view": "number"},
    ),
    "not a number that is one": ("interactions", {"cap:pricing_view": "nan"}, {"cap:pricing_view": "number"}),
    "too many points": ("interactions", {"points:cart_add": "101"}, {"points:cart_add": "number"}),
    "a half-life of no time": ("interactions", {"days:cart_add": "0"}, {"days:cart_add": "number"}),
    "a signal that is none": (
        "interactions",
        {"new-signal": "no name!", "new-points": "5", "new-cap": "5", "new-days": "9"},
        {"new-signal": "text", "new-on": "choice", "new-role": "choice"},
    ),
    "thresholds that rise": ("combine", {"bound1": "70"}, {"bound1": "falling"}),
    "a level there is not": ("combine", {"A1": "MQL10"}, {"A1": "choice"}),
    "a mode there is not": ("combine", {"mql_mode": "magic"}, {"mql_mode": "choice"}),
    "half a day": ("combine", {"leave_days": "2,5"}, {"leave_days": "whole"}),
    "a field twice": (
        "persona",
        {"field2": "industry", "weight2": "5", "else2": "0", "bands2": "5 = x"},
        {"field2": "twice"},
    ),
    "answers without a question": (
        "persona",
        {"bands2": "5 = x", "weight2": "1", "else2": "0"},
        {"field2": "choice"},
    ),
    "answers that are none": ("persona", {"bands0": "Machinery"}, {"bands0": "bands"}),
    "no answers": ("persona", {"bands0": " "}, {"bands0": "bands"}),
    "an upside-down range": ("persona", {"bands1": "100 = 50 - 10"}, {"bands1": "spans"}),
    "more than a hundred": ("persona", {"bands0": "101 = x"}, {"bands0": "bands"}),
    "grades that rise": ("persona", {"grade2": "60"}, {"grade2": "falling"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_said_at_its_field(name: str) -> None:
    step, said, expected = WRONG[name]
    data, shipped = whole(ICP), whole(default_text())
    if step == "persona":
        entered = Entered(persona_fields(data) | said)
        read_persona(data, entered)
    elif step == "combine":
        entered = Entered(combine_fields(data) | said)
        read_combine(data, entered)
    else:
        entered = Entered(interaction_fields(data, shipped) | said)
        read_interactions(data, shipped, entered)
    assert {field: problem.code for field, problem in entered.problems.items()} == expected


def test_what_is_entered_counts() -> None:
    data, shipped = whole(ICP), whole(default_text())
    entered = Entered(
        interaction_fields(data, shipped)
        | {"points:pricing_view": "22,5", "points:social": "0", "new-signal": "configurator"}
        | {"new-on": "action", "new-role": "buying", "new-points": "9", "new-cap": "18", "new-days": "14"}
    )
    model = parse_model(to_toml(read_interactions(data, shipped, entered)))
    assert (entered.problems, model.rule("pricing_view").points) == ({}, 22.5)
    assert model.rule("configurator_action").cap == 18
    with pytest.raises(KeyError):
        model.rule("social")
    back = interaction_fields(whole(to_toml(read_interactions(data, shipped, entered))), shipped)
    assert back["points:social"] == "0"
    assert (back["points:well_informed"], model.bonuses[0].least) == ("8", 3)
    none = Entered(interaction_fields(data, shipped) | {"points:well_informed": "0"})
    assert parse_model(to_toml(read_interactions(data, shipped, none))).bonuses == ()


def test_thresholds_may_be_taken_from_the_own_accounts() -> None:
    """More than average, the upper quarter and the upper tenth of 100 accounts become a draft's points."""
    data = whole(default_text())
    bounds = own_bounds(spread([i * 0.8 for i in range(101)]))
    assert bounds == {"bound0": "72", "bound1": "60", "bound2": "40"}
    entered = Entered(combine_fields(data) | bounds)
    assert parse_model(to_toml(read_combine(data, entered))).engagement_bounds == (72, 60, 40)
    assert own_bounds(None) == own_bounds(spread([5.0, 5.0, 5.0])) == {}, "all alike: no thresholds"


POINTS: dict[str, tuple[list[Rule], dict[str, tuple[float, float]], int]] = {
    # rules, points before and after, how many rules were left
    "two signals, other proportions, the same sum": (
        [Rule("pricing_view at least 1", 9, "pricing_view", 1), Rule("compare at least 1", 12, "compare", 1)],
        {"pricing_view": (15, 9), "compare_view": (6, 12)},
        0,
    ),
    "more of it earns more: a higher cap": (
        [Rule("a", 5, "Pricing-View", 1), Rule("b", 5, "pricing_view", 3), Rule("c", 5, "pricing_view", 5)],
        {"pricing_view": (15, 15)},
        0,
    ),
    "what is no signal is left": (
        [
            Rule("pricing_view at least 1", 9, "pricing_view", 1),
            Rule("employees at least 50", 7, "employees", 50),
        ],
        {"pricing_view": (15, 15)},
        1,
    ),
    "a contrary sign is not taken": (
        [Rule("cart_add at least 1", -3, "cart_add", 1), Rule("docs at least 1", 2, "docs_view", 1)],
        {"docs_view": (3, 3)},
        1,
    ),
    "two rules of one signal, called by the signal": (
        [Rule("demo at least 1", 9, "demo", 1), Rule("docs at least 1", 2, "docs_view", 1), Rule("x", 1)],
        {"docs_view": (3, 3)},
        2,
    ),
}


@pytest.mark.parametrize("name", POINTS)
def test_learnt_points_become_a_draft(name: str) -> None:
    rules, changed, left = POINTS[name]
    found = learnt_model(whole(default_text()), rules)
    assert (found.changed, len(found.left)) == (changed, left)
    model = parse_model(to_toml(found.data))
    assert {rule: model.rule(rule).points for rule in changed} == {
        rule: to for rule, (_, to) in changed.items()
    }
    if name.startswith("more of it"):
        assert model.rule("pricing_view").cap == 45


def test_a_table_without_signals_makes_no_draft() -> None:
    with pytest.raises(NothingLearnt, match="call columns like its"):
        learnt_model(whole(default_text()), [Rule("Month is Nov", 5)])
