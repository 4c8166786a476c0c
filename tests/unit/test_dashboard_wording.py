"""Small words of the pages: moves in order, industries, periods, where long names break, commands to type."""

from __future__ import annotations

import csv
import io
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from reports.i18n import LANGUAGES, translator
from reports.industries import industry
from tracker.dashboard import moved
from tracker.dashboard.commandline import command
from tracker.dashboard.words import Words, soft
from tracker.demo.seed import world_text
from tracker.lifecycle.moves import MOVES
from tracker.settings import Settings


def test_every_move_has_its_place_and_its_sentence() -> None:
    names = {move.name for move in MOVES}
    assert set(moved.ORDER) == names == set(moved.DONE)
    assert names >= moved.ENDING


def test_what_ends_a_lead_comes_last() -> None:
    offered = [move.name for move in moved.ordered(move for move in MOVES if "OFFERED" in move.sources)]
    assert offered == ["accept", "reject", "withdraw", "disqualify"]
    assert [name for name in moved.ORDER if name in moved.ENDING] == list(moved.ORDER[-len(moved.ENDING) :])


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_demonstrations_industries_are_told_in_every_language(language: str) -> None:
    t = translator(language, "UTC")
    given = {row["industry"] for row in csv.DictReader(io.StringIO(world_text()))} - {""}
    assert len(given) > 20
    assert {text for text in given if industry(t, text) == text} == set()
    assert industry(t, "MACHINERY") == industry(t, "Machinery") != "Machinery"
    assert industry(t, "Bespoke hats") == "Bespoke hats"


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [("de", "2026-10", "Okt. 2026"), ("nl", "2026-10", "okt 2026"), ("en", "2026-W41", "2026-W41")],
)
def test_a_period_is_told_in_words(language: str, name: str, told: str) -> None:
    assert Words(translator(language, "UTC"), 0).period(name) == told


def test_a_long_name_breaks_after_its_marks_and_stays_text() -> None:
    assert soft("a@b-c.example") == "a@<wbr>b-<wbr>c.<wbr>example"
    assert soft("<b>.x") == "&lt;b&gt;.<wbr>x"


def test_a_command_names_the_data_folder_unless_it_is_the_usual_one(tmp_path: Path) -> None:
    usual = Settings()
    words = shlex.split(command(usual, "verify", "https://a.example/?x=1&y=2"))
    assert words[0].endswith("tracker")
    assert words[1:] == ["verify", "https://a.example/?x=1&y=2"]
    elsewhere = replace(usual, data_dir=tmp_path / "my data")
    assert shlex.split(command(elsewhere, "verify"))[1:] == [
        "verify",
        "--data-dir",
        str(tmp_path / "my data"),
    ]
