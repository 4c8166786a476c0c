"""A sharper picture of who buys: what stands out is proposed, what is chance or has passed is not."""

from __future__ import annotations

import pytest

from tracker.intent import parse_model
from tracker.intent.parse import default_text
from tracker.modelbook.content import to_toml, whole
from tracker.read.buyers import answers, span
from tracker.read.sharper import NothingStandsOut, sharpened, sharper

Known = dict[str, dict[str, str]]


def accounts(buyers: int = 40, everybody: int = 400) -> tuple[Known, list[str]]:
    """Of customers three of four make machines; of everybody one in six. All are Dutch, whoever they are."""
    known = {
        f"a{n:03}": {"industry": "Machinery" if n % 6 == 0 else "Trade", "country": "nl", "employees": "120"}
        for n in range(everybody)
    }
    machines = [key for key, facts in known.items() if facts["industry"] == "Machinery"]
    others = [key for key, facts in known.items() if facts["industry"] == "Trade"]
    won = [(others if n % 4 == 3 else machines)[n] for n in range(buyers)]
    return known, won


def test_what_stands_out_is_proposed_and_what_everybody_is_is_not() -> None:
    found = sharper(*accounts())
    assert [(item.answer.value, item.points, item.held) for item in found.proposed] == [
        ("Machinery", 100, True),
        ("Trade", 0, True),
    ]
    assert {item.answer.value: item.points for item in found.found}["NL"] == 50, "everybody is Dutch"
    low, high = found.proposed[0].answer.index_interval or (0, 0)
    assert 1 < low < found.proposed[0].answer.index < high  # type: ignore[operator]


def passed() -> tuple[Known, list[str]]:
    """Forty customers as above, and then only traders."""
    known, won = accounts()
    return known, [*won, *(f"a{n:03}" for n in range(1, 90) if n % 6)]


NOTHING = {
    "too few customers": accounts(buyers=20),
    "customers are as everybody": (accounts()[0], sorted(accounts()[0])[:60]),
    "it has passed": passed(),
}


@pytest.mark.parametrize(("known", "won"), NOTHING.values(), ids=NOTHING)
def test_nothing_is_proposed(known: Known, won: list[str]) -> None:
    with pytest.raises(NothingStandsOut):
        sharpened(whole(default_text()), sharper(known, won), "Customers")


OWN = """extends = "default"
name = "ours"
[[criterion]]
field = "industry"
weight = 60
bands = [{ values = ["Trade"], points = 100 }]
[[criterion]]
field = "country"
weight = 10
bands = [{ values = ["de"], points = 100 }]
"""


def test_the_proposal_keeps_the_other_questions_and_the_weight() -> None:
    model = parse_model(to_toml(sharpened(whole(OWN), sharper(*accounts()), "Customers")))
    assert [(item.field, item.weight) for item in model.criteria] == [("industry", 60), ("country", 10)]
    assert [(band.values, band.points) for band in model.criteria[0].bands] == [
        (("Machinery",), 100),
        (("Trade",), 0),
    ]


def test_beside_several_kinds_of_customers_it_is_a_further_one() -> None:
    text = OWN + '[[persona]]\nname = "traders"\n[[persona.criterion]]\n' + OWN.split("[[criterion]]\n")[1]
    model = parse_model(to_toml(sharpened(whole(text), sharper(*accounts()), "Customers")))
    assert [persona.name for persona in model.personas] == ["traders", "Customers"]
    assert model.criteria == parse_model(OWN).criteria


def test_sizes_and_their_spans() -> None:
    spans = {value: span(value) for value in ("1–49", "250–999", "10000+", "many")}
    assert spans == {"1–49": (1, 50), "250–999": (250, 1000), "10000+": (10_000, None), "many": None}
    assert [item.value for item in answers({"a": {"employees": "52"}}, ["a"])] == ["50–249"]
