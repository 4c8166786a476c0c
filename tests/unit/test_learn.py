"""Learning points: what is in a table is found, what is not is not, and bad tables are told apart."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.served import tracker
from tracker.learn import Table, TableError, judge, learn, read_table
from tracker.learn.measures import auc, falls, lift, wilson
from tracker.learn.suspects import suspects

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", "../shared/data"))


def leads(n: int, seed: int = 3, *, signal: bool = True, turn: float = 1.0) -> str:
    """A CSV of leads: visits and pricing views help, careers hurt, colour says nothing.

    ``turn``: share of the rows after which everything means its opposite.
    """
    draw = np.random.default_rng(seed)
    visits, pricing = draw.poisson(3, n), draw.integers(0, 2, n)
    source = draw.choice(["fair", "ads", "careers"], n)
    colour = draw.choice(["red", "green"], n)
    odds = -1.5 + 0.9 * (visits >= 4) + 1.2 * pricing - 1.4 * (source == "careers")
    odds = np.where(np.arange(n) < turn * n, odds, -odds)
    won = draw.random(n) < (1 / (1 + np.exp(-odds)) if signal else 0.3)
    rows = zip(visits, pricing, source, colour, won, strict=True)
    lines = [";".join(map(str, row)) for row in rows]
    return "\n".join(["visits;pricing;source;colour;won", *lines])


def table(n: int = 3000, **options: object) -> Table:
    return read_table(leads(n, **options), target="won")  # type: ignore[arg-type]


def test_what_earns_is_found_and_what_costs_costs() -> None:
    points = {str(rule): worth for rule, worth in learn(table()).rules}
    assert points["pricing at least 1"] > 0
    assert min(points[name] for name in points if name.startswith("source is") and "careers" in name) < 0
    assert any(name.startswith("visits at least") and worth > 0 for name, worth in points.items())


def test_points_are_whole_and_few_and_the_same_each_time() -> None:
    first, second = learn(table()), learn(table())
    assert first == second
    assert 0 < len(first.rules) <= 20
    assert all(0 < abs(worth) <= 50 and worth == int(worth) for _, worth in first.rules)


def test_more_of_a_good_thing_never_costs() -> None:
    signs: dict[str, set[bool]] = {}
    for rule, worth in learn(table(6000)).rules:
        (test, *rest) = rule.tests
        if not rest and test.op == "ge":
            signs.setdefault(test.column, set()).add(worth > 0)
    assert signs
    assert all(len(found) == 1 for found in signs.values())


def test_close_to_boosting_and_good_on_the_newest_rows() -> None:
    found = judge(table())
    assert found.folds.ratio > 0.97
    assert found.out_of_time.verdict == "activate"
    assert found.out_of_time.low < found.out_of_time.points < found.out_of_time.high


def test_where_nothing_is_to_be_learnt_it_says_so() -> None:
    assert judge(table(1000, signal=False)).out_of_time.verdict == "nothing to learn"


def test_what_has_turned_is_not_activated() -> None:
    assert judge(table(turn=0.7)).out_of_time.verdict != "activate"


def test_a_better_table_in_use_is_kept() -> None:
    leads = table()
    perfect = leads.y + np.random.default_rng(1).normal(0, 0.1, len(leads.y))
    newest = judge(leads, in_use=perfect).out_of_time
    assert newest.verdict == "keep"
    assert not newest.passed["not below the table in use"]


GOOD = leads(400)
BAD = {
    "no such target": (GOOD, "sold", "there is no column 'sold'; columns: visits, pricing"),
    "a target of many words": (GOOD, "source", "0/1, true/false, yes/no, won/lost or blank"),
    "too few outcomes": ("a,won\n" + "1,yes\n" * 5 + "2,no\n" * 90, "won", "5 won and 90 lost"),
    "no rows": ("a,won\n", "won", "no rows"),
    "a short line": (GOOD + "\n1;2", "won", "line 402 has 2 fields, the header 5"),
    "a name twice": ("a,a,won\n1,2,1", "won", "twice: 'a'"),
    "nothing beside it": ("won\n" + "1\n0\n" * 40, "won", "no column is left"),
}


@pytest.mark.parametrize(("text", "target", "told"), BAD.values(), ids=BAD)
def test_bad_tables_are_named(text: str, target: str, told: str) -> None:
    with pytest.raises(TableError, match=told.replace("/", "/")):
        read_table(text, target=target)


@pytest.mark.parametrize("words", [("1", "0"), ("TRUE", "FALSE"), ("yes", "no"), ("Won", "Lost")], ids=str)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_outcomes_and_separators(words: tuple[str, str], separator: str) -> None:
    lines = [f"{number}{separator}{words[number % 2]}" for number in range(80)]
    found = read_table(f"n{separator}won\n" + "\n".join(lines), target="won")
    assert found.y.tolist() == [1.0 - number % 2 for number in range(80)]
    assert [column.name for column in found.columns] == ["n"]


def test_rows_without_an_outcome_are_counted_and_columns_left_out_have_a_reason() -> None:
    lines = [f"{number},{number % 2},,x{number}" for number in range(300)] + ["5,,,y"] * 7
    found = read_table("n,won,blank,name\n" + "\n".join(lines), target="won")
    assert found.skipped == {"no outcome": 7}
    assert found.left_out == {
        "blank": "nearly always blank",
        "name": "300 different words: it names rows, not kinds",
    }


def test_rows_can_be_put_in_order_of_time() -> None:
    days = [f"2026-0{1 + number % 9}-01,{number % 2},{number}" for number in range(90)]
    found = read_table("day,won,n\n" + "\n".join(days), target="won", order="day")
    assert found.columns[0].values[:10].tolist() == [float(9 * number) for number in range(10)]


SUSPECTS = {
    "PageValues": "after", "ExitRates": "after", "BounceRates": "after", "lead_status": "after",
    "DaysOpen": "after", "Month": "calendar", "owner": "person", "E-Mail": "person",
    "visits": "", "ProductRelated_Duration": "", "emails_opened_count": "", "statute": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), SUSPECTS.items(), ids=SUSPECTS)
def test_columns_that_may_know_the_outcome(name: str, kind: str) -> None:
    assert suspects([name]).get(name, "").split(":")[0] == kind


def test_measures() -> None:
    y = np.array([1.0, 0, 1, 0])
    assert auc(y, np.array([4.0, 1, 3, 2])) == 1
    assert auc(y, np.array([1.0, 1, 1, 1])) == 0.5
    assert auc(y, np.array([3.0, 1, 2, 2])) == 0.875
    assert lift(y, np.array([4.0, 1, 3, 2]), 0.5) == 2
    assert lift(y, np.zeros(4), 0.5) == 1
    low, high = wilson(5, 10)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
    assert falls([{"low": 0.1, "high": 0.3}, {"low": 0.2, "high": 0.4}])
    assert not falls([{"low": 0.1, "high": 0.3}, {"low": 0.31, "high": 0.4}])


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(leads(600), encoding="utf-8")
    done = tracker("learn", str(file), "--exclude", "colour", "--json", data_dir=tmp_path / "data")
    told = json.loads(done.stdout)
    assert told["target"] == "won"
    assert told["left_out"] == {"colour": "excluded"}
    assert told["auc"]["points"] / told["auc"]["boosting"] == pytest.approx(told["ratio"], abs=1e-3)
    assert told["out_of_time"]["verdict"] in {"activate", "keep", "nothing to learn"}
    assert {"rule", "points", "n", "won", "lift"} <= set(told["rules"][0])
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_shoppers_come_close_to_boosting() -> None:
    file = SHARED / "leads" / "online_shoppers_intention.csv"
    if not file.exists():
        pytest.skip(f"{file} is absent")
    left_out = ["PageValues", "ExitRates", "BounceRates"]
    whole = read_table(file.read_text("utf-8"), target="Revenue", exclude=left_out)
    found = judge(whole.rows(np.arange(0, len(whole.y), 2)))  # all of them take half a minute
    assert found.folds.ratio >= 0.97
    assert len(found.points.rules) <= 20
