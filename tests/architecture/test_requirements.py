"""docs/requirements.md is true: every number once, what it names exists, the counts add up."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import tracker.cli
from tracker.dashboard.pages import PAGES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/requirements.md").read_text()
LAST = 179
STATES = ("shown", "partly", "to come")


class Asked(NamedTuple):
    number: int
    theme: str
    text: str
    by: tuple[str, ...]
    state: str  # its first words: one of STATES
    more: str  # what is missing, or where it comes


def cells(line: str) -> list[str]:
    return [part.strip() for part in line.strip().strip("|").split("|")]


def rows() -> list[Asked]:
    found, theme = [], ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            theme = line[3:]
        elif re.match(r"\| R\d+ \|", line):
            number, text, by, state = cells(line)
            kind = next((known for known in STATES if state.startswith(known)), state)
            more = state[len(kind) :].strip(" :")
            found.append(Asked(int(number[1:]), theme, text, tuple(re.findall(r"`([^`]+)`", by)), kind, more))
    return found


ROWS = rows()


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def exists(reference: str) -> bool:
    """A test of ours ("tests/x.py::test_y", an id in brackets cut off), a page's route, or a sub-command."""
    if "::" in reference:
        path, _, name = reference.partition("[")[0].partition("::")
        return (ROOT / path).is_file() and name.startswith("test_") and name in names_in(path)
    if reference.startswith("/"):
        return any(entry.path == reference and entry.method == "GET" for entry in PAGES)
    words = reference.split()
    commands = {item.name.replace("_", "-") for item in pkgutil.iter_modules(tracker.cli.__path__)}
    return len(words) > 1 and words[0] == "tracker" and words[1] in commands - {"common"}


def test_every_requirement_stands_there_once() -> None:
    assert sorted(row.number for row in ROWS) == list(range(1, LAST + 1))


def test_every_state_is_one_of_three_and_says_what_is_missing() -> None:
    assert [row for row in ROWS if row.state not in STATES] == []
    assert [row.number for row in ROWS if row.state != "shown" and not row.more] == []
    assert [row.number for row in ROWS if row.state == "shown" and (row.more or not row.by)] == []


@pytest.mark.parametrize(
    ("reference", "there"),
    [
        ("tests/architecture/test_requirements.py::test_what_is_named_is_found[x]", True),
        ("tests/architecture/test_requirements.py::test_nothing", False),
        ("tests/architecture/test_requirements.py::rows", False),
        ("tests/none.py::test_x", False),
        ("/site/{site}/board", True),
        ("/site/{site}/moon", False),
        ("tracker learn", True),
        ("tracker common", False),
        ("something else", False),
    ],
)
def test_what_is_named_is_found(reference: str, there: bool) -> None:
    assert exists(reference) is there


def test_every_test_page_and_command_named_exists() -> None:
    named = [(row.number, reference) for row in ROWS for reference in row.by]
    assert [item for item in named if not exists(item[1])] == []


def test_the_counts_are_those_of_the_tables() -> None:
    table = PAGE.split("\n## ")[0]
    said = {line[0].strip("*"): [int(number) for number in line[1:]] for line in map(cells, counts(table))}
    found = {theme: Counter(row.state for row in ROWS if row.theme == theme) for theme in said}
    found["All"] = Counter(row.state for row in ROWS)
    assert said == {theme: [*(n[s] for s in STATES), n.total()] for theme, n in found.items()}
    assert {row.theme for row in ROWS} == said.keys() - {"All"}


def counts(table: str) -> list[str]:
    return [line for line in table.splitlines() if re.search(r"\| *\d+ *\|$", line)]
